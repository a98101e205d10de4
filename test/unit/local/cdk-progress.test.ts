import { describe, expect, it } from '@jest/globals';
import { reasonOf } from '../../../local/launch/cdk.ts';
import { progressOf } from '../../../local/launch/progress.ts';

describe('the progress of a deploy', () => {
  it.each([
    [
      'Evidence |  3/15 | 1:32:02 AM | CREATE_COMPLETE | AWS::SSM::Parameter | P',
      { stack: 'Evidence', state: 'deploying', done: 3, total: 15 },
    ],
    [
      'Evidence |   2 | 1:42:28 AM | CREATE_IN_PROGRESS | AWS::SQS::Queue | Q',
      { stack: 'Evidence', state: 'deploying', done: 2, total: 0 },
    ],
    ['Evidence: deploying... [2/11]', { stack: 'Evidence', state: 'deploying', done: 0, total: 0 }],
    ['✅  Evidence', { stack: 'Evidence', state: 'deployed', done: 0, total: 0 }],
    [' ✅  Evidence (no changes)', { stack: 'Evidence', state: 'unchanged', done: 0, total: 0 }],
  ])('is read from %j', (line, progress) => {
    expect(progressOf(line)).toEqual(progress);
  });

  it.each(['', 'Outputs:', '✨  Deployment time: 0.07s', 'Evidence.Queue = http://127.0.0.1:1/q'])(
    'is not read from %j',
    (line) => {
      expect(progressOf(line)).toBeUndefined();
    },
  );
});

describe('the reason of a failed call of the CLI', () => {
  it('is the resource that failed rather than the stack', () => {
    const lines = [
      'Evidence | 1/3 | 1:42 AM | CREATE_FAILED | AWS::SQS::Queue | Q Invalid name',
      '❌  Evidence failed to deploy',
    ];
    expect(reasonOf(lines)).toContain('Invalid name');
  });

  it('is the named error rather than the mark before it', () => {
    const lines = ['❌  Bad failed to deploy', '‣ ValidationError: Unrecognized resource types'];
    expect(reasonOf(lines)).toBe('ValidationError: Unrecognized resource types');
  });

  it('is the error that the app threw', () => {
    const lines = [
      'app.ts:17',
      '    throw new Error("x");',
      'Error: a rule is broken',
      '   at main',
    ];
    expect(reasonOf(lines)).toBe('Error: a rule is broken');
  });

  it('is what the bundler could not do', () => {
    const lines = ['✘ [ERROR] Could not resolve "./gone.ts"', 'Error: Build failed with 1 error:'];
    expect(reasonOf(lines)).toBe('Could not resolve "./gone.ts"');
  });

  it('is the last line when nothing is named, and nothing when nothing was said', () => {
    expect(reasonOf(['Starting', 'gone', ''])).toBe('gone');
    expect(reasonOf([])).toBeUndefined();
  });

  it('is short enough for a sentence', () => {
    expect(reasonOf([`Error: ${'x'.repeat(2_000)}`])).toHaveLength(300);
  });
});

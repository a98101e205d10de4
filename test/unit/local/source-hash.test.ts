import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { hashSources } from '../../../local/launch/source-hash.ts';

let project: string;

const write = (file: string, content: string): void => {
  mkdirSync(dirname(join(project, file)), { recursive: true });
  writeFileSync(join(project, file), content);
};

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'clipledger-'));
  write('infra/app.ts', 'one');
  write('functions/intake/validate/handler.ts', 'two');
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

describe('the hash of the sources', () => {
  it('stays when nothing changes, and when documents or tests do', () => {
    const before = hashSources(project, {});
    write('docs/limits.md', 'three');
    write('test/unit/a.test.ts', 'four');
    write('layers/ffmpeg/node_modules/x.js', 'five');
    expect(hashSources(project, {})).toBe(before);
  });

  it.each([
    ['a changed file', () => write('infra/app.ts', 'on3')],
    ['a new file', () => write('core/domain/new.ts', '')],
    [
      'a moved file',
      () => (rmSync(join(project, 'infra'), { recursive: true }), write('infra/main.ts', 'one')),
    ],
    ['content that moves from one file to the next', () => write('infra/app.ts', 'onetwo')],
  ])('changes with %s', (_, change) => {
    const before = hashSources(project, {});
    change();
    expect(hashSources(project, {})).not.toBe(before);
  });

  it('changes with the context it is synthesized with', () => {
    expect(hashSources(project, { days: '1' })).not.toBe(hashSources(project, { days: '2' }));
  });
});

import { PassThrough } from 'node:stream';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { askPerson, type Asking } from '../../../client/cli/ask.ts';

let input: PassThrough;
let shown: string;
let asking: Asking;

beforeEach(() => {
  input = new PassThrough();
  shown = '';
  const output = new PassThrough({ encoding: 'utf8' });
  output.on('data', (text: string) => {
    shown += text;
  });
  const { signal } = new AbortController();
  asking = { input, output, signal, onInterrupt: () => undefined, secret: false };
});

/** What is left on the line after everything that wipes it (`ESC [0J`). */
const visible = (): string => shown.slice(shown.lastIndexOf('\u001b[0J'));

describe('asking a person', () => {
  it('keeps the question on the line while the answer is typed', async () => {
    const answer = askPerson('Agree? [y/N] ', asking);
    expect(visible()).toContain('Agree? [y/N] ');
    input.write('y\r');
    await expect(answer).resolves.toBe('y');
  });

  it('shows the question of a secret, and nothing of the secret', async () => {
    const answer = askPerson('Password of me: ', { ...asking, secret: true });
    input.write('correct horse\r');
    await expect(answer).resolves.toBe('correct horse');
    expect(shown).toBe('Password of me: \n');
  });

  it('takes the end of input for no answer', async () => {
    const answer = askPerson('Agree? [y/N] ', asking);
    input.write('\u0004');
    await expect(answer).resolves.toBe('');
  });

  it('hands Ctrl-C on, and ends when that stops the program', async () => {
    const controller = new AbortController();
    const onInterrupt = jest.fn(() => controller.abort());
    const answer = askPerson('Agree? ', { ...asking, signal: controller.signal, onInterrupt });
    input.write('\u0003');
    await expect(answer).rejects.toThrow('abort');
    expect(onInterrupt).toHaveBeenCalledTimes(1);
  });
});

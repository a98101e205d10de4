import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { runProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

/** Ctrl-C stops what is under way, which closes its grant; a second one ends at once. */
const interrupt = new AbortController();
const stop = (): void => {
  interrupt.abort(new Error('Stopped.'));
  process.once('SIGINT', () => process.exit(130));
};
process.once('SIGINT', stop);

const ask = async (question: string, { secret } = { secret: false }): Promise<string> => {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({
    input: process.stdin,
    output: secret ? silent : process.stderr,
    terminal: true,
  });
  try {
    return await lines.question('', { signal: interrupt.signal });
  } finally {
    lines.close();
    if (secret) process.stderr.write('\n');
  }
};

const terminal: Terminal = {
  write: (text) => void process.stdout.write(text),
  note: (text) => void process.stderr.write(text),
  watched: process.stderr.isTTY,
  ask: process.stdin.isTTY && process.stderr.isTTY ? ask : undefined,
  environment: process.env,
  connectionFile: fileURLToPath(new URL('../../.local/connection.json', import.meta.url)),
  nowMilliseconds: () => Date.now(),
  pause: (milliseconds) => wait(milliseconds, undefined, { signal: interrupt.signal }),
  signal: interrupt.signal,
};

// The exit code is set, not forced: what was written is still on its way into a pipe.
process.exitCode = await runProgram(process.argv.slice(2), terminal);

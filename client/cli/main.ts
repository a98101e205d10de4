import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import { askPerson } from './ask.ts';
import { runProgram } from './program.ts';
import { stateFolderOf } from './state-folder.ts';
import { UsageFailure, type Terminal } from './terminal.ts';

/** Ctrl-C stops what is under way, which the next run goes on with; a second one ends at once. */
const interrupt = new AbortController();
const stop = (): void => {
  interrupt.abort(new Error('Stopped.'));
  process.once('SIGINT', () => {
    // Bars hide the cursor; nothing else gets to show it again.
    if (process.stderr.isTTY) process.stderr.write('\u001b[?25h');
    process.exit(130);
  });
};
process.once('SIGINT', stop);

const ask = (question: string, { secret } = { secret: false }): Promise<string> => {
  const { stdin: input, stderr: output } = process;
  return askPerson(question, {
    input,
    output,
    signal: interrupt.signal,
    onInterrupt: stop,
    secret,
  });
};

/** More is no campaign. */
const maxInputBytes = 1_000_000;

const readInput = async (): Promise<string> => {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of process.stdin) {
    pieces.push(piece as Buffer);
    bytes += (piece as Buffer).length;
    if (bytes > maxInputBytes) throw new UsageFailure('Standard input is over 1 MB long.');
  }
  return Buffer.concat(pieces).toString('utf8');
};

const terminal: Terminal = {
  write: (text) => void process.stdout.write(text),
  note: (text) => void process.stderr.write(text),
  watched: process.stderr.isTTY,
  columns: () => process.stderr.columns ?? 80,
  ask: process.stdin.isTTY && process.stderr.isTTY ? ask : undefined,
  readInput: process.stdin.isTTY ? undefined : readInput,
  environment: process.env,
  connectionFile: fileURLToPath(new URL('../../.local/connection.json', import.meta.url)),
  stateFolder: stateFolderOf(process.env, { platform: process.platform, home: homedir() }),
  nowMilliseconds: () => Date.now(),
  pause: async (milliseconds, signal) => {
    const { signal: stopped } = interrupt;
    const either = signal === undefined ? stopped : AbortSignal.any([signal, stopped]);
    await wait(milliseconds, undefined, { signal: either });
  },
  signal: interrupt.signal,
};

// The exit code is set, not forced: what was written is still on its way into a pipe.
process.exitCode = await runProgram(process.argv.slice(2), terminal);

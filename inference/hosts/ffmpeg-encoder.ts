import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { DecodingTimedOut } from '../../core/domain/inference/failures.ts';
import { checkEnding, childEnvironment, type Ending } from './ffmpeg-child.ts';

/** How to run an ffmpeg that reads its standard input. */
export interface EncoderRun {
  readonly ffmpegPath: string;
  readonly args: readonly string[];
  /** Wall clock. The child is killed when it is over. */
  readonly timeoutSeconds: number;
  readonly signal?: AbortSignal | undefined;
}

/** A running ffmpeg that eats pictures. */
export interface Encoder {
  /**
   * Hands bytes over; resolves when the child has taken them all, so they may be painted over.
   * Never rejects: what became of the child is told by `finish`.
   */
  write(parts: readonly Uint8Array[]): Promise<void>;
  /** Whether the child still takes what is written. */
  isTaking(): boolean;
  /**
   * Ends the input and waits for the child's end. Throws `FfmpegFailed` (which always blames
   * the host: it was given our own pictures), `DecodingTimedOut`, or the reason of the signal.
   */
  finish(): Promise<void>;
  /** Kills the child, if it still lives, and waits for its end. */
  stop(): Promise<void>;
}

/** Enough for the last few complaints. */
const maxDetailCharacters = 4_096;

type Child = ChildProcessByStdio<Writable, null, Readable>;

const watch = (child: Child) => {
  let detail = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    detail = (detail + text).slice(-maxDetailCharacters);
  });
  // A child that dies early breaks the pipe; how it ended is what tells why.
  child.stdin.on('error', () => child.kill('SIGKILL'));
  const ended = new Promise<Ending>((resolve) => {
    child.once('error', (error) => resolve({ error }));
    child.once('close', (code, signal) =>
      resolve({ exitCode: code ?? undefined, signal: signal ?? undefined }),
    );
  });
  return { ended, detail: () => detail.trim() };
};

const writeAll = (child: Child, parts: readonly Uint8Array[]): Promise<void> =>
  new Promise((resolve) => {
    parts.forEach((part, index) => {
      const isLast = index === parts.length - 1;
      // The callback also comes, with an error, when the pipe is broken: `watch` handles that.
      child.stdin.write(part, () => (isLast ? resolve() : undefined));
    });
    if (parts.length === 0) resolve();
  });

/** Starts ffmpeg. It gets none of our environment, like the decoder. */
export const startEncoder = (run: EncoderRun): Encoder => {
  const { ffmpegPath, args, timeoutSeconds, signal } = run;
  const child: Child = spawn(ffmpegPath, args, {
    stdio: ['pipe', 'ignore', 'pipe'],
    env: childEnvironment,
  });
  const { ended, detail } = watch(child);
  let cause: unknown;
  const kill = (why: unknown): void => {
    cause ??= why;
    child.kill('SIGKILL');
  };
  const abort = (): void => kill(signal?.reason ?? new Error('Aborted'));
  const timer = setTimeout(() => kill(new DecodingTimedOut(timeoutSeconds)), timeoutSeconds * 1e3);
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort, { once: true });
  const lift = async (): Promise<Ending> => {
    const ending = await ended;
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    return ending;
  };
  return {
    write: (parts) => writeAll(child, parts),
    isTaking: () => child.stdin.writable,
    async finish() {
      child.stdin.end();
      const ending = await lift();
      if (cause instanceof Error) throw cause;
      if (cause !== undefined) throw new Error('Stopped', { cause });
      checkEnding(ending, detail(), { reads: 'our-pictures' });
    },
    async stop() {
      child.kill('SIGKILL');
      await lift();
    },
  };
};

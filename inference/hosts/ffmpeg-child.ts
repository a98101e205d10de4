import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { DecodingTimedOut } from '../../core/domain/inference/failures.ts';

/** How to run ffmpeg once. */
export interface FfmpegRun {
  readonly ffmpegPath: string;
  readonly args: readonly string[];
  /** Wall clock. The child is killed when it is over. */
  readonly timeoutSeconds: number;
  /** Bytes the child may write. It is killed when it writes more. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/** ffmpeg ended with an error, wrote too much, or could not be started. */
export class FfmpegFailed extends Error {
  override readonly name = 'FfmpegFailed';
  /** `file`: it complained or crashed, and would again. `host`: it did not start, or was killed. */
  readonly blames: 'file' | 'host';
  /** The end of what it wrote to stderr. May quote the file: never put it into workflow state. */
  readonly detail: string;
  constructor(
    message: string,
    { blames, detail, cause }: { blames: 'file' | 'host'; detail: string; cause?: unknown },
  ) {
    super(message, { cause });
    this.blames = blames;
    this.detail = detail;
  }
}

/** Enough for the last few complaints; a broken file can cause millions. */
const maxDetailCharacters = 4_096;

/**
 * ffmpeg parses what strangers send: it gets none of our environment, above all no credentials.
 * The static build dies (segmentation fault) on every MPEG-TS when the C library inside it loads
 * the machine's character converters; a path without converters makes it go on without.
 */
const childEnvironment = { LC_ALL: 'C', GCONV_PATH: '/nonexistent' };

/** Ways to die that the file caused; SIGKILL comes from outside, mostly for want of memory. */
const crashes: ReadonlySet<string> = new Set(['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL']);

type Child = ChildProcessByStdio<null, Readable, Readable>;

interface Ending {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly error?: Error;
}

/** Throws what an ending other than success means. */
const checkEnding = ({ exitCode, signal, error }: Ending, detail: string): void => {
  if (error !== undefined) {
    throw new FfmpegFailed('ffmpeg could not be started', { blames: 'host', detail, cause: error });
  }
  if (exitCode === 0) return;
  const blames = signal === undefined || crashes.has(signal) ? 'file' : 'host';
  const how = signal === undefined ? `code ${exitCode}` : signal;
  throw new FfmpegFailed(`ffmpeg ended with ${how}`, { blames, detail });
};

const start = ({ ffmpegPath, args }: FfmpegRun) => {
  const child: Child = spawn(ffmpegPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: childEnvironment,
  });
  let detail = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    detail = (detail + text).slice(-maxDetailCharacters);
  });
  const ended = new Promise<Ending>((resolve) => {
    child.once('error', (error) => resolve({ error }));
    child.once('close', (code, signal) =>
      resolve({ exitCode: code ?? undefined, signal: signal ?? undefined }),
    );
  });
  return { child, ended, detail: () => detail.trim() };
};

/** Kills the child when time is up or the caller gives up; `cause` tells which it was. */
const limit = (child: Child, { timeoutSeconds, signal }: FfmpegRun) => {
  let cause: unknown;
  const stop = (why: unknown): void => {
    cause ??= why;
    child.kill('SIGKILL');
  };
  const abort = (): void => stop(signal?.reason ?? new Error('Aborted'));
  const timer = setTimeout(() => stop(new DecodingTimedOut(timeoutSeconds)), timeoutSeconds * 1e3);
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort, { once: true });
  return {
    cause: () => cause,
    lift(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    },
  };
};

/**
 * What ffmpeg writes to its standard output. The pipe holds ffmpeg back while the consumer works.
 * A consumer that stops early stops the child, and the generator ends only after the child has.
 * Throws `FfmpegFailed`, `DecodingTimedOut`, or the reason of the signal.
 */
export async function* ffmpegOutput(run: FfmpegRun): AsyncGenerator<Uint8Array, void, void> {
  const { child, ended, detail } = start(run);
  const limits = limit(child, run);
  let bytes = 0;
  try {
    for await (const chunk of child.stdout as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      if (bytes > run.maxBytes) {
        const message = `ffmpeg wrote more than ${run.maxBytes} bytes`;
        throw new FfmpegFailed(message, { blames: 'file', detail: '' });
      }
      yield chunk;
    }
    const ending = await ended;
    if (limits.cause() !== undefined) throw limits.cause();
    checkEnding(ending, detail());
  } finally {
    limits.lift();
    child.kill('SIGKILL');
    await ended;
  }
}

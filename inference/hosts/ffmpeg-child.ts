import { spawn, type ChildProcess } from 'node:child_process';
import { Readable } from 'node:stream';
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
  /** Folder the child works in: file names in `args` that are not absolute lie there. */
  readonly folder?: string | undefined;
  /**
   * Takes what the child writes to `pipe:3`, from its start to its end, beside standard output. It
   * must go on taking whether or not standard output is read: the child writes both from one
   * picture, so a taker that waits for the other pipe can wait for itself.
   */
  readonly takeThirdPipe?: ((chunks: AsyncIterable<Uint8Array>) => Promise<void>) | undefined;
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
export const childEnvironment = { LC_ALL: 'C', GCONV_PATH: '/nonexistent' };

/** Ways to die that the file caused; SIGKILL comes from outside, mostly for want of memory. */
const crashes: ReadonlySet<string> = new Set(['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL']);

interface Child {
  readonly process: ChildProcess;
  readonly stdout: Readable;
  readonly third: Readable | undefined;
}

/** How a child ended. */
export interface Ending {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly error?: Error;
}

/** What the C library says of ENOSPC, in the C locale that our children get. */
const saysFullDisk = (detail: string): boolean => detail.includes('No space left on device');

/**
 * Throws what an ending other than success means. `reads` is what the child was given: our own
 * pictures are never to blame, and no file is for a full disk.
 */
export const checkEnding = (
  { exitCode, signal, error }: Ending,
  detail: string,
  { reads = 'file' }: { readonly reads?: 'file' | 'our-pictures' } = {},
): void => {
  if (error !== undefined) {
    throw new FfmpegFailed('ffmpeg could not be started', { blames: 'host', detail, cause: error });
  }
  if (exitCode === 0) return;
  const complained = signal === undefined || crashes.has(signal);
  const blames = complained && reads === 'file' && !saysFullDisk(detail) ? 'file' : 'host';
  const how = signal === undefined ? `code ${exitCode}` : signal;
  throw new FfmpegFailed(`ffmpeg ended with ${how}`, { blames, detail });
};

const pipeOf = (child: ChildProcess, index: number): Readable | undefined => {
  const pipe = child.stdio[index];
  return pipe instanceof Readable ? pipe : undefined;
};

const start = ({ ffmpegPath, args, folder, takeThirdPipe }: FfmpegRun) => {
  const child = spawn(ffmpegPath, args, {
    stdio: ['ignore', 'pipe', 'pipe', takeThirdPipe === undefined ? 'ignore' : 'pipe'],
    env: childEnvironment,
    cwd: folder,
  });
  let detail = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    detail = (detail + text).slice(-maxDetailCharacters);
  });
  const ended = new Promise<Ending>((resolve) => {
    child.once('error', (error) => resolve({ error }));
    child.once('close', (code, signal) =>
      resolve({ exitCode: code ?? undefined, signal: signal ?? undefined }),
    );
  });
  const stdout = pipeOf(child, 1);
  if (stdout === undefined) throw new Error('A child without a standard output');
  const streams: Child = { process: child, stdout, third: pipeOf(child, 3) };
  return { child: streams, ended, detail: () => detail.trim() };
};

/**
 * Lets the third pipe be taken in the background. A taker that fails destroys the stream, and the
 * child ends for want of a reader; a child that ends breaks the stream off. Hence how the child
 * ended is told before how the taker did.
 */
const takeThird = async (
  { third }: Child,
  { takeThirdPipe }: FfmpegRun,
): Promise<{ readonly failure?: Error }> => {
  if (third === undefined || takeThirdPipe === undefined) return {};
  try {
    await takeThirdPipe(third);
    return {};
  } catch (error) {
    return { failure: error instanceof Error ? error : new Error(String(error)) };
  }
};

/** Kills the child when time is up or the caller gives up; `cause` tells which it was. */
const limit = ({ process: child }: Child, { timeoutSeconds, signal }: FfmpegRun) => {
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
  const third = takeThird(child, run);
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
    const { failure } = await third;
    if (failure !== undefined) throw failure;
  } finally {
    limits.lift();
    child.process.kill('SIGKILL');
    // A pipe with bytes that nobody will read keeps the child from counting as closed.
    child.third?.destroy();
    await Promise.all([ended, third]);
  }
}

import { stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { types } from 'node:util';
import { measureRate, type TransferProgress } from './progress.ts';
import { FileShrank, FileUnreadable, sendFile } from './send-file.ts';
import {
  errorCodeOf,
  meaningOf,
  type Meaning,
  type StorageAnswer,
  type UploadRefusal,
} from './storage-answer.ts';

/** What a grant gives: where to, and what must be said there. */
export interface GrantedUpload {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** When the URL ends. */
  readonly expiresAt: string;
}

/** How an upload ended. Every end but `uploaded` has a sentence for a person. */
export type UploadOutcome =
  | {
      readonly outcome: 'uploaded';
      readonly bytes: number;
      readonly seconds: number;
      readonly attempts: number;
    }
  /** Storage will never take this file: close the grant with this reason. */
  | { readonly outcome: 'refused'; readonly reason: UploadRefusal; readonly sentence: string }
  /** The URL's time is over: ask for another grant. */
  | { readonly outcome: 'expired'; readonly sentence: string }
  /** Attempts are used up, or storage said something unknown. The URL may still be good. */
  | { readonly outcome: 'failed'; readonly attempts: number; readonly sentence: string };

/** How an upload is watched and bounded. */
export interface UploadOptions {
  readonly onProgress?: ((progress: TransferProgress) => void) | undefined;
  readonly onRetry?: ((attempt: number, why: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Default 5. */
  readonly maxAttempts?: number;
  /** Default 60. */
  readonly idleTimeoutSeconds?: number;
  /** Waits between attempts; the default doubles from 0.5 s to 8 s with jitter. */
  readonly pause?: (attempt: number) => Promise<void>;
  readonly nowMilliseconds?: () => number;
}

/**
 * PUTs a file to the URL of a grant in one piece, again from the start when the line breaks.
 * Storage keeps nothing of a broken attempt and takes the object once. `declaredBytes` is what the
 * grant was asked for. Throws the signal's reason, and what the file system throws.
 */
export const uploadClip = async (
  upload: GrantedUpload,
  file: { readonly path: string; readonly declaredBytes: number },
  options: UploadOptions = {},
): Promise<UploadOutcome> => {
  const now = options.nowMilliseconds ?? Date.now;
  const startedAt = now();
  const { size: bytes } = await stat(file.path);
  const maxAttempts = options.maxAttempts ?? 5;
  let why = 'nothing was tried';
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    options.signal?.throwIfAborted();
    if (now() >= Date.parse(upload.expiresAt)) return expired;
    const tried = await attemptOnce(upload, { ...file, bytes }, options);
    why = tried.why;
    const { meaning } = tried;
    if (meaning.kind === 'stored' || meaning.kind === 'stored-before') {
      const seconds = (now() - startedAt) / 1_000;
      return { outcome: 'uploaded', bytes, seconds, attempts: attempt };
    }
    if (meaning.kind === 'refused') {
      return { outcome: 'refused', reason: meaning.reason, sentence: sentences[meaning.reason] };
    }
    if (meaning.kind === 'expired') return expired;
    if (meaning.kind === 'unknown') return failed(attempt, why);
    if (attempt === maxAttempts) break;
    options.onRetry?.(attempt + 1, why);
    await (options.pause ?? pauseFor(options.signal))(attempt);
  }
  return failed(maxAttempts, why);
};

const sentences: Readonly<Record<UploadRefusal, string>> = {
  'checksum-differs': 'The file changed after it was declared: its content differs. Start again.',
  'size-differs': 'The file changed after it was declared: its size differs. Start again.',
};

const expired: UploadOutcome = {
  outcome: 'expired',
  sentence: 'The upload took longer than its link lives. Start again.',
};

const failed = (attempts: number, why: string): UploadOutcome => ({
  outcome: 'failed',
  attempts,
  sentence: `The file did not arrive after ${attempts} attempts: ${why}.`,
});

interface Tried {
  readonly meaning: Meaning;
  readonly why: string;
}

const attemptOnce = async (
  { url, headers }: GrantedUpload,
  file: { readonly path: string; readonly bytes: number; readonly declaredBytes: number },
  { signal, onProgress, idleTimeoutSeconds = 60 }: UploadOptions,
): Promise<Tried> => {
  const { path, bytes } = file;
  const onBytes = measureRate(bytes, onProgress);
  try {
    const answer = await sendFile({
      url,
      headers,
      path,
      bytes,
      idleTimeoutSeconds,
      onBytes,
      signal,
    });
    const meaning = meaningOf(answer, { sizeDiffers: bytes !== file.declaredBytes });
    return { meaning, why: describe(answer) };
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof FileShrank) {
      return { meaning: { kind: 'refused', reason: 'size-differs' }, why: error.message };
    }
    if (error instanceof FileUnreadable) throw error;
    // Whatever else `sendFile` rejects with comes from the line.
    const why = types.isNativeError(error) ? error.message : String(error);
    return { meaning: { kind: 'again' }, why };
  }
};

const describe = (answer: StorageAnswer): string => {
  const code = errorCodeOf(answer);
  return code === undefined
    ? `storage answered ${answer.status}`
    : `storage answered ${answer.status} ${code}`;
};

/** 0.5 s, 1, 2, 4, 8, 8 …, each between half and all of it so that many clients part. */
const pauseFor =
  (signal: AbortSignal | undefined) =>
  async (attempt: number): Promise<void> => {
    const longest = Math.min(8_000, 500 * 2 ** (attempt - 1));
    const milliseconds = longest * (0.5 + Math.random() / 2);
    await wait(milliseconds, undefined, signal === undefined ? {} : { signal });
  };

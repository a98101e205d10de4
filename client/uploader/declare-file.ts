import { contentTypeOf, type ContentType } from './core/content-type.ts';
import { hashSlice } from './core/hash-file.ts';
import { measureRate, type TransferProgress } from './core/progress.ts';
import { openFileSource } from './file-source.ts';
import { nodeMachine } from './node-machine.ts';

/** What a contributor declares of a file before uploading it. */
export interface DeclaredFile {
  readonly path: string;
  readonly fileName: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** By content, else by the name's ending; undefined when neither tells. */
  readonly contentType: ContentType | undefined;
}

/** A hash reads a whole file, which may be gigabytes: it can be watched and stopped. */
export interface DeclareOptions {
  readonly onProgress?: ((progress: TransferProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Reads a file on disk once, in pieces. Throws `FileUnreadable`, and the signal's reason. */
export const declareFile = async (
  path: string,
  { onProgress, signal }: DeclareOptions = {},
): Promise<DeclaredFile> => {
  const file = await openFileSource(path);
  const { fileName } = file;
  const contentType = await contentTypeOf(file);
  const whole = file.slice(0, file.bytes);
  const onBytes = measureRate(file.bytes, onProgress);
  const { sha256, bytes } = await hashSlice(whole, nodeMachine(), { onBytes, signal });
  return { path, fileName, bytes, sha256, contentType };
};

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { isMissingFile } from '../missing-file.ts';
import { FileUnreadable, type FileSlice, type FileSource } from './core/ports.ts';

/** Most characters of a file's name that the service takes. */
const maxNameCharacters = 120;

/** A piece of a file that is in memory at a time. */
const pieceBytes = 262_144;

/** Looks at a file on disk, once. Throws `FileUnreadable`, also for what is no file. */
export const openFileSource = async (path: string): Promise<FileSource> => {
  const seen = await look(path);
  const { bytes, modifiedMilliseconds } = seen;
  return {
    path: resolve(path),
    fileName: nameOf(path),
    bytes,
    modifiedMilliseconds,
    slice: (fromByte, toByte) => sliceOf(path, fromByte, toByte),
    isUnchanged: async () => {
      const now = await look(path);
      return now.bytes === bytes && now.modifiedMilliseconds === modifiedMilliseconds;
    },
  };
};

/** The end of a long name tells more than its beginning; control characters tell nothing. */
const nameOf = (path: string): string =>
  [...basename(path).replace(/\p{Cc}/gu, ' ')].slice(-maxNameCharacters).join('');

const look = async (path: string): Promise<Pick<FileSource, 'bytes' | 'modifiedMilliseconds'>> => {
  const seen = await stat(path).catch((cause: unknown) => {
    const why = isMissingFile(cause) ? `There is no file ${path}.` : `${path} cannot be read.`;
    throw new FileUnreadable(why, { cause });
  });
  if (!seen.isFile()) throw new FileUnreadable(`${path} is no file.`);
  return { bytes: seen.size, modifiedMilliseconds: Math.floor(seen.mtimeMs) };
};

/** Some bytes of a file on disk, read in pieces. */
const sliceOf = (path: string, fromByte: number, toByte: number): FileSlice => ({
  bytes: toByte - fromByte,
  async *read() {
    if (toByte <= fromByte) return;
    const range = { start: fromByte, end: toByte - 1, highWaterMark: pieceBytes };
    try {
      for await (const piece of createReadStream(path, range)) yield piece as Buffer;
    } catch (cause) {
      throw new FileUnreadable(`${path} cannot be read.`, { cause });
    }
  },
});

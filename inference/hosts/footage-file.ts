import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FootageTooLarge } from '../../core/domain/inference/failures.ts';
import type { FootageReader, LocalFootage } from '../../core/domain/inference/ports.ts';

/** Begins the name of every folder that holds footage. */
export const folderPrefix = 'footage-';

/** Counts and hashes what passes; refuses more than `maxBytes`. */
export const measuring = (maxBytes: number) => {
  const hash = createHash('sha256');
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) return done(new FootageTooLarge(maxBytes));
      hash.update(chunk);
      return done(null, chunk);
    },
  });
  return { stream, result: () => ({ bytes, sha256: hash.digest('hex') }) };
};

/**
 * Writes a body into a file of its own, in a folder of its own, hashing on the way. The folder is
 * gone after `dispose`, and when this throws.
 */
export const writeFootageFile = async (
  body: Readable,
  {
    temporaryFolder,
    maxBytes,
    signal,
  }: { temporaryFolder: string; maxBytes: number; signal?: AbortSignal | undefined },
): Promise<LocalFootage> => {
  await mkdir(temporaryFolder, { recursive: true });
  const folder = await mkdtemp(join(temporaryFolder, folderPrefix));
  const dispose = async (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const path = join(folder, 'clip');
    const { stream, result } = measuring(maxBytes);
    await pipeline(body, stream, createWriteStream(path), signal === undefined ? {} : { signal });
    return { path, ...result(), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
};

/** Folders looked at in one sweep. */
const maxFoldersSwept = 1_000;

/**
 * Removes footage that a killed process left behind: a Lambda that ran out of time keeps its /tmp
 * for the next one. Only folders older than `olderThanSeconds` at `nowMilliseconds`, because
 * others may be at work beside us. Returns how many were removed.
 */
export const sweepAbandonedFootage = async (
  temporaryFolder: string,
  { olderThanSeconds, nowMilliseconds }: { olderThanSeconds: number; nowMilliseconds: number },
): Promise<number> => {
  await mkdir(temporaryFolder, { recursive: true });
  const names = (await readdir(temporaryFolder)).filter((name) => name.startsWith(folderPrefix));
  let removed = 0;
  for (const name of names.slice(0, maxFoldersSwept)) {
    const folder = join(temporaryFolder, name);
    const status = await stat(folder).catch(() => undefined);
    if (status === undefined) continue;
    if (nowMilliseconds - status.mtimeMs < olderThanSeconds * 1_000) continue;
    await rm(folder, { recursive: true, force: true });
    removed += 1;
  }
  return removed;
};

/**
 * Sweeps before each fetch: what killed ones left is personal footage, and would fill the disk. A
 * process that restarts in its old environment does not know that it did.
 */
export const sweptBeforehand = (
  reader: FootageReader,
  {
    temporaryFolder,
    olderThanSeconds,
    nowMilliseconds,
  }: {
    readonly temporaryFolder: string;
    readonly olderThanSeconds: number;
    readonly nowMilliseconds: () => number;
  },
): FootageReader => ({
  async fetch(object, options) {
    const age = { olderThanSeconds, nowMilliseconds: nowMilliseconds() };
    await sweepAbandonedFootage(temporaryFolder, age);
    return reader.fetch(object, options);
  },
});

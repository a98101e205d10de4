import { createReadStream } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FootageReader } from '../../core/domain/inference/ports.ts';
import { folderPrefix, measuring } from './footage-file.ts';

/**
 * Takes a file that already lies on this disk: the key is its path. Hashes it. It is given out by a
 * link in a temporary folder, so that what is made beside it neither lands in the user's folder nor
 * outlives `dispose`, which removes the link and never the file.
 */
export const localFootageReader = ({
  maxBytes,
  temporaryFolder = tmpdir(),
}: {
  maxBytes: number;
  temporaryFolder?: string;
}): FootageReader => ({
  async fetch({ key: source }, { signal }) {
    const { stream, result } = measuring(maxBytes);
    stream.resume();
    await pipeline(createReadStream(source), stream, signal === undefined ? {} : { signal });
    const folder = await mkdtemp(join(temporaryFolder, folderPrefix));
    const path = join(folder, 'clip');
    const dispose = (): Promise<void> => rm(folder, { recursive: true, force: true });
    try {
      await symlink(resolve(source), path);
      return { path, ...result(), dispose };
    } catch (error) {
      await dispose();
      throw error;
    }
  },
});

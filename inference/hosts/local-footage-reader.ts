import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { FootageReader } from '../../core/domain/inference/ports.ts';
import { measuring } from './footage-file.ts';

/** Takes a file that already lies on this disk: the key is its path. Hashes it, removes nothing. */
export const localFootageReader = ({ maxBytes }: { maxBytes: number }): FootageReader => ({
  async fetch({ key: path }) {
    const { stream, result } = measuring(maxBytes);
    stream.resume();
    await pipeline(createReadStream(path), stream);
    return { path, ...result(), dispose: async () => {} };
  },
});

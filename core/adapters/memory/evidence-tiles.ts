import { LogForked } from '../../domain/evidence/errors.ts';
import type { StoredCheckpoint, TileStore } from '../../domain/evidence/ports.ts';
import { equalBytes } from '../../domain/vocabulary/bytes.ts';

/** A tile store in memory with the conditional writes of S3. */
export const createMemoryTiles = (): TileStore => {
  const files = new Map<string, Uint8Array>();
  let checkpoint: StoredCheckpoint | undefined;
  let version = 0;
  return {
    async get(path) {
      // Copies both ways: a caller that changes its bytes must not change the store.
      return files.get(path)?.slice();
    },
    async putOnce(path, bytes) {
      const stored = files.get(path);
      if (stored === undefined) files.set(path, bytes.slice());
      else if (!equalBytes(stored, bytes)) throw new LogForked(path, 'it has other bytes');
    },
    async readCheckpoint() {
      return checkpoint;
    },
    async replaceCheckpoint(text, expectedEtag) {
      if (checkpoint?.etag !== expectedEtag) return 'lost-race';
      version += 1;
      checkpoint = { text, etag: `"${version}"` };
      return 'replaced';
    },
  };
};

import { landingKey } from '../../contracts/layout/objects.ts';
import type { LandingStore } from '../../domain/intake/ports.ts';
import { StorageRefusal, type MemoryBucket } from './buckets.ts';

/** The landing bucket as intake sees it, in memory. */
export const createMemoryLandingStore = (bucket: MemoryBucket): LandingStore => ({
  async head(clipId) {
    const found = bucket.current(landingKey(clipId));
    if (found?.bytes === undefined) return undefined;
    const { key, versionId, etag, contentType, sha256, compositeSha256 } = found;
    return {
      key,
      versionId,
      etag,
      bytes: found.bytes.length,
      contentType,
      ...(sha256 === undefined ? {} : { sha256 }),
      ...(compositeSha256 === undefined ? {} : { compositeSha256 }),
    };
  },
  reader: ({ key, versionId, bytes }) => ({
    bytes,
    async read(start, end) {
      const stored = bucket.version(key, versionId)?.bytes;
      if (stored === undefined) throw new StorageRefusal('NoSuchVersion', 404);
      return stored.slice(start, end);
    },
  }),
});

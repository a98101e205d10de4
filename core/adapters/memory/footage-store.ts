import { clipPrefix } from '../../contracts/layout/objects.ts';
import type { FootageStore } from '../../domain/retention/ports.ts';
import type { MemoryBucket } from './buckets.ts';

/** Everything of a clip in both footage buckets, in memory. */
export const createMemoryFootageStore = (buckets: {
  readonly landing: MemoryBucket;
  readonly derived: MemoryBucket;
}): FootageStore => {
  const both = [buckets.landing, buckets.derived];
  return {
    async inventory(clipId) {
      const prefix = clipPrefix(clipId);
      return {
        versions: both.flatMap((bucket) =>
          bucket
            .versions(prefix)
            .map(({ key, versionId }) => ({ bucket: bucket.name, key, versionId })),
        ),
        uploads: both.flatMap((bucket) =>
          bucket
            .uploads(prefix)
            .map(({ key, uploadId }) => ({ bucket: bucket.name, key, uploadId })),
        ),
      };
    },
    async destroy(versions) {
      for (const { bucket, key, versionId } of versions) buckets[bucket].destroy(key, versionId);
      return [];
    },
    async abort({ bucket, uploadId }) {
      buckets[bucket].abortUpload(uploadId);
    },
  };
};

import { landingKey } from '../../contracts/layout/objects.ts';
import type { ArrivedPart, PartUploads } from '../../domain/intake/ports.ts';
import { StorageRefusal, type MemoryBucket } from './buckets.ts';

const identityOf = ({ partNumber, bytes, sha256 }: ArrivedPart): string =>
  `${partNumber} ${bytes} ${sha256}`;

/** Uploads in parts to a landing bucket in memory. */
export const createMemoryPartUploads = (bucket: MemoryBucket): PartUploads => {
  const arrivedIn = (uploadId: string): readonly ArrivedPart[] | undefined =>
    bucket
      .parts(uploadId)
      ?.map(({ partNumber, bytes, sha256 }) => ({ partNumber, bytes: bytes.length, sha256 }));
  return {
    begin: async ({ clipId, contentType }) =>
      bucket.beginUpload(landingKey(clipId), contentType).uploadId,
    list: async (_clipId, uploadId) => arrivedIn(uploadId),
    async complete(_clipId, uploadId, parts) {
      const stored = arrivedIn(uploadId);
      if (stored === undefined) return 'gone';
      const known = new Set(stored.map(identityOf));
      if (!parts.every((part) => known.has(identityOf(part)))) return 'parts-differ';
      try {
        bucket.completeUpload(
          uploadId,
          parts.map(({ partNumber }) => partNumber),
        );
        return 'landed';
      } catch (error) {
        if (error instanceof StorageRefusal && error.status === 412) return 'landed';
        throw error;
      }
    },
    abort: async (_clipId, uploadId) => {
      bucket.abortUpload(uploadId);
    },
  };
};

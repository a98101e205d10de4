import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  NoSuchUpload,
  S3ServiceException,
  type S3Client,
} from '@aws-sdk/client-s3';
import { clipPrefix } from '../../contracts/layout/objects.ts';
import type { ObjectVersion, OpenUpload } from '../../domain/retention/erasure.ts';
import type { FootageStore } from '../../domain/retention/ports.ts';

/** The two buckets that hold footage, by their names. */
export interface FootageBuckets {
  readonly landing: string;
  readonly derived: string;
}

type BucketRole = keyof FootageBuckets;
const bucketRoles: readonly BucketRole[] = ['landing', 'derived'];

/**
 * Pages of 1,000 looked through for one clip, which has a handful of objects. More than that is
 * refused rather than cut: a listing that ends early would prove an absence that is none.
 */
const maxPages = 100;

/** DeleteObjects takes 1,000 keys. */
const maxKeysPerDeletion = 1_000;

interface Storage {
  readonly s3: S3Client;
  readonly buckets: FootageBuckets;
}

/** Everything of a clip in both footage buckets, and the means to destroy it. */
export const s3FootageStore = (storage: Storage): FootageStore => ({
  async inventory(clipId) {
    const prefix = clipPrefix(clipId);
    const versions: ObjectVersion[] = [];
    const uploads: OpenUpload[] = [];
    for (const bucket of bucketRoles) {
      versions.push(...(await listVersions(bucket, prefix, storage)));
      uploads.push(...(await listUploads(bucket, prefix, storage)));
    }
    return { versions, uploads };
  },

  async destroy(versions) {
    const refused: { version: ObjectVersion; code: string }[] = [];
    for (const bucket of bucketRoles) {
      const own = versions.filter((version) => version.bucket === bucket);
      for (let at = 0; at < own.length; at += maxKeysPerDeletion) {
        const some = own.slice(at, at + maxKeysPerDeletion);
        refused.push(...(await deleteVersions(bucket, some, storage)));
      }
    }
    return refused;
  },

  async abort({ bucket, key, uploadId }) {
    try {
      await storage.s3.send(
        new AbortMultipartUploadCommand({
          Bucket: storage.buckets[bucket],
          Key: key,
          UploadId: uploadId,
        }),
      );
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  },
});

/** Delete markers are versions too: each must be removed by its id. */
const listVersions = async (
  bucket: BucketRole,
  prefix: string,
  { s3, buckets }: Storage,
): Promise<readonly ObjectVersion[]> => {
  const versions: ObjectVersion[] = [];
  let start: { KeyMarker?: string; VersionIdMarker?: string } = {};
  for (let page = 0; page < maxPages; page += 1) {
    const found = await s3.send(
      new ListObjectVersionsCommand({ Bucket: buckets[bucket], Prefix: prefix, ...start }),
    );
    for (const { Key, VersionId } of [...(found.Versions ?? []), ...(found.DeleteMarkers ?? [])]) {
      if (Key === undefined || VersionId === undefined) throw incomplete(bucket);
      versions.push({ bucket, key: Key, versionId: VersionId });
    }
    if (found.IsTruncated !== true) return versions;
    const { NextKeyMarker, NextVersionIdMarker } = found;
    if (NextKeyMarker === undefined) throw incomplete(bucket);
    start = {
      KeyMarker: NextKeyMarker,
      ...(NextVersionIdMarker === undefined ? {} : { VersionIdMarker: NextVersionIdMarker }),
    };
  }
  throw tooMany(bucket);
};

const listUploads = async (
  bucket: BucketRole,
  prefix: string,
  { s3, buckets }: Storage,
): Promise<readonly OpenUpload[]> => {
  const uploads: OpenUpload[] = [];
  let start: { KeyMarker?: string; UploadIdMarker?: string } = {};
  for (let page = 0; page < maxPages; page += 1) {
    const found = await s3.send(
      new ListMultipartUploadsCommand({ Bucket: buckets[bucket], Prefix: prefix, ...start }),
    );
    for (const { Key, UploadId } of found.Uploads ?? []) {
      if (Key === undefined || UploadId === undefined) throw incomplete(bucket);
      uploads.push({ bucket, key: Key, uploadId: UploadId });
    }
    if (found.IsTruncated !== true) return uploads;
    const { NextKeyMarker, NextUploadIdMarker } = found;
    if (NextKeyMarker === undefined) throw incomplete(bucket);
    start = {
      KeyMarker: NextKeyMarker,
      ...(NextUploadIdMarker === undefined ? {} : { UploadIdMarker: NextUploadIdMarker }),
    };
  }
  throw tooMany(bucket);
};

/** `Quiet` answers with what was not deleted only; a version that is gone counts as deleted. */
const deleteVersions = async (
  bucket: BucketRole,
  versions: readonly ObjectVersion[],
  { s3, buckets }: Storage,
): Promise<readonly { version: ObjectVersion; code: string }[]> => {
  const { Errors } = await s3.send(
    new DeleteObjectsCommand({
      Bucket: buckets[bucket],
      Delete: {
        Objects: versions.map(({ key, versionId }) => ({ Key: key, VersionId: versionId })),
        Quiet: true,
      },
    }),
  );
  return (Errors ?? [])
    .filter(({ Code }) => Code !== 'NoSuchVersion' && Code !== 'NoSuchKey')
    .map(({ Key, VersionId, Code }) => ({
      version: { bucket, key: Key ?? '', versionId: VersionId ?? '' },
      code: Code ?? 'Unknown',
    }));
};

const isGone = (error: unknown): boolean =>
  error instanceof NoSuchUpload ||
  (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404);

const incomplete = (bucket: BucketRole): Error =>
  new Error(`Storage listed something in ${bucket} without the ids to delete it by`);

const tooMany = (bucket: BucketRole): Error =>
  new Error(`One clip has over ${maxPages} pages of objects in ${bucket}`);

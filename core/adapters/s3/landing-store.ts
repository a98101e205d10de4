import {
  GetObjectCommand,
  HeadObjectCommand,
  S3ServiceException,
  type HeadObjectCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { landingKey } from '../../contracts/layout/objects.ts';
import type { LandedObject, LandingStore, RangeReader } from '../../domain/intake/ports.ts';
import { fromBase64, toHex } from '../../domain/vocabulary/bytes.ts';

/**
 * The landing bucket as intake sees it. Needs `s3:GetObject`, `s3:GetObjectVersion` and, on the
 * bucket, `s3:ListBucket`: without the last S3 answers 403 instead of 404 for a key that is not
 * there, and nothing could be told from a missing right
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html).
 */
export const s3LandingStore = ({
  s3,
  bucket,
}: {
  readonly s3: S3Client;
  readonly bucket: string;
}): LandingStore => ({
  async head(clipId) {
    const key = landingKey(clipId);
    try {
      const found = await s3.send(
        new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' }),
      );
      return landedObject(key, found);
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  },
  reader: (object) => versionReader(object, { s3, bucket }),
});

const landedObject = (key: string, found: HeadObjectCommandOutput): LandedObject => {
  const { VersionId, ETag, ContentLength, ContentType, ChecksumSHA256 } = found;
  if (VersionId === undefined || ETag === undefined || ContentLength === undefined) {
    throw new Error(`Storage tells no version, tag or size of ${key}: is the bucket versioned?`);
  }
  return {
    key,
    versionId: VersionId,
    etag: ETag,
    bytes: ContentLength,
    contentType: ContentType ?? '',
    ...checksumOf(ChecksumSHA256),
  };
};

/** An object that came in parts has a checksum of its parts' checksums (`…-3`): not the file's. */
const checksumOf = (
  checksum: string | undefined,
): Pick<LandedObject, 'sha256' | 'compositeSha256'> => {
  if (checksum === undefined) return {};
  return checksum.includes('-')
    ? { compositeSha256: checksum }
    : { sha256: toHex(fromBase64(checksum)) };
};

/** The version and the tag are both asked for: an answer with other bytes becomes an error. */
const versionReader = (
  { key, versionId, etag, bytes }: LandedObject,
  { s3, bucket }: { readonly s3: S3Client; readonly bucket: string },
): RangeReader => ({
  bytes,
  async read(start, end) {
    const last = Math.min(end, bytes);
    if (start >= last) return new Uint8Array();
    const { Body, ContentRange } = await s3.send(
      new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        VersionId: versionId,
        IfMatch: etag,
        Range: `bytes=${start}-${last - 1}`,
      }),
    );
    const sent = (await Body?.transformToByteArray()) ?? new Uint8Array();
    // A server may ignore a range and send the whole (RFC 9110 §14.2). S3 never does; the local
    // cloud does when a version is asked for.
    const isWhole = ContentRange === undefined && sent.length === bytes;
    const read = isWhole ? sent.subarray(start, last) : sent;
    if (read.length !== last - start) {
      throw new Error(`Storage gave ${read.length} bytes of ${last - start} asked for`);
    }
    return read;
  },
});

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;

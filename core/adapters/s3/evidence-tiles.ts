import {
  GetObjectCommand,
  PutObjectCommand,
  S3ServiceException,
  type S3Client,
} from '@aws-sdk/client-s3';
import { EvidenceMissing, LogForked } from '../../domain/evidence/errors.ts';
import type { TileStore } from '../../domain/evidence/ports.ts';
import { checkpointPath } from '../../domain/evidence/tiles.ts';
import { equalBytes, utf8 } from '../../domain/vocabulary/bytes.ts';

/** Where the log's files live. */
export interface S3TilesOptions {
  readonly client: S3Client;
  readonly bucket: string;
  /** Put before every path, with its final slash; empty for the bucket's root. */
  readonly prefix: string;
}

/** tlog-tiles asks for these headers; a year is the longest age caches honour. */
const immutable = 'public, max-age=31536000, immutable';
const shortLived = 'public, max-age=5';

/** Two conditional writes of one key at the same moment: S3 answers 409 and asks to try again. */
const maxConflicts = 8;

/**
 * The log's files in S3. Needs `s3:GetObject`, `s3:PutObject` and `s3:ListBucket`: without the last
 * one S3 answers 403 instead of 404 for a missing key
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html). Conditional writes:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export const createS3Tiles = ({ client, bucket, prefix }: S3TilesOptions): TileStore => {
  const at = (path: string) => ({ Bucket: bucket, Key: `${prefix}${path}` });

  const read = async (path: string) => {
    try {
      const { Body, ETag } = await client.send(new GetObjectCommand(at(path)));
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
      return { bytes, etag: ETag ?? '' };
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  };

  return {
    async get(path) {
      return (await read(path))?.bytes;
    },

    async putOnce(path, bytes) {
      const put = new PutObjectCommand({
        ...at(path),
        Body: bytes,
        ContentType: 'application/octet-stream',
        CacheControl: immutable,
        IfNoneMatch: '*',
      });
      if ((await refusalOf(() => client.send(put))) === undefined) return;
      const stored = await read(path);
      if (stored === undefined) throw new EvidenceMissing(`${path} was there and is gone`);
      if (!equalBytes(stored.bytes, bytes)) throw new LogForked(path, 'it has other bytes');
    },

    async readCheckpoint() {
      const stored = await read(checkpointPath);
      if (stored === undefined) return undefined;
      return { text: new TextDecoder().decode(stored.bytes), etag: stored.etag };
    },

    async replaceCheckpoint(text, expectedEtag) {
      const put = new PutObjectCommand({
        ...at(checkpointPath),
        Body: utf8(text),
        ContentType: 'text/plain; charset=utf-8',
        CacheControl: shortLived,
        ...(expectedEtag === undefined ? { IfNoneMatch: '*' } : { IfMatch: expectedEtag }),
      });
      // The SDK may repeat a write whose answer was lost and then see 412 for its own success. The
      // caller reads the checkpoint again after a lost race, so that costs one round.
      return (await refusalOf(() => client.send(put))) === undefined ? 'replaced' : 'lost-race';
    },
  };
};

/** Runs a conditional write; the status by which S3 refused it, undefined when it was done. */
const refusalOf = async (write: () => Promise<unknown>): Promise<412 | 404 | undefined> => {
  let conflict: unknown;
  for (let attempt = 1; attempt <= maxConflicts; attempt += 1) {
    try {
      await write();
      return undefined;
    } catch (error) {
      const status = statusOf(error);
      // 412: the condition does not hold. 404: If-Match on a key that is gone.
      if (status === 412 || status === 404) return status;
      if (status !== 409) throw error;
      conflict = error;
    }
  }
  throw conflict;
};

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import {
  GetObjectCommand,
  PutObjectCommand,
  S3ServiceException,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { analysisDocument } from '../../core/contracts/events/analysis.ts';
import type { Analysis } from '../../core/domain/inference/analysis.ts';
import type { AnalysisStore, Stoppable } from '../../core/domain/inference/ports.ts';
import type { ClipId } from '../../core/domain/vocabulary/ids.ts';

/** Where the derived objects of a clip go; the keys come from the layout. */
export interface S3AnalysisStoreOptions {
  readonly s3: Pick<S3Client, 'send'>;
  readonly derivedBucket: string;
  readonly frameKeyOf: (clipId: ClipId, index: number) => string;
  readonly redactedKeyOf: (clipId: ClipId) => string;
  readonly analysisKeyOf: (clipId: ClipId) => string;
}

/**
 * The longest that one upload may go on. A clip may be withdrawn meanwhile, and no tombstone is
 * written before the last writer has ended: `jobLimits` shows the sum. 600 MB, the copy of the
 * longest clip, in 90 s are 53 Mb/s; a Lambda has ten times that.
 */
export const maxPutSeconds = 90;

/** An analysis has at most 10,000 boxes of 80 bytes and 1,200 fingerprints of 100: 1 MB. */
const maxAnalysisBytes = 16 * 1024 * 1024;

/**
 * What is not there answers 404 to who may list the bucket and 403 to who may not
 * (docs.aws AmazonS3/latest/API/API_GetObject, "Permissions"): an analyzer need not list.
 */
const isAbsent = (error: unknown): boolean =>
  error instanceof S3ServiceException && [403, 404].includes(error.$metadata.httpStatusCode ?? 0);

/** Base64, as S3 takes it. */
const sha256Of = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('base64');
};

/** An analysis of another schema is none that this analyzer could go on from. */
const parseAnalysis = (text: string): Analysis | undefined => {
  try {
    return analysisDocument.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // Not even JSON: made anew, and written over.
  }
};

/** Keeps frames as JPEG, the redacted copy as MP4 and the analysis as JSON. */
export const s3AnalysisStore = (options: S3AnalysisStoreOptions): AnalysisStore => {
  const { s3, derivedBucket } = options;
  const put = async (
    key: string,
    content: Omit<PutObjectCommandInput, 'Bucket' | 'Key'>,
    { signal }: Stoppable,
  ): Promise<void> => {
    signal?.throwIfAborted();
    const timeUp = AbortSignal.timeout(maxPutSeconds * 1_000);
    const abortSignal = signal === undefined ? timeUp : AbortSignal.any([timeUp, signal]);
    const command = new PutObjectCommand({ Bucket: derivedBucket, Key: key, ...content });
    await s3.send(command, { abortSignal });
  };
  return {
    putFrame: (clipId, index, jpeg, stoppable) =>
      put(options.frameKeyOf(clipId, index), { Body: jpeg, ContentType: 'image/jpeg' }, stoppable),
    async putRedacted(clipId, path, stoppable) {
      // A checksum known before lets the stream go out as it is: one that is computed on the way
      // would come as a trailer, in a chunked encoding of AWS's own.
      const [{ size }, ChecksumSHA256] = await Promise.all([stat(path), sha256Of(path)]);
      // Hashing 600 MB takes seconds: time enough for the clip to be withdrawn.
      stoppable.signal?.throwIfAborted();
      const stream = createReadStream(path);
      try {
        // One request takes 5 GB (docs.aws AmazonS3/latest/userguide/upload-objects): a copy is
        // re-encoded at 1080p and has a fraction of it.
        const content = {
          ...{ Body: stream, ContentType: 'video/mp4', ContentLength: size },
          ...{ ChecksumAlgorithm: 'SHA256' as const, ChecksumSHA256 },
        };
        await put(options.redactedKeyOf(clipId), content, stoppable);
      } finally {
        stream.destroy();
      }
    },
    putAnalysis: (clipId, analysis, stoppable) =>
      put(
        options.analysisKeyOf(clipId),
        { Body: JSON.stringify(analysis), ContentType: 'application/json' },
        stoppable,
      ),
    async findAnalysis(clipId) {
      const Key = options.analysisKeyOf(clipId);
      const command = new GetObjectCommand({ Bucket: derivedBucket, Key });
      const found = await s3.send(command).catch((error: unknown) => {
        if (isAbsent(error)) return undefined;
        throw error;
      });
      if (found?.Body === undefined || (found.ContentLength ?? 0) > maxAnalysisBytes) {
        return undefined;
      }
      return parseAnalysis(await found.Body.transformToString());
    },
  };
};

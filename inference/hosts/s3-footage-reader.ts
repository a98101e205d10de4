import { Readable } from 'node:stream';
import { GetObjectCommand, S3ServiceException, type S3Client } from '@aws-sdk/client-s3';
import { FootageMissing, FootageTooLarge } from '../../core/domain/inference/failures.ts';
import type { FootageReader, LandedObject } from '../../core/domain/inference/ports.ts';
import { writeFootageFile } from './footage-file.ts';

/** What the reader works with. */
export interface S3FootageReaderOptions {
  readonly s3: Pick<S3Client, 'send'>;
  readonly landingBucket: string;
  readonly temporaryFolder: string;
  readonly maxBytes: number;
}

/**
 * A version that is gone answers 404; a delete marker asked for by its version answers 405
 * (docs.aws AmazonS3/latest/API/API_GetObject, "If the specified version … is a delete marker").
 */
const isGone = (error: unknown): boolean =>
  error instanceof S3ServiceException && [404, 405].includes(error.$metadata.httpStatusCode ?? 0);

const open = async (
  { s3, landingBucket }: S3FootageReaderOptions,
  { key, versionId }: LandedObject,
  signal: AbortSignal | undefined,
) => {
  const command = new GetObjectCommand({
    Bucket: landingBucket,
    Key: key,
    VersionId: versionId,
  });
  try {
    return await s3.send(command, signal === undefined ? {} : { abortSignal: signal });
  } catch (error) {
    if (isGone(error)) throw new FootageMissing({ cause: error });
    throw error;
  }
};

/** Reads one version of a landed object from S3 into a local file. */
export const s3FootageReader = (options: S3FootageReaderOptions): FootageReader => ({
  async fetch(object, { signal }) {
    const { Body: body, ContentLength: length } = await open(options, object, signal);
    if (!(body instanceof Readable)) throw new Error('S3 answered without a body');
    const { maxBytes, temporaryFolder } = options;
    if ((length ?? 0) > maxBytes) {
      body.destroy();
      throw new FootageTooLarge(maxBytes);
    }
    return writeFootageFile(body, { temporaryFolder, maxBytes, signal });
  },
});

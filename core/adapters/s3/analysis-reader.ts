import { GetObjectCommand, S3ServiceException, type S3Client } from '@aws-sdk/client-s3';
import { analysisDocument } from '../../contracts/events/analysis.ts';
import { analysisKey } from '../../contracts/layout/objects.ts';
import type { AnalysisReader } from '../../domain/review/ports.ts';

/**
 * What is not there answers 404 to who may list the bucket and 403 to who may not: reviewers need
 * not list (docs.aws AmazonS3/latest/API/API_GetObject, "Permissions").
 */
const isAbsent = (error: unknown): boolean =>
  error instanceof S3ServiceException && [403, 404].includes(error.$metadata.httpStatusCode ?? 0);

/** Reads analyses from the derived bucket. One of another version counts as none. */
export const s3AnalysisReader = ({
  s3,
  bucket,
}: {
  readonly s3: S3Client;
  readonly bucket: string;
}): AnalysisReader => ({
  async find(clipId) {
    try {
      const { Body: body } = await s3.send(
        new GetObjectCommand({ Bucket: bucket, Key: analysisKey(clipId) }),
      );
      const text = (await body?.transformToString()) ?? '';
      return analysisDocument.safeParse(JSON.parse(text)).data;
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  },
});

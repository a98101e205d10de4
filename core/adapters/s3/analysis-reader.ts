import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { analysisDocument } from '../../contracts/events/analysis.ts';
import { analysisKey } from '../../contracts/layout/objects.ts';
import type { AnalysisReader } from '../../domain/review/ports.ts';

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
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  },
});

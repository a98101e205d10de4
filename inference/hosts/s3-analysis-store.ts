import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { AnalysisStore } from '../../core/domain/inference/ports.ts';
import type { ClipId } from '../../core/domain/vocabulary/ids.ts';

/** Where the derived objects of a clip go; the keys come from the layout. */
export interface S3AnalysisStoreOptions {
  readonly s3: Pick<S3Client, 'send'>;
  readonly derivedBucket: string;
  readonly frameKeyOf: (clipId: ClipId, index: number) => string;
  readonly analysisKeyOf: (clipId: ClipId) => string;
}

/** Keeps frames as JPEG and the analysis as JSON. */
export const s3AnalysisStore = (options: S3AnalysisStoreOptions): AnalysisStore => {
  const put = async (key: string, body: string | Uint8Array, contentType: string) => {
    await options.s3.send(
      new PutObjectCommand({
        Bucket: options.derivedBucket,
        Key: key,
        Body: body,
        ContentType: contentType,
      }),
    );
  };
  return {
    putFrame: (clipId, index, jpeg) => put(options.frameKeyOf(clipId, index), jpeg, 'image/jpeg'),
    putAnalysis: (clipId, analysis) =>
      put(options.analysisKeyOf(clipId), JSON.stringify(analysis), 'application/json'),
  };
};

import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { landingKey, redactedKey } from '../../contracts/layout/objects.ts';
import type { FootageViewer } from '../../domain/review/ports.ts';

/** As long as a link to a frame: one that is passed on must be dead. */
const maxValidSeconds = 60;

/**
 * Links to a clip's redacted copy and to what was uploaded. The signing role needs `s3:GetObject`
 * on the bucket in question: a function that shows redacted copies only has no right to originals.
 */
export const s3FootageViewer = ({
  s3,
  landingBucket,
  derivedBucket,
}: {
  readonly s3: S3Client;
  /** Undefined where originals are not to be read. */
  readonly landingBucket?: string | undefined;
  readonly derivedBucket: string;
}): FootageViewer => ({
  async link(clipId, variant, validSeconds) {
    if (!Number.isInteger(validSeconds) || validSeconds < 1 || validSeconds > maxValidSeconds) {
      throw new RangeError(`A link to footage lives 1 to ${maxValidSeconds} seconds`);
    }
    const isOriginal = variant === 'original';
    const bucket = isOriginal ? landingBucket : derivedBucket;
    if (bucket === undefined) throw new RangeError('Originals are not read here');
    return getSignedUrl(
      s3,
      new GetObjectCommand({
        Bucket: bucket,
        Key: isOriginal ? landingKey(clipId) : redactedKey(clipId),
        // Browsers must not keep what may be erased a minute later.
        ResponseCacheControl: 'private, no-store',
      }),
      { expiresIn: validSeconds },
    );
  },
});

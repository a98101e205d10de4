import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { frameKey } from '../../contracts/layout/objects.ts';
import type { FrameViewer } from '../../domain/review/ports.ts';

/** A reviewer's page loads its pictures at once; a link that is passed on must be dead. */
const maxValidSeconds = 60;

/** Frames chosen of one clip, at most: signing is arithmetic, but never without a bound. */
const maxFrames = 50;

/** Links to frames in the derived bucket. The signing role needs `s3:GetObject` on it. */
export const s3FrameViewer = ({
  s3,
  bucket,
}: {
  readonly s3: S3Client;
  readonly bucket: string;
}): FrameViewer => ({
  async links(clipId, frameCount, validSeconds) {
    if (!Number.isInteger(validSeconds) || validSeconds < 1 || validSeconds > maxValidSeconds) {
      throw new RangeError(`A link to a frame lives 1 to ${maxValidSeconds} seconds`);
    }
    if (frameCount > maxFrames) throw new RangeError(`A clip has at most ${maxFrames} frames`);
    const signing = Array.from({ length: frameCount }, (_, index) =>
      getSignedUrl(
        s3,
        new GetObjectCommand({
          Bucket: bucket,
          Key: frameKey(clipId, index),
          // Browsers must not keep what may be erased a minute later.
          ResponseCacheControl: 'private, no-store',
        }),
        { expiresIn: validSeconds },
      ),
    );
    return Promise.all(signing);
  },
});

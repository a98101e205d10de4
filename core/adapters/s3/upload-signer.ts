import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { landingKey } from '../../contracts/layout/objects.ts';
import type { UploadGrant } from '../../domain/intake/clip.ts';
import type { SignedUpload, UploadSigner } from '../../domain/intake/ports.ts';
import { fromHex, toBase64 } from '../../domain/vocabulary/bytes.ts';
import { addSeconds } from '../../domain/vocabulary/time.ts';

/** Longest life of a signed URL, whatever is asked for. */
const maxValidSeconds = 900;

/**
 * Signs uploads to the landing bucket. The client must be made with `requestChecksumCalculation:
 * 'WHEN_REQUIRED'`: otherwise the SDK signs the checksum of the empty body it has in hand.
 */
export const s3UploadSigner = ({
  s3,
  bucket,
}: {
  readonly s3: S3Client;
  readonly bucket: string;
}): UploadSigner => ({
  async sign(grant, validSeconds) {
    if (!Number.isInteger(validSeconds) || validSeconds < 1 || validSeconds > maxValidSeconds) {
      throw new RangeError(`An upload URL lives 1 to ${maxValidSeconds} seconds`);
    }
    // The URL's life counts from the grant, whose stored end must not be earlier than the URL's.
    const { grantedAt } = grant;
    const headers = headersOf(grant);
    const names = Object.keys(headers);
    const url = await getSignedUrl(s3, putCommand(grant, bucket), {
      expiresIn: validSeconds,
      signingDate: new Date(grantedAt),
      // Without the first the SDK leaves content-type out of the signature, without the second it
      // moves x-amz-* into the query, where S3 reads them as the sender's own wish. Either way a
      // client could send something else.
      signableHeaders: new Set(['host', ...names]),
      unhoistableHeaders: new Set(names),
    });
    return { method: 'PUT', url, headers, expiresAt: addSeconds(grantedAt, validSeconds) };
  },
});

/**
 * What the client must send, letter by letter. The checksum is verified by S3 against the bytes;
 * naming its algorithm makes emulators do so too. `if-none-match` makes the key write-once:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
const headersOf = ({ bytes, contentType, sha256 }: UploadGrant): SignedUpload['headers'] => ({
  'content-length': String(bytes),
  'content-type': contentType,
  'if-none-match': '*',
  'x-amz-checksum-sha256': toBase64(fromHex(sha256)),
  'x-amz-sdk-checksum-algorithm': 'SHA256',
});

const putCommand = (
  { clipId, bytes, contentType, sha256 }: UploadGrant,
  bucket: string,
): PutObjectCommand =>
  new PutObjectCommand({
    Bucket: bucket,
    Key: landingKey(clipId),
    ContentLength: bytes,
    ContentType: contentType,
    IfNoneMatch: '*',
    ChecksumAlgorithm: 'SHA256',
    ChecksumSHA256: toBase64(fromHex(sha256)),
  });

import { PutObjectCommand, UploadPartCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { landingKey } from '../../contracts/layout/objects.ts';
import type { UploadGrant } from '../../domain/intake/clip.ts';
import type { PartToSign, SignedUpload, UploadSigner } from '../../domain/intake/ports.ts';
import { fromHex, toBase64 } from '../../domain/vocabulary/bytes.ts';
import { addSeconds, type Instant } from '../../domain/vocabulary/time.ts';

/** Longest life of a signed URL, whatever is asked for. */
const maxValidSeconds = 900;

type Headers = SignedUpload['headers'];

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
  // The URL's life counts from the grant, whose stored end must not be earlier than the URL's.
  sign: (grant, validSeconds) =>
    signUpload(
      { command: putCommand(grant, bucket), headers: headersOf(grant) },
      { at: grant.grantedAt, validSeconds },
      s3,
    ),
  signPart: (part, validity) =>
    signUpload({ command: partCommand(part, bucket), headers: headersOfPart(part) }, validity, s3),
});

const signUpload = async (
  upload: { readonly command: PutObjectCommand | UploadPartCommand; readonly headers: Headers },
  { at, validSeconds }: { readonly at: Instant; readonly validSeconds: number },
  s3: S3Client,
): Promise<SignedUpload> => {
  if (!Number.isInteger(validSeconds) || validSeconds < 1 || validSeconds > maxValidSeconds) {
    throw new RangeError(`An upload URL lives 1 to ${maxValidSeconds} seconds`);
  }
  const { command, headers } = upload;
  const names = Object.keys(headers);
  // The two commands are of one kind to the presigner, but not to its types.
  const url = await getSignedUrl(s3, command as PutObjectCommand, {
    expiresIn: validSeconds,
    signingDate: new Date(at),
    // Without the first the SDK leaves content-type out of the signature, without the second it
    // moves x-amz-* into the query, where S3 reads them as the sender's own wish. Either way a
    // client could send something else.
    signableHeaders: new Set(['host', ...names]),
    unhoistableHeaders: new Set(names),
  });
  return { method: 'PUT', url, headers, expiresAt: addSeconds(at, validSeconds) };
};

/**
 * What the client must send, letter by letter. The checksum is verified by S3 against the bytes;
 * naming its algorithm makes emulators do so too. `if-none-match` makes the key write-once:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
const headersOf = ({ bytes, contentType, sha256 }: UploadGrant): Headers => ({
  'content-length': String(bytes),
  'content-type': contentType,
  'if-none-match': '*',
  'x-amz-checksum-sha256': toBase64(fromHex(sha256)),
  'x-amz-sdk-checksum-algorithm': 'SHA256',
});

/**
 * The same for a part. It cannot carry `if-none-match`: a part may be sent again, and the joining
 * of all is conditional instead. Its number and its upload stand in the signed query.
 */
const headersOfPart = ({ bytes, sha256 }: PartToSign): Headers => ({
  'content-length': String(bytes),
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

const partCommand = (
  { clipId, uploadId, partNumber, bytes, sha256 }: PartToSign,
  bucket: string,
): UploadPartCommand =>
  new UploadPartCommand({
    Bucket: bucket,
    Key: landingKey(clipId),
    UploadId: uploadId,
    PartNumber: partNumber,
    ContentLength: bytes,
    ChecksumAlgorithm: 'SHA256',
    ChecksumSHA256: toBase64(fromHex(sha256)),
  });

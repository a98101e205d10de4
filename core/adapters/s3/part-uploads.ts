import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  NoSuchUpload,
  S3ServiceException,
  type CompletedPart,
  type Part,
  type S3Client,
} from '@aws-sdk/client-s3';
import { landingKey } from '../../contracts/layout/objects.ts';
import type { ArrivedPart, PartUploads } from '../../domain/intake/ports.ts';
import type { ClipId } from '../../domain/vocabulary/ids.ts';
import { fromBase64, fromHex, toBase64, toHex } from '../../domain/vocabulary/bytes.ts';

/** S3 takes 10,000 parts and lists 1,000 a page. */
const maxPages = 10;

/** Two completions at the same moment: S3 answers 409 to one of them. */
const maxConflicts = 4;

interface Storage {
  readonly s3: S3Client;
  readonly bucket: string;
}

/**
 * Uploads in parts, in the landing bucket. Beginning and joining need `s3:PutObject`, listing
 * `s3:ListMultipartUploadParts`, aborting `s3:AbortMultipartUpload`; under a KMS key all of them
 * need `kms:GenerateDataKey` and `kms:Decrypt`.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
 */
export const s3PartUploads = (storage: Storage): PartUploads => ({
  async begin({ clipId, contentType }) {
    const { UploadId } = await storage.s3.send(
      new CreateMultipartUploadCommand({
        ...placeOf(clipId, storage),
        ContentType: contentType,
        // SHA-256 over parts is always a checksum of their checksums: the whole file's would need
        // every byte again, which the analyzer reads anyway.
        // https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
        ChecksumAlgorithm: 'SHA256',
        ChecksumType: 'COMPOSITE',
      }),
    );
    if (UploadId === undefined) throw new Error(`Storage began an upload of ${clipId} namelessly`);
    return UploadId;
  },

  async list(clipId, uploadId) {
    const parts = await listParts(clipId, uploadId, storage);
    return parts?.map(({ arrived }) => arrived);
  },

  async complete(clipId, uploadId, parts) {
    const stored = await listParts(clipId, uploadId, storage);
    if (stored === undefined) return 'gone';
    const tags = new Map(stored.map(({ arrived, etag }) => [identityOf(arrived), etag]));
    const wanted = parts.map((part) => ({ part, etag: tags.get(identityOf(part)) }));
    const completed = wanted.flatMap(({ part, etag }) =>
      etag === undefined ? [] : [completedPart(part, etag)],
    );
    if (completed.length < wanted.length) return 'parts-differ';
    const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
    return join({ clipId, uploadId, completed, bytes }, storage);
  },

  async abort(clipId, uploadId) {
    try {
      await storage.s3.send(
        new AbortMultipartUploadCommand({ ...placeOf(clipId, storage), UploadId: uploadId }),
      );
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  },
});

const placeOf = (clipId: ClipId, { bucket }: Storage) => ({
  Bucket: bucket,
  Key: landingKey(clipId),
});

/** A part with the tag by which its completion names it. */
interface StoredPart {
  readonly arrived: ArrivedPart;
  readonly etag: string;
}

const identityOf = ({ partNumber, bytes, sha256 }: ArrivedPart): string =>
  `${partNumber} ${bytes} ${sha256}`;

const completedPart = ({ partNumber, sha256 }: ArrivedPart, etag: string): CompletedPart => ({
  PartNumber: partNumber,
  ETag: etag,
  ChecksumSHA256: toBase64(fromHex(sha256)),
});

const listParts = async (
  clipId: ClipId,
  uploadId: string,
  storage: Storage,
): Promise<readonly StoredPart[] | undefined> => {
  const parts: StoredPart[] = [];
  let marker: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const found = await listPage({ clipId, uploadId, marker }, storage);
    if (found === undefined) return undefined;
    parts.push(...(found.Parts ?? []).map(storedPart));
    if (found.IsTruncated !== true) return parts;
    marker = found.NextPartNumberMarker;
    if (marker === undefined) throw new Error(`Storage cut a list of parts short: ${clipId}`);
  }
  throw new Error(`The upload of ${clipId} has over ${maxPages} pages of parts`);
};

const listPage = async (
  { clipId, uploadId, marker }: { clipId: ClipId; uploadId: string; marker: string | undefined },
  storage: Storage,
) => {
  try {
    return await storage.s3.send(
      new ListPartsCommand({
        ...placeOf(clipId, storage),
        UploadId: uploadId,
        ...(marker === undefined ? {} : { PartNumberMarker: marker }),
      }),
    );
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
};

/** Every signed part carries its checksum; S3 keeps it for an upload that was begun with one. */
const storedPart = ({ PartNumber, Size, ETag, ChecksumSHA256 }: Part): StoredPart => {
  if (
    PartNumber === undefined ||
    Size === undefined ||
    ETag === undefined ||
    ChecksumSHA256 === undefined
  ) {
    throw new Error('Storage listed a part without its number, size, tag or checksum');
  }
  const sha256 = toHex(fromBase64(ChecksumSHA256));
  return { arrived: { partNumber: PartNumber, bytes: Size, sha256 }, etag: ETag };
};

/**
 * Joins the parts if nothing stands under the key. Repeating is safe: S3 answers a repeated
 * completion as the first one, and later that it knows no such upload.
 */
const join = async (
  {
    clipId,
    uploadId,
    completed,
    bytes,
  }: { clipId: ClipId; uploadId: string; completed: CompletedPart[]; bytes: number },
  storage: Storage,
): Promise<'landed' | 'parts-differ' | 'gone'> => {
  let conflict: unknown;
  for (let attempt = 1; attempt <= maxConflicts; attempt += 1) {
    try {
      await storage.s3.send(
        new CompleteMultipartUploadCommand({
          ...placeOf(clipId, storage),
          UploadId: uploadId,
          MultipartUpload: { Parts: completed },
          MpuObjectSize: bytes,
          IfNoneMatch: '*',
        }),
      );
      return 'landed';
    } catch (error) {
      if (isGone(error)) return 'gone';
      if (statusOf(error) === 412) return 'landed';
      if (isOfOtherParts(error)) return 'parts-differ';
      if (statusOf(error) !== 409) throw error;
      conflict = error;
    }
  }
  throw conflict;
};

const isGone = (error: unknown): boolean =>
  error instanceof NoSuchUpload || statusOf(error) === 404;

/** A part was replaced after it was listed. */
const isOfOtherParts = (error: unknown): boolean =>
  error instanceof S3ServiceException &&
  ['InvalidPart', 'InvalidPartOrder', 'EntityTooSmall'].includes(error.name);

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;

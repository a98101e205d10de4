import { landingKey } from '../../contracts/layout/objects.ts';
import type { SignedUpload, UploadSigner } from '../../domain/intake/ports.ts';
import { fromHex, toBase64, type Sha256 } from '../../domain/vocabulary/bytes.ts';
import { addSeconds, type Clock, type Instant } from '../../domain/vocabulary/time.ts';
import {
  StorageRefusal,
  type MemoryBucket,
  type StoredPart,
  type StoredVersion,
} from './buckets.ts';

/** What a client sends to a signed URL. */
export interface UploadRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** The landing bucket's front door: what it signs it also checks, as storage does. */
export interface MemoryUploads extends UploadSigner {
  /**
   * One PUT. Throws `StorageRefusal` as S3 answers: 403 for an unknown or expired URL or a header
   * other than the signed one, 400 for another length or other bytes, 412 when it landed before.
   */
  put(request: UploadRequest): StoredVersion;
  /** One part, likewise; 404 when its upload was joined or aborted. */
  putPart(request: UploadRequest): StoredPart;
}

interface Signature {
  readonly key: string;
  /** Of a part. */
  readonly part?: { readonly uploadId: string; readonly partNumber: number };
  readonly headers: SignedUpload['headers'];
  readonly expiresAt: Instant;
}

const checkHeaders = (signed: Signature['headers'], sent: UploadRequest['headers']): void => {
  for (const [name, value] of Object.entries(signed)) {
    if (sent[name] !== value) throw new StorageRefusal('SignatureDoesNotMatch', 403);
  }
};

/** Longest life of a signed URL, whatever is asked for. */
const maxValidSeconds = 900;

const expiryOf = (at: Instant, validSeconds: number): Instant => {
  if (!Number.isInteger(validSeconds) || validSeconds < 1 || validSeconds > maxValidSeconds) {
    throw new RangeError(`An upload URL lives 1 to ${maxValidSeconds} seconds`);
  }
  return addSeconds(at, validSeconds);
};

/**
 * Signs uploads to a bucket in memory. `storageClock` decides when a URL has expired: it may
 * differ from the signer's.
 */
export const createMemoryUploads = ({
  bucket,
  clock,
  storageClock = clock,
  sha256,
}: {
  bucket: MemoryBucket;
  clock: Clock;
  storageClock?: Clock;
  sha256: Sha256;
}): MemoryUploads => {
  const signatures = new Map<string, Signature>();
  const issue = (query: string, signature: Signature): SignedUpload => {
    const { key, headers, expiresAt } = signature;
    const count = signatures.size + 1;
    const url = `memory://landing/${key}?${query}expires=${expiresAt}&signature=${count}`;
    signatures.set(url, signature);
    return { method: 'PUT', url, headers, expiresAt };
  };
  const admit = ({ url, headers, body }: UploadRequest): Signature => {
    const signature = signatures.get(url);
    if (signature === undefined || storageClock.now() > signature.expiresAt) {
      throw new StorageRefusal('AccessDenied', 403);
    }
    checkHeaders(signature.headers, headers);
    if (signature.headers['content-length'] !== String(body.length)) {
      throw new StorageRefusal('IncompleteBody', 400);
    }
    if (signature.headers['x-amz-checksum-sha256'] !== toBase64(sha256(body))) {
      throw new StorageRefusal('BadDigest', 400);
    }
    return signature;
  };
  return {
    async sign({ clipId, bytes, contentType, sha256: sum, grantedAt }, validSeconds) {
      const headers = {
        'content-length': String(bytes),
        'content-type': contentType,
        'if-none-match': '*',
        'x-amz-checksum-sha256': toBase64(fromHex(sum)),
        'x-amz-sdk-checksum-algorithm': 'SHA256',
      };
      const expiresAt = expiryOf(grantedAt, validSeconds);
      return issue('', { key: landingKey(clipId), headers, expiresAt });
    },
    async signPart({ clipId, uploadId, partNumber, bytes, sha256: sum }, { at, validSeconds }) {
      const headers = {
        'content-length': String(bytes),
        'x-amz-checksum-sha256': toBase64(fromHex(sum)),
        'x-amz-sdk-checksum-algorithm': 'SHA256',
      };
      return issue(`partNumber=${partNumber}&uploadId=${uploadId}&`, {
        key: landingKey(clipId),
        part: { uploadId, partNumber },
        headers,
        expiresAt: expiryOf(at, validSeconds),
      });
    },
    put(request) {
      const { key, part, headers } = admit(request);
      if (part !== undefined) throw new RangeError('This URL is of a part: use putPart');
      const contentType = headers['content-type'] ?? '';
      const options = { contentType, withChecksum: true, onlyIfAbsent: true };
      return bucket.put(key, request.body, options);
    },
    putPart(request) {
      const { part } = admit(request);
      if (part === undefined) throw new RangeError('This URL is of a whole file: use put');
      return bucket.putPart(part.uploadId, part.partNumber, request.body);
    },
  };
};

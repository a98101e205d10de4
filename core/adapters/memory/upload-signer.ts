import { landingKey } from '../../contracts/layout/objects.ts';
import type { SignedUpload, UploadSigner } from '../../domain/intake/ports.ts';
import { fromHex, toBase64, type Sha256 } from '../../domain/vocabulary/bytes.ts';
import { addSeconds, type Clock, type Instant } from '../../domain/vocabulary/time.ts';
import { StorageRefusal, type MemoryBucket, type StoredVersion } from './buckets.ts';

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
}

interface Signature {
  readonly key: string;
  readonly headers: SignedUpload['headers'];
  readonly expiresAt: Instant;
}

const checkHeaders = (signed: Signature['headers'], sent: UploadRequest['headers']): void => {
  for (const [name, value] of Object.entries(signed)) {
    if (sent[name] !== value) throw new StorageRefusal('SignatureDoesNotMatch', 403);
  }
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
  return {
    async sign(grant, validSeconds) {
      const key = landingKey(grant.clipId);
      const expiresAt = addSeconds(grant.grantedAt, validSeconds);
      const headers = {
        'content-length': String(grant.bytes),
        'content-type': grant.contentType,
        'if-none-match': '*',
        'x-amz-checksum-sha256': toBase64(fromHex(grant.sha256)),
        'x-amz-sdk-checksum-algorithm': 'SHA256',
      };
      const url = `memory://landing/${key}?expires=${expiresAt}&signature=${signatures.size + 1}`;
      signatures.set(url, { key, headers, expiresAt });
      return { method: 'PUT', url, headers, expiresAt };
    },
    put({ url, headers, body }) {
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
      const contentType = signature.headers['content-type'] ?? '';
      const options = { contentType, withChecksum: true, onlyIfAbsent: true };
      return bucket.put(signature.key, body, options);
    },
  };
};

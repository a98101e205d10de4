import { StorageRefusal } from '../../../core/adapters/memory/buckets.ts';
import { landingKey } from '../../../core/contracts/layout/objects.ts';
import type { UploadGrant } from '../../../core/domain/intake/clip.ts';
import type {
  ArrivedPart,
  LandedObject,
  LandingStore,
  PartToSign,
  PartUploads,
  SignedUpload,
  UploadSigner,
} from '../../../core/domain/intake/ports.ts';
import type { ClipId } from '../../../core/domain/vocabulary/ids.ts';
import { addSeconds, type Instant } from '../../../core/domain/vocabulary/time.ts';

/** What a file is; stands in the place of its bytes, of which a sound file has up to 130 MB. */
export const contents = ['valid', 'not-a-video', 'too-short'] as const;
export type Content = (typeof contents)[number];

/** A file, or a part of one, as a client sends it. */
export interface SentBytes {
  readonly bytes: number;
  readonly sha256: string;
}

/** The landing bucket: write-once, bound to what was signed, without a byte of footage. */
export interface SimStorage extends UploadSigner, PartUploads, LandingStore {
  /**
   * One PUT that began at an instant and ends now. Throws `StorageRefusal` as storage answers: 403
   * when the URL had ended when it began, 400 for other bytes, 412 when something had landed.
   */
  put(upload: SignedUpload, file: SentBytes, beganAt: Instant): void;
  /** Likewise one part of it. */
  putPart(upload: SignedUpload, part: ArrivedPart, beganAt: Instant): void;
  /** Told of every object that is created. */
  onCreated(listener: (clipId: ClipId) => void): void;
  /** Uploads in parts that were neither joined nor aborted. */
  openUploads(): number;
}

type Signature = {
  readonly expiresAt: Instant;
  readonly bytes: number;
  readonly sha256: string;
} & (
  | { readonly clipId: ClipId; readonly uploadId?: never }
  | { readonly uploadId: string; readonly partNumber: number }
);

interface OpenUpload {
  readonly clipId: ClipId;
  readonly parts: Map<number, ArrivedPart>;
}

/** What storage remembers. */
interface Kept {
  readonly skewSeconds: number;
  readonly contentOf: (clipId: ClipId) => Content;
  readonly signatures: Map<string, Signature>;
  readonly objects: Map<ClipId, LandedObject & { readonly content: Content }>;
  readonly uploads: Map<string, OpenUpload>;
  readonly listeners: ((clipId: ClipId) => void)[];
  /** The next of whatever is named by a number. */
  readonly next: () => number;
}

/** Storage whose clock is off by `skewSeconds`. What a clip's file is, `contentOf` tells. */
export const createSimStorage = (given: Pick<Kept, 'skewSeconds' | 'contentOf'>): SimStorage => {
  let counter = 0;
  const kept: Kept = {
    ...given,
    signatures: new Map(),
    objects: new Map(),
    uploads: new Map(),
    listeners: [],
    next: () => {
      counter += 1;
      return counter;
    },
  };
  return {
    ...signerOver(kept),
    ...doorOver(kept),
    ...partsOver(kept),
    ...landingOver(kept),
    onCreated: (listener) => {
      kept.listeners.push(listener);
    },
    openUploads: () => kept.uploads.size,
  };
};

const signerOver = ({ signatures, next }: Kept): UploadSigner => {
  const signed = (signature: Signature): SignedUpload => {
    const url = `memory://landing/${next()}`;
    signatures.set(url, signature);
    return { method: 'PUT', url, headers: {}, expiresAt: signature.expiresAt };
  };
  return {
    sign: async ({ clipId, bytes, sha256, grantedAt }: UploadGrant, validSeconds) =>
      signed({ clipId, bytes, sha256, expiresAt: addSeconds(grantedAt, validSeconds) }),
    signPart: async ({ uploadId, partNumber, bytes, sha256 }: PartToSign, { at, validSeconds }) =>
      signed({ uploadId, partNumber, bytes, sha256, expiresAt: addSeconds(at, validSeconds) }),
  };
};

/** What a URL was signed for, if these bytes are that and came in time. */
const checked = (
  { signatures, skewSeconds }: Kept,
  { url }: SignedUpload,
  { sent: { bytes, sha256 }, beganAt }: { sent: SentBytes; beganAt: Instant },
): Signature => {
  const signature = signatures.get(url);
  if (signature === undefined || addSeconds(beganAt, skewSeconds) > signature.expiresAt) {
    throw new StorageRefusal('AccessDenied', 403);
  }
  if (signature.bytes !== bytes) throw new StorageRefusal('IncompleteBody', 400);
  if (signature.sha256 !== sha256) throw new StorageRefusal('BadDigest', 400);
  return signature;
};

const land = (
  { objects, listeners, contentOf, next }: Kept,
  clipId: ClipId,
  object: Pick<LandedObject, 'bytes' | 'sha256' | 'compositeSha256'>,
): void => {
  const version = next();
  objects.set(clipId, {
    ...object,
    key: landingKey(clipId),
    versionId: `version-${version}`,
    etag: `"${version}"`,
    contentType: 'video/mp4',
    content: contentOf(clipId),
  });
  for (const listener of listeners) listener(clipId);
};

const doorOver = (kept: Kept): Pick<SimStorage, 'put' | 'putPart'> => ({
  put(upload, { bytes, sha256 }, beganAt) {
    const signature = checked(kept, upload, { sent: { bytes, sha256 }, beganAt });
    if (signature.uploadId !== undefined) throw new StorageRefusal('SignatureDoesNotMatch', 403);
    if (kept.objects.has(signature.clipId)) throw new StorageRefusal('PreconditionFailed', 412);
    land(kept, signature.clipId, { bytes, sha256 });
  },
  putPart(upload, part, beganAt) {
    const signature = checked(kept, upload, { sent: part, beganAt });
    const open = kept.uploads.get(signature.uploadId ?? '');
    if (open === undefined) throw new StorageRefusal('NoSuchUpload', 404);
    open.parts.set(part.partNumber, part);
  },
});

const partsOver = (kept: Kept): PartUploads => ({
  async begin({ clipId }) {
    const uploadId = `upload-${kept.next()}`;
    kept.uploads.set(uploadId, { clipId, parts: new Map() });
    return uploadId;
  },
  async list(_clipId, uploadId) {
    const open = kept.uploads.get(uploadId);
    return (
      open && [...open.parts.values()].toSorted((one, other) => one.partNumber - other.partNumber)
    );
  },
  async complete(clipId, uploadId, parts) {
    if (kept.objects.has(clipId)) return 'landed';
    const open = kept.uploads.get(uploadId);
    const differs = parts.some(
      ({ partNumber, sha256 }) => open?.parts.get(partNumber)?.sha256 !== sha256,
    );
    if (open === undefined || parts.length === 0 || differs) return 'parts-differ';
    kept.uploads.delete(uploadId);
    const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
    const sums = parts.map(({ sha256 }) => sha256.slice(0, 8)).join('');
    land(kept, clipId, { bytes, compositeSha256: `${sums}-${parts.length}` });
    return 'landed';
  },
  async abort(_clipId, uploadId) {
    kept.uploads.delete(uploadId);
  },
});

const landingOver = ({ objects }: Kept): LandingStore => ({
  async head(clipId) {
    const found = objects.get(clipId);
    if (found === undefined) return undefined;
    const { content: _content, ...object } = found;
    return object;
  },
  reader: ({ key, bytes }) => ({
    bytes,
    async read() {
      const found = objects.get((key.split('/')[1] ?? '') as ClipId);
      return new Uint8Array([contents.findIndex((content) => content === found?.content)]);
    },
  }),
});

import { fromHex, toBase64, toHex, type Sha256 } from '../../domain/vocabulary/bytes.ts';

/** One stored version, or a delete marker (without `bytes`). */
export interface StoredVersion {
  readonly key: string;
  readonly versionId: string;
  readonly etag: string;
  readonly bytes: Uint8Array | undefined;
  readonly contentType: string;
  /** Lower-case hex; absent when the object was stored without a checksum. */
  readonly sha256?: string;
  /** Of an object that was joined of parts: the checksum of their checksums, `<base64>-<parts>`. */
  readonly compositeSha256?: string;
}

/** A part of an upload that has arrived. */
export interface StoredPart {
  readonly partNumber: number;
  readonly bytes: Uint8Array;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** A multipart upload that was begun and neither completed nor aborted. */
export interface StoredUpload {
  readonly key: string;
  readonly uploadId: string;
}

/** What storage refused, by the code and HTTP status that S3 answers. */
export class StorageRefusal extends Error {
  override readonly name = 'StorageRefusal';
  readonly code: string;
  readonly status: number;

  constructor(code: string, status: number) {
    super(code);
    this.code = code;
    this.status = status;
  }
}

/** How an object is stored. */
export interface PutOptions {
  readonly contentType: string;
  /** Stores the checksum with the object. */
  readonly withChecksum?: boolean;
  /** Refused 412 `PreconditionFailed` when the key has a current version. */
  readonly onlyIfAbsent?: boolean;
}

/** A versioned bucket with S3's rules, as far as the product relies on them. */
export interface MemoryBucket {
  readonly name: 'landing' | 'derived';
  /** Stores a new version. */
  put(key: string, bytes: Uint8Array, options: PutOptions): StoredVersion;
  /** The newest version; undefined when there is none or it is a delete marker. */
  current(key: string): StoredVersion | undefined;
  /** One version; undefined when it is gone or a delete marker. */
  version(key: string, versionId: string): StoredVersion | undefined;
  /** Puts a delete marker on top: the versions below stay. */
  remove(key: string): void;
  /** Destroys one version or delete marker. An absent one is fine. */
  destroy(key: string, versionId: string): void;
  /** Every version and delete marker under a prefix, by key, newest first. */
  versions(prefix: string): readonly StoredVersion[];
  beginUpload(key: string, contentType?: string): StoredUpload;
  /** Stores a part, in place of one of this number. Refused 404 `NoSuchUpload`. */
  putPart(uploadId: string, partNumber: number, bytes: Uint8Array): StoredPart;
  /** The parts of an upload by number; undefined when there is no such upload (any more). */
  parts(uploadId: string): readonly StoredPart[] | undefined;
  /**
   * Joins an upload's parts of these numbers into a new version. Refused 404 `NoSuchUpload`, 400
   * `InvalidPart`, and 412 `PreconditionFailed` when the key has a current version.
   */
  completeUpload(uploadId: string, partNumbers: readonly number[]): StoredVersion;
  /** Aborts. An absent one is fine. */
  abortUpload(uploadId: string): void;
  uploads(prefix: string): readonly StoredUpload[];
  /** Told of every object that is created. */
  onCreated(listener: (version: StoredVersion) => void): void;
}

interface OpenUpload extends StoredUpload {
  readonly contentType: string;
  readonly parts: Map<number, StoredPart>;
}

const concatenate = (pieces: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
};

/** An empty bucket. */
export const createMemoryBucket = (
  name: MemoryBucket['name'],
  { sha256 }: { sha256: Sha256 },
): MemoryBucket => {
  // Newest last.
  const objects = new Map<string, StoredVersion[]>();
  const uploads = new Map<string, OpenUpload>();
  const listeners: ((version: StoredVersion) => void)[] = [];
  let counter = 0;
  const push = (version: StoredVersion): StoredVersion => {
    objects.set(version.key, [...(objects.get(version.key) ?? []), version]);
    return version;
  };
  const named = (key: string, word: string): string => {
    counter += 1;
    return `${name}-${word}-${counter}-of-${key.length}`;
  };
  const current = (key: string): StoredVersion | undefined => {
    const newest = objects.get(key)?.at(-1);
    return newest?.bytes === undefined ? undefined : newest;
  };
  const create = (created: Omit<StoredVersion, 'versionId'>): StoredVersion => {
    const version = push({ ...created, versionId: named(created.key, 'version') });
    for (const listener of listeners) listener(version);
    return version;
  };
  const refuseOverwriting = (key: string): void => {
    if (current(key) !== undefined) throw new StorageRefusal('PreconditionFailed', 412);
  };
  const openUpload = (uploadId: string): OpenUpload => {
    const upload = uploads.get(uploadId);
    if (upload === undefined) throw new StorageRefusal('NoSuchUpload', 404);
    return upload;
  };
  return {
    name,
    put(key, bytes, { contentType, withChecksum = false, onlyIfAbsent = false }) {
      if (onlyIfAbsent) refuseOverwriting(key);
      const digest = toHex(sha256(bytes));
      return create({
        key,
        etag: `"${digest.slice(0, 32)}"`,
        bytes: bytes.slice(),
        contentType,
        ...(withChecksum ? { sha256: digest } : {}),
      });
    },
    current,
    version(key, versionId) {
      const found = objects.get(key)?.find((version) => version.versionId === versionId);
      return found?.bytes === undefined ? undefined : found;
    },
    remove(key) {
      const versionId = named(key, 'marker');
      push({ key, versionId, etag: '', bytes: undefined, contentType: '' });
    },
    destroy(key, versionId) {
      const left = (objects.get(key) ?? []).filter((version) => version.versionId !== versionId);
      if (left.length === 0) objects.delete(key);
      else objects.set(key, left);
    },
    versions: (prefix) =>
      [...objects.keys()]
        .filter((key) => key.startsWith(prefix))
        .toSorted()
        .flatMap((key) => (objects.get(key) ?? []).toReversed()),
    beginUpload(key, contentType = 'application/octet-stream') {
      const upload = { key, uploadId: named(key, 'upload') };
      uploads.set(upload.uploadId, { ...upload, contentType, parts: new Map() });
      return upload;
    },
    putPart(uploadId, partNumber, bytes) {
      const { parts } = openUpload(uploadId);
      const part = { partNumber, bytes: bytes.slice(), sha256: toHex(sha256(bytes)) };
      parts.set(partNumber, part);
      return part;
    },
    parts(uploadId) {
      const stored = uploads.get(uploadId)?.parts.values();
      return stored && [...stored].toSorted((one, other) => one.partNumber - other.partNumber);
    },
    completeUpload(uploadId, partNumbers) {
      const { key, contentType, parts } = openUpload(uploadId);
      refuseOverwriting(key);
      const joined = partNumbers.map((partNumber) => {
        const part = parts.get(partNumber);
        if (part === undefined) throw new StorageRefusal('InvalidPart', 400);
        return part;
      });
      uploads.delete(uploadId);
      const digest = sha256(...joined.map((part) => fromHex(part.sha256)));
      return create({
        key,
        etag: `"${toHex(digest).slice(0, 32)}-${joined.length}"`,
        bytes: concatenate(joined.map(({ bytes }) => bytes)),
        contentType,
        compositeSha256: `${toBase64(digest)}-${joined.length}`,
      });
    },
    abortUpload(uploadId) {
      uploads.delete(uploadId);
    },
    uploads: (prefix) =>
      [...uploads.values()]
        .filter(({ key }) => key.startsWith(prefix))
        .map(({ key, uploadId }) => ({ key, uploadId })),
    onCreated(listener) {
      listeners.push(listener);
    },
  };
};

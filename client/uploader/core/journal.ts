import type { ApiSchemas } from '../../api-client.ts';
import type { FileSource, SignedTarget } from './ports.ts';

/** Which file, as far as one look at its folder tells. */
export type FileIdentity = Pick<FileSource, 'path' | 'bytes' | 'modifiedMilliseconds'>;

/** Which bytes were given to what, by whom. */
export interface UploadKey {
  /** The deployment and the account: the same file can be given to another. */
  readonly scope: string;
  readonly campaignId: string;
  /** Of the whole file, lower-case hex: a copy under another name is the same file. */
  readonly sha256: string;
}

/** An upload that was begun. */
export interface JournaledUpload extends UploadKey {
  readonly clipId: string;
  readonly actId: string;
  readonly category: ApiSchemas['GrantRequest']['category'];
  /** An instant. */
  readonly grantedAt: string;
  /** Whether storage has all of it. */
  readonly landed: boolean;
  /** The one PUT: good for this file only, and for a quarter of an hour. */
  readonly upload?: SignedTarget;
  readonly parts?: { readonly partBytes: number; readonly partCount: number };
}

/** Remembers over crashes what was begun. Every write is whole or not at all. */
export interface UploadJournal {
  /** The hash of a file that has the same path, size and time as when it was hashed. */
  knownHash(file: FileIdentity): Promise<string | undefined>;
  rememberHash(file: FileIdentity, sha256: string): Promise<void>;
  find(key: UploadKey): Promise<JournaledUpload | undefined>;
  /** The upload that was begun last under this scope for this campaign. */
  latest(scope: string, campaignId: string): Promise<JournaledUpload | undefined>;
  remember(upload: JournaledUpload): Promise<void>;
  forget(key: UploadKey): Promise<void>;
}

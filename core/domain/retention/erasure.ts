import type { Json, SealedLeaf } from '../evidence/leaf.ts';
import {
  bodyOf,
  type ClipId,
  type ContributorId,
  type ErasureId,
  type LeafId,
} from '../vocabulary/ids.ts';
import { addDays, addSeconds, laterOf, type Instant } from '../vocabulary/time.ts';
import type { RecordClass } from './policy.ts';

/** One stored version of an object, or a delete marker. */
export interface ObjectVersion {
  readonly bucket: 'landing' | 'derived';
  readonly key: string;
  readonly versionId: string;
}

/** One multipart upload that was begun and not completed. */
export interface OpenUpload {
  readonly bucket: 'landing' | 'derived';
  readonly key: string;
  readonly uploadId: string;
}

/** Everything of one clip that storage lists. Empty lists are what "absent" means. */
export interface Inventory {
  readonly versions: readonly ObjectVersion[];
  readonly uploads: readonly OpenUpload[];
}

/** Whether storage listed nothing. */
export const isAbsent = (inventory: Inventory): boolean =>
  inventory.versions.length === 0 && inventory.uploads.length === 0;

/** Written before the first destructive call, so that a restored backup is erased again. */
export interface ErasureIntent {
  readonly erasureId: ErasureId;
  readonly clipId: ClipId;
  readonly contributorId: ContributorId;
  readonly recordClass: RecordClass;
  readonly policyVersion: number;
  readonly dueAt: Instant;
  readonly intendedAt: Instant;
  /** Versions and uploads that the first listing found: the frozen inventory, counted. */
  readonly versionsListed: number;
  readonly uploadsListed: number;
  /** No listing before this instant can prove absence. */
  readonly verifyNotBefore: Instant;
}

/** What is known of an erasure that is not finished. Visible, retried, never called "removed". */
export interface ErasureProgress {
  readonly attempts: number;
  readonly remainingVersions: number;
  readonly remainingUploads: number;
  readonly remainingItems: number;
  readonly lastAttemptAt: Instant;
  /** The storage error that stood in the way, by its code. */
  readonly obstacle?: string;
}

/** The proof that nothing is left. Written only after a listing that came back empty. */
export interface Tombstone {
  readonly erasureId: ErasureId;
  readonly clipId: ClipId;
  readonly contributorId: ContributorId;
  readonly liveAbsentAt: Instant;
  /** When point-in-time recovery and backups no longer hold it. */
  readonly backupsClearBy: Instant;
  readonly sealed: SealedLeaf;
}

/** An erasure from intent to tombstone. */
export interface Erasure {
  readonly intent: ErasureIntent;
  readonly progress?: ErasureProgress;
  readonly tombstone?: Tombstone;
}

/** The leaf of an erasure: one for ever. */
export const erasureLeafIdOf = (erasureId: ErasureId): LeafId => `leaf_erased_${bodyOf(erasureId)}`;

/**
 * How long after its time stamp a move may be stored: no function that moves a clip lives longer
 * than 60 s.
 */
const longestMoveSeconds = 60;

/**
 * The earliest instant at which a listing can prove absence. An unexpired write-once URL could put
 * the object back, and its signer's clock may differ from storage's by the skew. And whoever began
 * to work on the clip before it ended may still write frames, an analysis or a task: functions
 * live at most 300 s, so the margin must be no shorter than that where they do.
 */
export const verifyNotBefore = ({
  lastUploadEndsBy,
  workEndedAt,
  clockSkewSeconds,
  now,
}: {
  lastUploadEndsBy: Instant;
  /** When the clip entered the first state in which nobody works on it. */
  workEndedAt: Instant;
  clockSkewSeconds: number;
  now: Instant;
}): Instant => {
  // The clip has been seen ended by now: whoever saw it otherwise began before.
  const ended = addSeconds(workEndedAt, longestMoveSeconds);
  const lastBegan = ended < now ? ended : now;
  return laterOf(addSeconds(laterOf(lastUploadEndsBy, lastBegan), clockSkewSeconds), now);
};

/** What the erasure's leaf attests: opaque ids, counts and times only. */
export const erasureDocument = ({
  intent,
  liveAbsentAt,
  backupsClearBy,
}: {
  intent: ErasureIntent;
  liveAbsentAt: Instant;
  backupsClearBy: Instant;
}): Json => ({
  erasureId: intent.erasureId,
  clipId: intent.clipId,
  recordClass: intent.recordClass,
  policyVersion: intent.policyVersion,
  dueAt: intent.dueAt,
  intendedAt: intent.intendedAt,
  liveAbsentAt,
  backupsClearBy,
  versionsListed: intent.versionsListed,
  uploadsListed: intent.uploadsListed,
});

/** Days that DynamoDB point-in-time recovery is set to; after them no backup holds the items. */
export const backupWindowDays = 7;

/** When backups taken up to `liveAbsentAt` are gone. */
export const backupsClearBy = (liveAbsentAt: Instant): Instant =>
  addDays(liveAbsentAt, backupWindowDays);

import type { ClipId } from '../vocabulary/ids.ts';
import type { Instant } from '../vocabulary/time.ts';
import type { BucketId, DueEntry, DueTask } from './due.ts';
import type {
  Erasure,
  ErasureIntent,
  ErasureProgress,
  Inventory,
  OpenUpload,
  ObjectVersion,
  Tombstone,
} from './erasure.ts';
import type { RetentionPolicy } from './policy.ts';

/** Keeps the retention schedule. */
export interface PolicyStore {
  /** The version in force; the built-in defaults as version 0 when none was set. */
  current(): Promise<RetentionPolicy>;
  /** Stores the next version. `stale` when somebody else set that version first. */
  set(policy: RetentionPolicy): Promise<'set' | 'stale'>;
}

/** Who takes a bucket, when, and until when. */
export interface Lease {
  /** The name of the workflow's run. */
  readonly holder: string;
  readonly now: Instant;
  readonly until: Instant;
}

/** Finds what is due, by the minute. */
export interface DueIndex {
  put(entry: DueEntry): Promise<void>;
  /** Entries of one bucket with `dueAt` ≤ `now`, oldest first, at most `limit`. */
  list(bucket: BucketId, now: Instant, limit: number): Promise<readonly DueEntry[]>;
  /** When the bucket's oldest entry falls due; undefined when the bucket is empty. */
  oldest(bucket: BucketId): Promise<Instant | undefined>;
  /** Removes an entry that is dealt with. An absent one is fine. */
  remove(entry: DueEntry): Promise<void>;
  /** The oldest minute that may still hold entries of the task; undefined before the first. */
  cursor(task: DueTask): Promise<string | undefined>;
  /** Moves the cursor forward, never back. */
  advance(task: DueTask, minute: string): Promise<void>;
  /**
   * Takes a bucket for a run until an instant, so that ticks do not start the same work twice.
   * `false` when another run holds it; the holder itself may take it again, since its first answer
   * may have been lost. A convenience only: every effect behind it is idempotent.
   */
  lease(bucket: BucketId, run: Lease): Promise<boolean>;
  /** Gives a bucket back early. */
  release(bucket: BucketId): Promise<void>;
}

/** Everything of a clip in object storage, and the means to destroy it. */
export interface FootageStore {
  /** Lists every version, delete marker and open multipart upload under the clip's prefixes. */
  inventory(clipId: ClipId): Promise<Inventory>;
  /** Deletes by version id. Returns those that storage did not delete, with its error code. */
  destroy(
    versions: readonly ObjectVersion[],
  ): Promise<readonly { version: ObjectVersion; code: string }[]>;
  /** Aborts a multipart upload. An absent one is fine. */
  abort(upload: OpenUpload): Promise<void>;
}

/** Keeps intents, progress and tombstones. */
export interface ErasureStore {
  /** Stores the intent unless there is one; returns the one that stands. */
  intend(intent: ErasureIntent): Promise<ErasureIntent>;
  find(clipId: ClipId): Promise<Erasure | undefined>;
  recordProgress(clipId: ClipId, progress: ErasureProgress): Promise<void>;
  /** Stores the tombstone unless there is one; returns the one that stands. */
  bury(tombstone: Tombstone): Promise<Tombstone>;
}

/** Starts the expiry workflow. */
export interface ExpiryWorkflow {
  /** Starts one run. The name makes a tick that is delivered twice start one. */
  start(name: string): Promise<void>;
}

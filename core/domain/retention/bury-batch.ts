import { sealLeaf } from '../evidence/leaf.ts';
import type { Randomness, Sha256 } from '../vocabulary/bytes.ts';
import type { ClipId } from '../vocabulary/ids.ts';
import { addSeconds, laterOf, type Instant } from '../vocabulary/time.ts';
import type { BucketId, DueEntry } from './due.ts';
import {
  backupsClearBy,
  erasureDocument,
  erasureLeafIdOf,
  isAbsent,
  type Erasure,
  type Tombstone,
} from './erasure.ts';
import { maxClipsPerBatch, type EraseBatchPorts } from './erase-batch.ts';

/** What a check found: how many of the batch are gone and how many are not. */
export interface VerifiedBatch {
  readonly bucket: BucketId;
  readonly absent: number;
  readonly present: number;
}

/** Looking needs no right to delete or to write a tombstone. */
export type VerifyPorts = Pick<
  EraseBatchPorts,
  'clips' | 'reviews' | 'footage' | 'erasures' | 'due' | 'clock'
>;

/**
 * Lists again, after the last signed URL has ended, and records what is still there: visible
 * progress, which the next run works on. Deletes nothing.
 */
export const verifyAbsence = async (
  bucket: BucketId,
  ports: VerifyPorts,
): Promise<VerifiedBatch> => {
  const counts = { absent: 0, present: 0 };
  for (const { entry, erasure } of await erasingIn(bucket, ports)) {
    const isGone = await lookAt(entry.clipId, erasure, ports);
    counts[isGone ? 'absent' : 'present'] += 1;
  }
  return { bucket, ...counts };
};

const lookAt = async (clipId: ClipId, erasure: Erasure, ports: VerifyPorts): Promise<boolean> => {
  const now = ports.clock.now();
  if (now < erasure.intent.verifyNotBefore) return false;
  const inventory = await ports.footage.inventory(clipId);
  const remainingItems = await countItems(clipId, ports);
  if (isAbsent(inventory) && remainingItems === 0) return true;
  await ports.erasures.recordProgress(clipId, {
    attempts: (erasure.progress?.attempts ?? 0) + 1,
    remainingVersions: inventory.versions.length,
    remainingUploads: inventory.uploads.length,
    remainingItems,
    lastAttemptAt: now,
    ...(erasure.progress?.obstacle === undefined ? {} : { obstacle: erasure.progress.obstacle }),
  });
  return false;
};

const countItems = async (
  clipId: ClipId,
  { clips, reviews }: Pick<EraseBatchPorts, 'clips' | 'reviews'>,
): Promise<number> => {
  const details = await clips.countDetails(clipId);
  return details + ((await reviews.find(clipId)) === undefined ? 0 : 1);
};

/** What burying needs beyond looking. */
export interface BuryPorts extends VerifyPorts {
  readonly randomness: Randomness;
  readonly sha256: Sha256;
}

/**
 * Writes a tombstone for every clip of the batch that a listing, made here and after its
 * `verifyNotBefore`, shows absent. The listing and the tombstone belong together: between the
 * check of a former step and this one anything may have happened.
 */
export const buryBatch = async (
  bucket: BucketId,
  ports: BuryPorts,
): Promise<{ buried: number }> => {
  let buried = 0;
  for (const { entry, erasure } of await erasingIn(bucket, ports)) {
    if (await buryOne(entry, erasure, ports)) buried += 1;
    else await lookAgainLater(entry, erasure, ports);
  }
  await ports.due.release(bucket);
  return { buried };
};

const buryOne = async (entry: DueEntry, erasure: Erasure, ports: BuryPorts): Promise<boolean> => {
  const now = ports.clock.now();
  if (erasure.tombstone === undefined) {
    if (now < erasure.intent.verifyNotBefore) return false;
    const absent =
      isAbsent(await ports.footage.inventory(entry.clipId)) &&
      (await countItems(entry.clipId, ports)) === 0;
    if (!absent) return false;
    await ports.erasures.bury(tombstoneFor(erasure, now, ports));
  }
  await ports.clips.move({ clipId: entry.clipId, to: 'erased', at: now });
  await ports.due.remove(entry);
  return true;
};

/** First retry after a minute, then twice as long each time, at most an hour. */
const retrySeconds = (attempts: number): number => Math.min(60 * 2 ** Math.min(attempts, 6), 3_600);

/**
 * What is not gone moves to a later bucket: one object that cannot be deleted must not hold the
 * oldest minute, and with it the sight of everything younger.
 */
const lookAgainLater = async (
  entry: DueEntry,
  { intent, progress }: Erasure,
  { due, clock }: BuryPorts,
): Promise<void> => {
  const retryAt = addSeconds(clock.now(), retrySeconds(progress?.attempts ?? 0));
  await due.put({ ...entry, dueAt: laterOf(retryAt, intent.verifyNotBefore) });
  await due.remove(entry);
};

const tombstoneFor = ({ intent }: Erasure, liveAbsentAt: Instant, ports: BuryPorts): Tombstone => {
  const clearBy = backupsClearBy(liveAbsentAt);
  const document = erasureDocument({ intent, liveAbsentAt, backupsClearBy: clearBy });
  return {
    erasureId: intent.erasureId,
    clipId: intent.clipId,
    contributorId: intent.contributorId,
    liveAbsentAt,
    backupsClearBy: clearBy,
    sealed: sealLeaf(
      { leafId: erasureLeafIdOf(intent.erasureId), kind: 'erased', document, at: liveAbsentAt },
      ports,
    ),
  };
};

const erasingIn = async (
  bucket: BucketId,
  { due, erasures, clock }: Pick<VerifyPorts, 'due' | 'erasures' | 'clock'>,
): Promise<readonly { entry: DueEntry; erasure: Erasure }[]> => {
  const found: { entry: DueEntry; erasure: Erasure }[] = [];
  for (const entry of await due.list(bucket, clock.now(), maxClipsPerBatch)) {
    const erasure = await erasures.find(entry.clipId);
    if (erasure !== undefined) found.push({ entry, erasure });
  }
  return found;
};

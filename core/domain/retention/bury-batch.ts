import { sealLeaf } from '../evidence/leaf.ts';
import type { Randomness, Sha256 } from '../vocabulary/bytes.ts';
import type { ClipId } from '../vocabulary/ids.ts';
import type { Instant } from '../vocabulary/time.ts';
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
import { lookAgainLater, setAsideOnError } from './set-aside.ts';

/** What a check found: how many of the batch are gone and how many are not. */
export interface VerifiedBatch {
  readonly bucket: BucketId;
  readonly absent: number;
  readonly present: number;
}

/** Looking needs no right to delete or to write a tombstone. */
export type VerifyPorts = Pick<
  EraseBatchPorts,
  'clips' | 'fingerprints' | 'reviews' | 'footage' | 'erasures' | 'due' | 'clock'
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
  for (const entry of await ports.due.list(bucket, ports.clock.now(), maxClipsPerBatch)) {
    const isGone = await setAsideOnError(entry, () => lookAt(entry.clipId, ports), ports);
    if (isGone !== undefined) counts[isGone ? 'absent' : 'present'] += 1;
  }
  return { bucket, ...counts };
};

/** Whether nothing is left. A clip that is not being erased has nothing to answer for. */
const lookAt = async (clipId: ClipId, ports: VerifyPorts): Promise<boolean> => {
  const now = ports.clock.now();
  const erasure = await ports.erasures.find(clipId);
  if (erasure === undefined) return true;
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
  { clips, fingerprints, reviews }: Pick<EraseBatchPorts, 'clips' | 'fingerprints' | 'reviews'>,
): Promise<number> => {
  const details = (await clips.countDetails(clipId)) + (await fingerprints.count(clipId));
  return details + (await reviews.count(clipId));
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
): Promise<{ buried: number; overdue: number }> => {
  const counts = { buried: 0, overdue: 0 };
  for (const entry of await ports.due.list(bucket, ports.clock.now(), maxClipsPerBatch)) {
    const ending = await setAsideOnError(entry, () => buryOrPutOff(entry, ports), ports);
    if (ending === 'buried') counts.buried += 1;
    if (ending === 'overdue') counts.overdue += 1;
  }
  await ports.due.release(bucket);
  return counts;
};

/** Attempts after which an erasure that does not end is somebody's business. */
const overdueAttempts = 3;

const buryOrPutOff = async (
  entry: DueEntry,
  ports: BuryPorts,
): Promise<'buried' | 'put-off' | 'overdue'> => {
  const erasure = await ports.erasures.find(entry.clipId);
  if (erasure !== undefined && (await buryOne(entry, erasure, ports))) return 'buried';
  const attempts = erasure?.progress?.attempts ?? 0;
  const notBefore = erasure?.intent.verifyNotBefore;
  await lookAgainLater(
    entry,
    { attempts, ...(notBefore === undefined ? {} : { notBefore }) },
    ports,
  );
  return attempts >= overdueAttempts ? 'overdue' : 'put-off';
};

const buryOne = async (entry: DueEntry, erasure: Erasure, ports: BuryPorts): Promise<boolean> => {
  const now = ports.clock.now();
  if (now < erasure.intent.verifyNotBefore) return false;
  const absent =
    isAbsent(await ports.footage.inventory(entry.clipId)) &&
    (await countItems(entry.clipId, ports)) === 0;
  if (!absent) return false;
  if (erasure.tombstone === undefined) {
    await ports.erasures.bury(tombstoneFor(erasure, now, ports));
  }
  await ports.clips.move({ clipId: entry.clipId, to: 'erased', at: now });
  await ports.due.remove(entry);
  return true;
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

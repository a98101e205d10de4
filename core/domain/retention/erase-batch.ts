import type { FingerprintIndex } from '../inference/fingerprints/ports.ts';
import { isLive, mayMove, type Clip } from '../intake/clip.ts';
import type { ClipStore } from '../intake/ports.ts';
import type { ReviewStore, WorkflowAnswer } from '../review/ports.ts';
import { erasureIdOf, type ClipId } from '../vocabulary/ids.ts';
import type { Clock, Instant } from '../vocabulary/time.ts';
import type { BucketId, DueEntry } from './due.ts';
import { verifyNotBefore, type ErasureIntent } from './erasure.ts';
import { dueAtFor, recordClassOf, type RetentionPolicy } from './policy.ts';
import type { DueIndex, ErasureStore, FootageStore, PolicyStore } from './ports.ts';
import { setAsideOnError } from './set-aside.ts';

/** What erasing needs. */
export interface EraseBatchPorts {
  readonly clips: ClipStore;
  readonly fingerprints: FingerprintIndex;
  readonly reviews: ReviewStore;
  readonly workflow: WorkflowAnswer;
  readonly footage: FootageStore;
  readonly erasures: ErasureStore;
  readonly due: DueIndex;
  readonly policies: PolicyStore;
  readonly clock: Clock;
  /** How far the clocks of signer and storage may differ, and no less than a writer may live. */
  readonly clockSkewSeconds: number;
}

/** Clips erased in one step: about 0.5 s each, well inside a five-minute function. */
export const maxClipsPerBatch = 100;

/** What one step did. Ids stay in the tables. */
export interface ErasedBatch {
  readonly bucket: BucketId;
  readonly erasing: number;
}

/**
 * Destroys what is due in one bucket: intent first, then every version and multipart upload that
 * storage lists, then the items. Nothing is called erased here; that is for a listing after the
 * last upload can have ended, and what must wait for that moves to the minute when it has. Every
 * part may be repeated.
 */
export const eraseBatch = async (
  bucket: BucketId,
  ports: EraseBatchPorts,
): Promise<ErasedBatch> => {
  const policy = await ports.policies.current();
  let erasing = 0;
  for (const entry of await ports.due.list(bucket, ports.clock.now(), maxClipsPerBatch)) {
    const began = await setAsideOnError(entry, () => eraseOne(entry, policy, ports), ports);
    if (began === true) erasing += 1;
  }
  return { bucket, erasing };
};

/** Destroys what is there of one clip; false when it is not its turn. */
const eraseOne = async (
  entry: DueEntry,
  policy: RetentionPolicy,
  ports: EraseBatchPorts,
): Promise<boolean> => {
  const intent = await beginErasure(entry, policy, ports);
  if (intent === undefined) return false;
  const now = ports.clock.now();
  await destroyFootage(entry.clipId, now, ports);
  await eraseItems(entry.clipId, ports);
  if (intent.verifyNotBefore > now) {
    await ports.due.put({ ...entry, dueAt: intent.verifyNotBefore });
    await ports.due.remove(entry);
  }
  return true;
};

/**
 * The intent under which a clip is erased, or undefined when it is not its turn: then the entry is
 * dropped (unknown, or still in work) or moved to when it is due by the policy in force.
 */
const beginErasure = async (
  entry: DueEntry,
  policy: RetentionPolicy,
  ports: EraseBatchPorts,
): Promise<ErasureIntent | undefined> => {
  const { clips, erasures, due } = ports;
  const clip = await clips.find(entry.clipId);
  if (clip === undefined) {
    await due.remove(entry);
    return undefined;
  }
  // An erased clip comes again when something landed under its key after all: see the intent.
  if (clip.state === 'erasing' || clip.state === 'erased') {
    return (await erasures.find(entry.clipId))?.intent;
  }
  const dueAt = ownDueAt(clip, policy);
  if (dueAt === undefined || dueAt > ports.clock.now()) {
    await putOff(entry, dueAt, ports);
    return undefined;
  }
  const intent = await erasures.intend(await intentFor(clip, dueAt, policy, ports));
  const moved = await clips.move({ clipId: clip.clipId, to: 'erasing', at: intent.intendedAt });
  return moved === 'stale' ? undefined : intent;
};

/** When the clip's own state and the policy in force make it due. */
const ownDueAt = (clip: Clip, policy: RetentionPolicy): Instant | undefined => {
  const recordClass = recordClassOf(clip.state);
  const since = clip.at[clip.state];
  return recordClass === undefined || since === undefined
    ? undefined
    : dueAtFor(policy, recordClass, since);
};

/** A clip still in work has no due time of its own: its next move sets one. */
const putOff = async (
  entry: DueEntry,
  dueAt: Instant | undefined,
  { due }: EraseBatchPorts,
): Promise<void> => {
  if (dueAt !== undefined) await due.put({ ...entry, dueAt });
  await due.remove(entry);
};

const intentFor = async (
  clip: Clip,
  dueAt: Instant,
  policy: RetentionPolicy,
  { footage, clock, clockSkewSeconds }: EraseBatchPorts,
): Promise<ErasureIntent> => {
  const recordClass = recordClassOf(clip.state);
  if (recordClass === undefined || !isLive(clip) || !mayMove(clip.state, 'erasing')) {
    throw new Error(`Clip ${clip.clipId} in state ${clip.state} has nothing to erase by policy`);
  }
  const now = clock.now();
  const inventory = await footage.inventory(clip.clipId);
  return {
    erasureId: erasureIdOf(clip.clipId),
    clipId: clip.clipId,
    contributorId: clip.contributorId,
    recordClass,
    policyVersion: policy.version,
    dueAt,
    intendedAt: now,
    versionsListed: inventory.versions.length,
    uploadsListed: inventory.uploads.length,
    verifyNotBefore: verifyNotBefore({
      lastUploadEndsBy: clip.lastUploadEndsBy,
      workEndedAt: workEndedAt(clip) ?? now,
      clockSkewSeconds,
      now,
    }),
  };
};

/** When the clip first entered a state in which nobody works on it. */
const workEndedAt = ({ at }: Clip): Instant | undefined =>
  [at.refused, at.expired, at.accepted, at.rejected, at.withdrawn]
    .filter((instant) => instant !== undefined)
    .toSorted()[0];

/** One pass: lists, aborts, deletes by version id. What storage refused is recorded. */
const destroyFootage = async (
  clipId: ClipId,
  now: Instant,
  { footage, erasures }: EraseBatchPorts,
): Promise<void> => {
  const listed = await footage.inventory(clipId);
  for (const upload of listed.uploads) await footage.abort(upload);
  const refused = await footage.destroy(listed.versions);
  const obstacle = refused[0]?.code;
  if (obstacle === undefined) return;
  const attempts = (await erasures.find(clipId))?.progress?.attempts ?? 0;
  await erasures.recordProgress(clipId, {
    attempts,
    remainingVersions: refused.length,
    remainingUploads: 0,
    remainingItems: 0,
    lastAttemptAt: now,
    obstacle,
  });
};

/** Removes the clip's items, all but its stub. Whoever waits for a decision is told first. */
const eraseItems = async (
  clipId: ClipId,
  { clips, fingerprints, reviews, workflow }: EraseBatchPorts,
): Promise<void> => {
  const token = await reviews.token(clipId);
  if (token !== undefined) await workflow.succeed(token, { clipId, outcome: 'skipped' });
  await reviews.erase(clipId);
  await fingerprints.erase(clipId);
  await clips.eraseDetails(clipId);
};

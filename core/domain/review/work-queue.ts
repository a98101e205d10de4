import type { ClipState } from '../intake/clip.ts';
import type { ClipStore } from '../intake/ports.ts';
import type { RejectionReason } from '../intake/reasons.ts';
import type { ClipId } from '../vocabulary/ids.ts';
import { holds, type Actor } from '../vocabulary/people.ts';
import { Refusal } from '../vocabulary/refusal.ts';
import { addSeconds, type Clock } from '../vocabulary/time.ts';
import type { ReviewPage, ReviewStore } from './ports.ts';
import { claimLeaseSeconds, type ReviewTask } from './review.ts';

/** What working the queue needs. */
export interface WorkQueuePorts {
  readonly reviews: ReviewStore;
  readonly clips: Pick<ClipStore, 'find'>;
  readonly clock: Clock;
}

const requireReviewer = (actor: Actor): void => {
  if (!holds(actor, 'reviewer')) throw new Refusal('not-allowed', 'Only reviewers see the queue.');
};

/** Open tasks, oldest deadline first, without the reviewer's own clips and without frozen ones. */
export const listOpenReviews = async (
  actor: Actor,
  page: { limit: number; cursor?: string },
  { reviews }: WorkQueuePorts,
): Promise<ReviewPage> => {
  requireReviewer(actor);
  const found = await reviews.listOpen(page);
  const tasks = found.tasks.filter((task) => task.contributorId !== actor.actorId && !task.frozen);
  return { ...found, tasks };
};

/** States in which a reviewer may still hear of a clip: withdrawn and erased ones are nobody's. */
const tellableStates: readonly ClipState[] = ['in-review', 'accepted', 'rejected'];

/** The task behind a reviewer's request; `own-clip` for the contributor's own. */
const taskFor = async (
  actor: Actor,
  clipId: ClipId,
  { reviews, clips }: WorkQueuePorts,
): Promise<ReviewTask & { readonly clipState: ClipState }> => {
  requireReviewer(actor);
  const [task, clip] = await Promise.all([reviews.find(clipId), clips.find(clipId)]);
  const clipState = clip?.state;
  const isTellable = clipState !== undefined && tellableStates.includes(clipState);
  if (task === undefined || task.frozen || !isTellable) {
    throw new Refusal('not-in-review', `Clip ${clipId} is not in your queue.`);
  }
  if (task.contributorId === actor.actorId) {
    throw new Refusal('own-clip', 'This clip is your own: another reviewer decides it.');
  }
  return { ...task, clipState };
};

/**
 * A task a reviewer may see. The clip itself may be looked at only while it waits for a decision:
 * afterwards there is no reason to. Refuses `not-in-review` and `own-clip`.
 */
export const showReview = async (
  actor: Actor,
  clipId: ClipId,
  ports: WorkQueuePorts,
): Promise<{ readonly task: ReviewTask; readonly mayLook: boolean }> => {
  const { clipState, ...task } = await taskFor(actor, clipId, ports);
  return { task, mayLook: clipState === 'in-review' && task.decision === undefined };
};

/** Takes a clip for a quarter of an hour. Repeating it renews the lease. */
export const claimReview = async (
  actor: Actor,
  clipId: ClipId,
  ports: WorkQueuePorts,
): Promise<ReviewTask> => {
  const { clipState: _, ...task } = await taskFor(actor, clipId, ports);
  const now = ports.clock.now();
  const claim = { reviewerId: actor.actorId, leaseEndsAt: addSeconds(now, claimLeaseSeconds) };
  const outcome = await ports.reviews.claim(clipId, { ...claim, now });
  switch (outcome) {
    case 'claimed':
      return { ...task, claim };
    case 'held':
      throw new Refusal('claimed-by-another', 'Another reviewer has this clip. Take the next one.');
    case 'decided':
      throw new Refusal('already-decided', 'This clip is already decided. Take the next one.');
    case 'absent':
      throw new Refusal('not-in-review', `Clip ${clipId} is not in your queue.`);
  }
};

/** A reviewer's answer. A rejection needs a reason from the closed list. */
export type Verdict =
  | { readonly outcome: 'accepted' }
  | { readonly outcome: 'rejected'; readonly reason: RejectionReason };

/**
 * Decides a claimed clip. Any second answer gets `already-decided`, the same one too: it changes
 * nothing.
 */
export const decideReview = async (
  actor: Actor,
  clipId: ClipId,
  verdict: Verdict,
  ports: WorkQueuePorts,
): Promise<ReviewTask> => {
  const { clipState: _, ...task } = await taskFor(actor, clipId, ports);
  const now = ports.clock.now();
  const decision = {
    ...verdict,
    by: 'reviewer' as const,
    reviewerId: actor.actorId,
    ruleVersion: 'person',
    decidedAt: now,
  };
  const outcome = await ports.reviews.decide(clipId, decision, { heldBy: actor.actorId, now });
  switch (outcome) {
    case 'decided':
      return { ...task, decision };
    case 'already':
      throw new Refusal('already-decided', 'This clip is already decided. Nothing was changed.');
    case 'not-held':
      throw new Refusal(
        'not-claimed-by-you',
        'Claim the clip first: your lease is over or absent.',
      );
    case 'absent':
      throw new Refusal('not-in-review', `Clip ${clipId} is not in your queue.`);
  }
};

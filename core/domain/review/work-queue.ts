import type { ConsentStore } from '../campaigns/ports.ts';
import type { Clip, ClipState } from '../intake/clip.ts';
import type { ClipStore } from '../intake/ports.ts';
import type { RejectionReason } from '../intake/reasons.ts';
import type { ClipId } from '../vocabulary/ids.ts';
import { holds, type Actor } from '../vocabulary/people.ts';
import { Refusal } from '../vocabulary/refusal.ts';
import { addSeconds, type Clock } from '../vocabulary/time.ts';
import type { ReviewPage, ReviewStore } from './ports.ts';
import { claimLeaseSeconds, isFrozen, type ReviewTask } from './review.ts';

/** What working the queue needs. */
export interface WorkQueuePorts {
  readonly reviews: ReviewStore;
  readonly clips: Pick<ClipStore, 'find' | 'findMany' | 'findAnalysis'>;
  readonly consents: Pick<ConsentStore, 'epochsInForce'>;
  readonly clock: Clock;
}

const requireReviewer = (actor: Actor): void => {
  if (!holds(actor, 'reviewer')) throw new Refusal('not-allowed', 'Only reviewers see the queue.');
};

/** States in which a reviewer may still hear of a clip: withdrawn and erased ones are nobody's. */
const tellableStates: readonly ClipState[] = ['in-review', 'accepted', 'rejected'];

/**
 * Those clips that a reviewer may hear of. A withdrawal of consent stops all clips under it at its
 * one write, however long it takes until each of them has followed into `withdrawn`: so a clip
 * counts only while the consent in force has the epoch that the clip was given under. Consent is
 * read after the clips, so that nothing is told of which had ended before it was asked for.
 */
const tellable = async (
  clips: readonly Clip[],
  { consents }: Pick<WorkQueuePorts, 'consents'>,
): Promise<readonly Clip[]> => {
  const candidates = clips.filter(({ state }) => tellableStates.includes(state));
  const epochs = candidates.length === 0 ? [] : await consents.epochsInForce(candidates);
  return candidates.filter(({ consentEpoch }, at) => epochs[at] === consentEpoch);
};

/**
 * Open tasks, oldest deadline first, without the reviewer's own clips, without frozen ones and
 * without those whose clip or consent was withdrawn. A page has one read of tasks, of clips and of
 * consents each; it may be short, or empty, and have another after it.
 */
export const listOpenReviews = async (
  actor: Actor,
  page: { limit: number; cursor?: string },
  { reviews, clips, consents }: WorkQueuePorts,
): Promise<ReviewPage> => {
  requireReviewer(actor);
  const found = await reviews.listOpen(page);
  const offered = found.tasks.filter(
    (task) => task.contributorId !== actor.actorId && !isFrozen(task),
  );
  const told = await tellable(await clips.findMany(offered.map(({ clipId }) => clipId)), {
    consents,
  });
  const ids = new Set(told.map(({ clipId }) => clipId));
  return { ...found, tasks: offered.filter(({ clipId }) => ids.has(clipId)) };
};

/**
 * The task behind a reviewer's request. Refuses `not-allowed`, `not-in-review`, and `own-clip` for
 * the contributor's own.
 */
export const taskFor = async (
  actor: Actor,
  clipId: ClipId,
  { reviews, clips, consents }: WorkQueuePorts,
): Promise<ReviewTask & { readonly clipState: ClipState }> => {
  requireReviewer(actor);
  const [task, clip] = await Promise.all([reviews.find(clipId), clips.find(clipId)]);
  const [told] = await tellable(clip === undefined ? [] : [clip], { consents });
  if (task === undefined || isFrozen(task) || told === undefined) {
    throw new Refusal('not-in-review', `Clip ${clipId} is not in your queue.`);
  }
  if (task.contributorId === actor.actorId) {
    throw new Refusal('own-clip', 'This clip is your own: another reviewer decides it.');
  }
  return { ...task, clipState: told.state };
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
 *
 * Consent may end between the check and the write. The decision is then stored and pays nothing:
 * the award's own transaction conditions on the consent epoch, so settling stops there; and a
 * rejection only ends a clip that is about to be withdrawn, which `rejected` still allows.
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

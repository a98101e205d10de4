import { sealLeaf } from '../evidence/leaf.ts';
import { isLive, type LiveClip } from '../intake/clip.ts';
import type { ClipStore, PaidFiles } from '../intake/ports.ts';
import type { DueIndex, PolicyStore } from '../retention/ports.ts';
import { endClip } from '../retention/end-clip.ts';
import { dueAtFor } from '../retention/policy.ts';
import type { ReviewStore } from '../review/ports.ts';
import { acceptsBySilence, type Decision } from '../review/review.ts';
import type { Randomness, Sha256 } from '../vocabulary/bytes.ts';
import { awardIdOf, type ClipId } from '../vocabulary/ids.ts';
import { laterOf, type Clock, type Instant } from '../vocabulary/time.ts';
import { awardDocument, awardLeafIdOf, type Award } from './ledger.ts';
import type { LedgerReader, LedgerWriter } from './ports.ts';

/** What settling needs. */
export interface SettlePorts {
  readonly clips: ClipStore;
  readonly paidFiles: PaidFiles;
  readonly reviews: ReviewStore;
  readonly ledger: LedgerWriter & LedgerReader;
  readonly policies: PolicyStore;
  readonly due: DueIndex;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly sha256: Sha256;
}

/** How a clip ended. `stopped`: withdrawn on the way. `escalated`: flagged and undecided. */
export type Settlement = 'awarded' | 'rejected' | 'stopped' | 'escalated';

/**
 * The workflow came to its last step although the clip still waits to be analyzed or decided, since
 * asking for a decision failed too often. Start the workflow again; ending it would leave the clip
 * waiting for ever.
 */
export class Undecided extends Error {
  override readonly name = 'Undecided';

  constructor(clipId: ClipId) {
    super(`Clip ${clipId} is not decided and may still be: start its workflow again`);
  }
}

/**
 * The workflow's last step: turns the stored decision into an award or a rejection and sets when
 * the clip falls due. May run any number of times; the decision and the award are written once.
 * Throws `Undecided` when it is too early to settle.
 */
export const settleClip = async (clipId: ClipId, ports: SettlePorts): Promise<Settlement> => {
  const clip = await ports.clips.find(clipId);
  if (clip === undefined || !isLive(clip)) return 'stopped';
  if (clip.state === 'accepted') {
    await scheduleErasure(clip.clipId, clip.at.accepted ?? ports.clock.now(), ports);
    return 'awarded';
  }
  if (clip.state === 'analyzing') throw new Undecided(clipId);
  if (clip.state !== 'in-review' && clip.state !== 'rejected') return stop(clip, ports);
  const decision = await decisionOf(clip, ports);
  if (decision === undefined) return 'escalated';
  return decision.outcome === 'accepted'
    ? settleAccepted(clip, decision, ports)
    : settleRejected(clip, decision, ports);
};

/**
 * The decision that stands. Without one the deadline has passed, and silence accepts the clip for
 * payment: a person who gave a clip in time must not lose by a reviewer's delay. Frozen clips
 * and such with footage of another never accept themselves: undefined. Throws `Undecided` without a
 * task or before its deadline.
 */
const decisionOf = async (clip: LiveClip, ports: SettlePorts): Promise<Decision | undefined> => {
  const task = await ports.reviews.find(clip.clipId);
  if (task?.decision !== undefined) return task.decision;
  if (task !== undefined && !acceptsBySilence(task)) return undefined;
  const now = ports.clock.now();
  if (task === undefined || now < task.deadlineAt) throw new Undecided(clip.clipId);
  await ports.reviews.decide(
    clip.clipId,
    { outcome: 'accepted', by: 'deadline', ruleVersion: 'silence-accepts-v1', decidedAt: now },
    { now },
  );
  return (await ports.reviews.find(clip.clipId))?.decision;
};

const settleAccepted = async (
  clip: LiveClip,
  decision: Decision,
  ports: SettlePorts,
): Promise<Settlement> => {
  const now = ports.clock.now();
  const facts = {
    clipId: clip.clipId,
    campaignId: clip.campaignId,
    contributorId: clip.contributorId,
    reward: clip.reward,
    ruleVersion: decision.ruleVersion,
    awardedAt: now,
  };
  const sealed = sealLeaf(
    {
      leafId: awardLeafIdOf(clip.clipId),
      kind: 'awarded',
      document: awardDocument(facts),
      at: now,
    },
    ports,
  );
  const award: Award = {
    ...facts,
    awardId: awardIdOf(clip.clipId),
    category: clip.declared.category,
    sealed,
  };
  // Before, so that no outage between the two leaves a paid clip that never falls due; and again
  // after, since an entry that is looked at while the clip is not accepted yet is dropped.
  await scheduleErasure(clip.clipId, now, ports);
  // Before too: no file is paid that could be erased without being known as paid.
  if ((await rememberFile(clip, ports)) === 'gone') return stop(clip, ports);
  const outcome = await ports.ledger.award(award, {
    consentEpoch: clip.consentEpoch,
    trainingExcluded: decision.by === 'deadline',
  });
  switch (outcome) {
    case 'awarded':
    case 'already':
      await scheduleErasure(clip.clipId, now, ports);
      return 'awarded';
    case 'consent-withdrawn':
    case 'clip-not-in-review':
      return stop(clip, ports);
  }
};

/**
 * Remembers the clip's file as paid, for when neither file nor claim is there any more. `gone` when
 * the clip was withdrawn, and its grant erased, since it was read here.
 */
const rememberFile = async (
  { clipId, campaignId }: LiveClip,
  { clips, paidFiles }: SettlePorts,
): Promise<'remembered' | 'gone'> => {
  const grant = await clips.findGrant(clipId);
  if (grant === undefined) {
    const now = await clips.find(clipId);
    if (now?.state !== 'in-review') return 'gone';
    throw new Error(`Clip ${clipId} is in review without its grant`);
  }
  await paidFiles.remember({ campaignId, clipId, sha256: grant.sha256 });
  return 'remembered';
};

/**
 * Nothing is settled. A file that was remembered just before an award that then was refused is
 * forgotten; that of a paid clip, withdrawn since, is not.
 */
const stop = async (
  { clipId, campaignId }: LiveClip,
  { clips, ledger, paidFiles }: SettlePorts,
): Promise<Settlement> => {
  const [award, grant] = await Promise.all([ledger.find(clipId), clips.findGrant(clipId)]);
  if (award === undefined && grant !== undefined) {
    await paidFiles.forget({ campaignId, clipId, sha256: grant.sha256 });
  }
  return 'stopped';
};

const settleRejected = async (
  clip: LiveClip,
  decision: Decision,
  ports: SettlePorts,
): Promise<Settlement> => {
  const { clipId } = clip;
  const reason = decision.reason === undefined ? {} : { reason: decision.reason };
  const moved = await endClip({ clipId, to: 'rejected', ...reason }, ports);
  return moved === 'stale' ? 'stopped' : 'rejected';
};

/** Sets when an accepted clip falls due. */
const scheduleErasure = async (
  clipId: ClipId,
  since: Instant,
  { policies, due, clock }: SettlePorts,
): Promise<void> => {
  const policy = await policies.current();
  // Never behind the sweep: a retry may come long after `since`.
  const dueAt = laterOf(dueAtFor(policy, 'accepted-clip', since), clock.now());
  await due.put({ task: 'erase', clipId, dueAt });
};

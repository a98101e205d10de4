import type { ReviewRule, Scenario } from '../campaigns/campaign.ts';
import type { AnalysisSummary } from '../inference/analysis.ts';
import type { RejectionReason } from '../intake/reasons.ts';
import type { CampaignId, ClipId, ContributorId } from '../vocabulary/ids.ts';
import type { Instant } from '../vocabulary/time.ts';

/** What was decided, by whom, and why. Written once; a second answer changes nothing. */
export interface Decision {
  readonly outcome: 'accepted' | 'rejected';
  /** `rule` and `deadline` can only accept: the machine never rejects. */
  readonly by: 'rule' | 'reviewer' | 'deadline';
  readonly reviewerId?: ContributorId;
  readonly reason?: RejectionReason;
  /** Which rule, for `rule` and `deadline`. */
  readonly ruleVersion: string;
  readonly decidedAt: Instant;
}

/** A clip waiting for, or having, a decision. */
export interface ReviewTask {
  readonly clipId: ClipId;
  readonly campaignId: CampaignId;
  /** Whose clip it is: a reviewer never gets their own. Never shown to reviewers. */
  readonly contributorId: ContributorId;
  readonly openedAt: Instant;
  readonly deadlineAt: Instant;
  /** Restricted queue, never accepted by silence. */
  readonly frozen: boolean;
  /** Why the machine sent it to a person, in words for the reviewer. */
  readonly referredBecause: readonly string[];
  readonly claim?: { readonly reviewerId: ContributorId; readonly leaseEndsAt: Instant };
  readonly decision?: Decision;
}

/** What the rule says of a clip: accept it, or ask a person (and why). */
export type Routing =
  | { readonly to: 'accept' }
  | { readonly to: 'reviewer'; readonly because: readonly string[]; readonly frozen: boolean };

/** Lets the machine accept what is plainly what was asked for, and sends the rest to a person. */
export const route = (
  rule: ReviewRule,
  { scenario, analysis }: { scenario: Scenario; analysis: AnalysisSummary | undefined },
): Routing => {
  if (analysis === undefined) {
    const because = ['The analyzer could not finish looking at this clip.'];
    return { to: 'reviewer', because, frozen: false };
  }
  const because: string[] = [];
  const frozen = analysis.topModerationConfidence >= rule.freezeModerationConfidence;
  if (analysis.moderationStatus === 'off') because.push('Moderation is off in this deployment.');
  if (frozen || analysis.topModerationConfidence >= rule.referModerationConfidence) {
    because.push('Moderation found something that a person should judge.');
  }
  if (!rule.acceptScenarios.includes(scenario)) {
    because.push(`Clips declared "${scenario}" are looked at by a person.`);
  }
  if (analysis.peakMotion < rule.minPeakMotion) because.push('Hardly anything moves.');
  if (analysis.momentCount < rule.minMomentCount) {
    because.push(`Only ${analysis.momentCount} moments of change were found.`);
  }
  return because.length === 0 ? { to: 'accept' } : { to: 'reviewer', because, frozen };
};

const secondsPerDay = 86_400;

/**
 * After the deadline, how long the workflow goes on waiting: a task is opened some seconds after
 * the wait for its decision began, and its deadline counts from the opening.
 */
const deadlineMarginSeconds = 300;

/** How long a workflow waits for a decision before it settles by the deadline. */
export const decisionWaitSeconds = (rule: ReviewRule): number =>
  rule.decisionDays * secondsPerDay + deadlineMarginSeconds;

/** How long a claim keeps a clip from other reviewers. */
export const claimLeaseSeconds = 900;

/** Whether another reviewer holds the clip now. */
export const heldByAnother = (task: ReviewTask, reviewerId: ContributorId, now: Instant): boolean =>
  task.claim !== undefined && task.claim.reviewerId !== reviewerId && task.claim.leaseEndsAt > now;

import type { Category, ReviewRule, Scenario } from '../campaigns/campaign.ts';
import type { AnalysisSummary } from '../inference/analysis.ts';
import { isFrozenBy } from '../inference/moderation/policy.ts';
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
  /** Any of them: never accepted by silence. `frozen`: in the restricted queue. */
  readonly flags: readonly ReviewFlag[];
  /** Why the machine sent it to a person, in words for the reviewer. */
  readonly referredBecause: readonly string[];
  readonly claim?: { readonly reviewerId: ContributorId; readonly leaseEndsAt: Instant };
  readonly decision?: Decision;
}

/** Why a clip never accepts itself by silence. */
export const reviewFlags = ['frozen', 'suspected-abuse', 'footage-match', 'not-analyzed'] as const;
export type ReviewFlag = (typeof reviewFlags)[number];

/** What the rule says of a clip: accept it, or ask a person (and why). */
export type Routing =
  | { readonly to: 'accept' }
  | {
      readonly to: 'reviewer';
      readonly because: readonly string[];
      readonly flags: readonly ReviewFlag[];
    };

/** Lets the machine accept what is plainly what was asked for, and sends the rest to a person. */
export const route = (
  rule: ReviewRule,
  clip: {
    readonly category: Category;
    readonly scenario: Scenario;
    readonly analysis: AnalysisSummary | undefined;
  },
): Routing => {
  const { analysis, scenario } = clip;
  if (analysis === undefined) {
    const because = ['The analyzer could not finish looking at this clip.'];
    // Nobody has compared it with earlier clips, nor looked for what must not be shown.
    return { to: 'reviewer', because, flags: ['not-analyzed'] };
  }
  const because = [...moderationReasons(analysis), ...footageReasons(analysis)];
  if (!rule.acceptScenarios.includes(scenario)) {
    because.push(`Clips declared "${scenario}" are looked at by a person.`);
  }
  if (analysis.peakMotion < rule.minPeakMotion) because.push('Hardly anything moves.');
  if (analysis.momentCount < rule.minMomentCount) {
    because.push(`Only ${analysis.momentCount} moments of change were found.`);
  }
  if (analysis.categoryScores[clip.category] < rule.minEventScore) {
    because.push(`Little evidence of "${clip.category}" was found.`);
  }
  if (because.length === 0) return { to: 'accept' };
  return { to: 'reviewer', because, flags: flagsOf(analysis) };
};

const moderationReasons = (analysis: AnalysisSummary): readonly string[] => {
  if (analysis.moderationStatus === 'off') return ['Moderation is off in this deployment.'];
  return analysis.moderationVerdict === 'clear'
    ? []
    : ['Moderation found something that a person should judge.'];
};

/** Share of the clip that may be black, frozen, blurred or covered before a person is asked. */
const maxUnusableShare = 0.5;

const footageReasons = (analysis: AnalysisSummary): readonly string[] => {
  const because: string[] = [];
  const [shared] = analysis.footageMatches;
  if (shared !== undefined) {
    because.push(
      shared.sameAct
        ? `The same footage as clip ${shared.clipId}, said to be another camera's.`
        : `The same footage as clip ${shared.clipId} of another act.`,
    );
  }
  if (analysis.unusableShare > maxUnusableShare) {
    because.push('Most of the clip is black, frozen, blurred or covered.');
  }
  return because;
};

const flagsOf = (analysis: AnalysisSummary): readonly ReviewFlag[] => [
  ...(isFrozenBy(analysis.moderationVerdict) ? (['frozen'] as const) : []),
  ...(analysis.moderationVerdict === 'report' ? (['suspected-abuse'] as const) : []),
  ...(analysis.footageMatches.length > 0 ? (['footage-match'] as const) : []),
];

/** Whether silence may accept the clip: a flagged one waits for a person, however long. */
export const acceptsBySilence = ({ flags }: Pick<ReviewTask, 'flags'>): boolean =>
  flags.length === 0;

/** Whether only the restricted queue may show the clip. */
export const isFrozen = ({ flags }: Pick<ReviewTask, 'flags'>): boolean => flags.includes('frozen');

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

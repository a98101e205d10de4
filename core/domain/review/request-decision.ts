import type { CampaignStore } from '../campaigns/ports.ts';
import { isLive } from '../intake/clip.ts';
import type { ClipStore } from '../intake/ports.ts';
import type { ClipId } from '../vocabulary/ids.ts';
import { addDays, type Clock } from '../vocabulary/time.ts';
import type { ReviewStore, WorkflowAnswer } from './ports.ts';
import { route, type ReviewTask } from './review.ts';

/** What asking for a decision needs. */
export interface RequestDecisionPorts {
  readonly clips: ClipStore;
  readonly campaigns: CampaignStore;
  readonly reviews: ReviewStore;
  readonly workflow: WorkflowAnswer;
  readonly clock: Clock;
}

/**
 * The workflow's second step: opens the review task with the token that resumes the workflow, and
 * lets the rule decide where it can. Deciding is a write like a reviewer's; what resumes the
 * workflow is that write, so both ways are one. A clip without an analysis goes to a person; a
 * withdrawn clip gets no task, and the workflow goes on to see that: `skipped`.
 */
export const requestDecision = async (
  { clipId, taskToken }: { clipId: ClipId; taskToken: string },
  { clips, campaigns, reviews, workflow, clock }: RequestDecisionPorts,
): Promise<'decided' | 'waiting' | 'skipped'> => {
  const now = clock.now();
  const moved = await clips.move({ clipId, to: 'in-review', at: now });
  const clip = await clips.find(clipId);
  if (moved === 'stale' || clip === undefined || !isLive(clip)) {
    await workflow.succeed(taskToken, { clipId, outcome: 'skipped' });
    return 'skipped';
  }
  const campaign = await campaigns.find(clip.campaignId);
  if (campaign === undefined) throw new Error(`Clip ${clipId} names no campaign that exists`);
  const analysis = await clips.findAnalysis(clipId);
  const { category, scenario } = clip.declared;
  const routing = route(campaign.review, { category, scenario, analysis });
  const task: ReviewTask = {
    clipId,
    campaignId: clip.campaignId,
    contributorId: clip.contributorId,
    openedAt: now,
    deadlineAt: addDays(now, campaign.review.decisionDays),
    flags: routing.to === 'reviewer' ? routing.flags : [],
    referredBecause: routing.to === 'reviewer' ? routing.because : [],
  };
  await reviews.open(task, taskToken);
  if (routing.to === 'reviewer') return 'waiting';
  await reviews.decide(
    clipId,
    { outcome: 'accepted', by: 'rule', ruleVersion: campaign.review.version, decidedAt: now },
    { now },
  );
  return 'decided';
};

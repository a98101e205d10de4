import { describe, expect, it } from '@jest/globals';
import { requestDecision } from '../../../core/domain/review/request-decision.ts';
import { resumeClip } from '../../../core/domain/review/resume-clip.ts';
import { reviewFlags } from '../../../core/domain/review/review.ts';
import { settleClip } from '../../../core/domain/rewards/settle-clip.ts';
import { addDays } from '../../../core/domain/vocabulary/time.ts';
import {
  newId,
  sampleCampaign,
  sampleCampaignParts,
  sampleClip,
  sampleConsent,
  sampleGrant,
  sampleTask,
} from '../../support/samples.ts';
import { createStage } from './stage.ts';

const flagged = reviewFlags.map((flag) => [flag]);

/** A flagged clip whose deadline has passed, and the tokens that its workflow was resumed by. */
const overdue = async (flag: (typeof reviewFlags)[number]) => {
  const stage = createStage();
  const campaign = sampleCampaign();
  await stage.campaigns.create(campaign, sampleCampaignParts());
  const { campaignId } = campaign;
  const clip = sampleClip({ clipId: newId('clip'), campaignId, state: 'in-review' });
  const { clipId, contributorId } = clip;
  await stage.consents.give(sampleConsent({ campaignId, contributorId }));
  stage.tables.clips.set(clipId, clip);
  stage.tables.grants.set(clipId, sampleGrant(clip));
  await stage.reviews.open(sampleTask({ clipId, campaignId, contributorId, flags: [flag] }), 'old');
  stage.clock.advanceTo(addDays(stage.clock.now(), 30));
  const resumed: string[] = [];
  const workflow = {
    async succeed(token: string) {
      // The execution waits on its newest token only.
      if (token === 'old') return 'gone' as const;
      resumed.push(token);
      return 'answered' as const;
    },
  };
  return { ports: { ...stage, workflow }, clipId, resumed };
};

describe('a flagged clip whose deadline has passed', () => {
  it.each(flagged)('is not accepted by silence: %s', async (flag) => {
    const { ports, clipId } = await overdue(flag);
    expect(await settleClip(clipId, ports)).toBe('escalated');
    expect((await ports.clips.find(clipId))?.state).toBe('in-review');
    expect((await ports.reviews.find(clipId))?.decision).toBeUndefined();
  });

  it.each(flagged)('is settled by a decision that comes later: %s', async (flag) => {
    const { ports, clipId, resumed } = await overdue(flag);
    await settleClip(clipId, ports);
    // The workflow goes on waiting under a new token; the decision comes before or after.
    const decidedAt = ports.clock.now();
    const decision = { outcome: 'accepted', by: 'reviewer', ruleVersion: 'person' } as const;
    await ports.reviews.decide(clipId, { ...decision, decidedAt }, { now: decidedAt });
    expect(await resumeClip(clipId, ports)).toBe('gone');
    await requestDecision({ clipId, taskToken: 'new' }, ports);
    expect(await resumeClip(clipId, ports)).toBe('answered');
    expect(resumed).toEqual(['new']);
    expect(await settleClip(clipId, ports)).toBe('awarded');
    expect((await ports.clips.find(clipId))?.state).toBe('accepted');
  });
});

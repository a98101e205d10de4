import { describe, expect, it } from '@jest/globals';
import { createMemoryBucket } from '../../../core/adapters/memory/buckets.ts';
import { createMemoryFootageViewer } from '../../../core/adapters/memory/footage-viewer.ts';
import { sha256 } from '../../../core/adapters/node/sha256.ts';
import { landingKey } from '../../../core/contracts/layout/objects.ts';
import type { AnalysisSummary } from '../../../core/domain/inference/analysis.ts';
import { claimLeaseSeconds } from '../../../core/domain/review/review.ts';
import { viewFootage, whyNotShown } from '../../../core/domain/review/view-footage.ts';
import { claimReview } from '../../../core/domain/review/work-queue.ts';
import { utf8 } from '../../../core/domain/vocabulary/bytes.ts';
import {
  newId,
  recordSampleAnalysis,
  sampleAnalysis,
  sampleClip,
  sampleConsent,
  sampleNow,
  sampleTask,
} from '../../support/samples.ts';
import { createStage, personWith, refusalOf } from './stage.ts';

const rita = personWith('reviewer');
const original = { variant: 'original', reason: 'event-is-covered' } as const;
const redacted = { variant: 'redacted', reason: 'redaction-in-doubt' } as const;

/** A clip that waits for a reviewer, and whose footage lies in a bucket. */
const waiting = async (
  changes: Parameters<typeof sampleTask>[0] = {},
  summary: AnalysisSummary | undefined = sampleAnalysis,
) => {
  const { clock, ...stage } = createStage();
  const buckets = {
    landing: createMemoryBucket('landing', { sha256 }),
    derived: createMemoryBucket('derived', { sha256 }),
  };
  const footage = createMemoryFootageViewer({ ...buckets, clock });
  const task = sampleTask(changes);
  const { clipId, campaignId, contributorId } = task;
  await stage.consents.give(sampleConsent({ campaignId, contributorId }));
  const clip = sampleClip({ clipId, campaignId, contributorId, state: 'analyzing' });
  stage.tables.clips.set(clipId, clip);
  await recordSampleAnalysis(stage.clips, clipId, summary);
  await stage.clips.move({ clipId, to: 'in-review', at: sampleNow });
  await stage.reviews.open(task, 'token');
  buckets.landing.put(landingKey(clipId), utf8('footage'), { contentType: 'video/mp4' });
  return { ports: { ...stage, clock, footage }, clipId };
};

describe('a look at a clip’s footage', () => {
  it('is given to who holds the clip, for a minute, and written down first', async () => {
    const { ports, clipId } = await waiting();
    await claimReview(rita, clipId, ports);
    const { view, link } = await viewFootage(rita, { clipId, ...original }, ports);
    expect(await ports.reviews.views(clipId)).toEqual([view]);
    expect(view).toMatchObject({ ...original, reviewerId: rita.actorId, validSeconds: 60 });
    expect(ports.footage.follow(link)).toEqual(utf8('footage'));
    ports.clock.advance(61);
    expect(ports.footage.follow(link)).toBeUndefined();
  });

  it('is counted each time that it is given', async () => {
    const { ports, clipId } = await waiting();
    await claimReview(rita, clipId, ports);
    for (const asked of [original, redacted, original]) {
      await viewFootage(rita, { clipId, ...asked }, ports);
      ports.clock.advance(1);
    }
    const views = await ports.reviews.views(clipId);
    expect(views.map(({ variant }) => variant)).toEqual(['original', 'redacted', 'original']);
  });

  it('is given to nobody without a claim, nor after it, nor after the decision', async () => {
    const { ports, clipId } = await waiting();
    const ask = () => refusalOf(viewFootage(rita, { clipId, ...original }, ports));
    expect(await ask()).toBe('not-claimed-by-you');
    await claimReview(personWith('reviewer'), clipId, ports);
    expect(await ask()).toBe('not-claimed-by-you');
    ports.clock.advance(claimLeaseSeconds + 1);
    await claimReview(rita, clipId, ports);
    ports.clock.advance(claimLeaseSeconds + 1);
    expect(await ask()).toBe('not-claimed-by-you');
    await claimReview(rita, clipId, ports);
    const decidedAt = ports.clock.now();
    const decision = { outcome: 'accepted', by: 'reviewer', ruleVersion: 'person' } as const;
    await ports.reviews.decide(clipId, { ...decision, decidedAt }, { now: decidedAt });
    expect(await ask()).toBe('not-claimed-by-you');
    expect(await ports.reviews.views(clipId)).toEqual([]);
  });

  it('is given to no other role, of no own clip, of no frozen one', async () => {
    const { ports, clipId } = await waiting();
    const others = personWith('contributor', 'platform', 'compliance', 'ml');
    expect(await refusalOf(viewFootage(others, { clipId, ...original }, ports))).toBe(
      'not-allowed',
    );
    const own = await waiting({ contributorId: rita.actorId });
    const asked = { clipId: own.clipId, ...original };
    expect(await refusalOf(viewFootage(rita, asked, own.ports))).toBe('own-clip');
    const frozen = await waiting({ flags: ['frozen'] });
    const askedFrozen = { clipId: frozen.clipId, ...original };
    expect(await refusalOf(viewFootage(rita, askedFrozen, frozen.ports))).toBe('not-in-review');
    const unknown = { clipId: newId('clip'), ...original };
    expect(await refusalOf(viewFootage(rita, unknown, ports))).toBe('not-in-review');
  });

  it('is refused of a redacted copy that there is not', async () => {
    const none = { ...sampleAnalysis, redactionMeans: 'none', redactionShowable: false } as const;
    const { ports, clipId } = await waiting({}, none);
    await claimReview(rita, clipId, ports);
    expect(await refusalOf(viewFootage(rita, { clipId, ...redacted }, ports))).toBe('not-shown');
    expect(await ports.reviews.views(clipId)).toEqual([]);
  });
});

describe('the redacted copy', () => {
  it.each([
    [undefined, sampleAnalysis],
    ['no-copy', undefined],
    ['no-copy', { ...sampleAnalysis, redactionMeans: 'none' }],
    ['redaction-in-doubt', { ...sampleAnalysis, redactionShowable: false }],
    ['moderation', { ...sampleAnalysis, moderationVerdict: 'refuse-to-show' }],
  ] as const)('is not shown unasked because of: %s', (why, analysis) => {
    expect(whyNotShown(analysis)).toBe(why);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { scenarios } from '../../../core/domain/campaigns/campaign.ts';
import type { AnalysisSummary } from '../../../core/domain/inference/analysis.ts';
import { heldByAnother, route } from '../../../core/domain/review/review.ts';
import { addSeconds } from '../../../core/domain/vocabulary/time.ts';
import { sampleAnalysis, sampleCampaign, sampleNow, sampleTask } from '../../support/samples.ts';

const { review: rule } = sampleCampaign();

const analyses: fc.Arbitrary<AnalysisSummary> = fc
  .record({
    peakMotion: fc.double({ min: 0, max: 1, noNaN: true }),
    momentCount: fc.nat({ max: 10 }),
    moderationStatus: fc.constantFrom('done' as const, 'off' as const),
    topModerationConfidence: fc.double({ min: 0, max: 100, noNaN: true }),
  })
  .map((seen) => ({ ...sampleAnalysis, ...seen }));

const views = fc.record({
  scenario: fc.constantFrom(...scenarios),
  analysis: fc.option(analyses, { nil: undefined }),
});

describe('the rule', () => {
  it('accepts what is plainly what was asked for', () => {
    expect(route(rule, { scenario: 'staged', analysis: sampleAnalysis })).toEqual({ to: 'accept' });
  });

  it('never rejects: it accepts, or asks a person and says why', () => {
    fc.assert(
      fc.property(views, (view) => {
        const routing = route(rule, view);
        expect(['accept', 'reviewer']).toContain(routing.to);
        const said = routing.to === 'accept' ? [] : routing.because;
        expect(said.length > 0).toBe(routing.to === 'reviewer');
      }),
    );
  });

  it('accepts nothing by itself that moderation found or could not look at', () => {
    fc.assert(
      fc.property(views, (view) => {
        const { analysis } = view;
        const isClean =
          analysis?.moderationStatus === 'done' &&
          analysis.topModerationConfidence < rule.referModerationConfidence;
        fc.pre(!isClean);
        expect(route(rule, view).to).toBe('reviewer');
      }),
    );
  });

  it.each([
    ['another scenario', 'real', {}],
    ['no motion', 'staged', { peakMotion: 0.019 }],
    ['no moment', 'staged', { momentCount: 0 }],
    ['moderation off', 'staged', { moderationStatus: 'off' }],
    ['moderation at the mark', 'staged', { topModerationConfidence: 50 }],
  ] as const)('asks a person about %s, unfrozen', (_what, scenario, changes) => {
    const routing = route(rule, { scenario, analysis: { ...sampleAnalysis, ...changes } });
    expect(routing).toMatchObject({ to: 'reviewer', frozen: false });
  });

  it('freezes from the higher mark on', () => {
    const at = (topModerationConfidence: number) =>
      route(rule, {
        scenario: 'staged',
        analysis: { ...sampleAnalysis, topModerationConfidence },
      });
    expect(at(89.9)).toMatchObject({ to: 'reviewer', frozen: false });
    expect(at(90)).toMatchObject({ to: 'reviewer', frozen: true });
  });

  it('asks a person about a clip that could not be analyzed', () => {
    const routing = route(rule, { scenario: 'staged', analysis: undefined });
    expect(routing).toMatchObject({ to: 'reviewer', frozen: false });
  });
});

describe('a claim', () => {
  const leaseEndsAt = addSeconds(sampleNow, 900);
  const task = sampleTask({ claim: { reviewerId: 'contributor_1', leaseEndsAt } });

  it.each([
    ['contributor_1', sampleNow, false],
    ['contributor_2', sampleNow, true],
    ['contributor_2', addSeconds(leaseEndsAt, -0.001), true],
    ['contributor_2', leaseEndsAt, false],
  ] as const)('keeps %s away at %s: %p', (reviewerId, now, expected) => {
    expect(heldByAnother(task, reviewerId, now)).toBe(expected);
  });

  it('keeps nobody away from an unclaimed task', () => {
    expect(heldByAnother(sampleTask(), 'contributor_2', sampleNow)).toBe(false);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { categories, scenarios } from '../../../core/domain/campaigns/campaign.ts';
import type { AnalysisSummary } from '../../../core/domain/inference/analysis.ts';
import { moderationVerdicts } from '../../../core/domain/inference/moderation/policy.ts';
import {
  acceptsBySilence,
  heldByAnother,
  reviewFlags,
  route,
} from '../../../core/domain/review/review.ts';
import { addSeconds } from '../../../core/domain/vocabulary/time.ts';
import {
  newId,
  sampleAnalysis,
  sampleCampaign,
  sampleNow,
  sampleTask,
} from '../../support/samples.ts';

const { review: rule } = sampleCampaign();
const category = 'package-theft';

const ofAnotherAct = { clipId: newId('clip'), sameAct: false, score: 0.9 };
const ofOneAct = { clipId: newId('clip'), sameAct: true, score: 0.9 };

const analyses: fc.Arbitrary<AnalysisSummary> = fc
  .record({
    peakMotion: fc.double({ min: 0, max: 1, noNaN: true }),
    momentCount: fc.nat({ max: 10 }),
    moderationStatus: fc.constantFrom('done' as const, 'off' as const),
    moderationVerdict: fc.constantFrom(...moderationVerdicts),
    unusableShare: fc.double({ min: 0, max: 1, noNaN: true }),
    footageMatches: fc.array(fc.constantFrom(ofAnotherAct, ofOneAct), { maxLength: 3 }),
  })
  .map((seen) => ({ ...sampleAnalysis, ...seen }));

const views = fc.record({
  category: fc.constantFrom(...categories),
  scenario: fc.constantFrom(...scenarios),
  analysis: fc.option(analyses, { nil: undefined }),
});

describe('the rule', () => {
  it('accepts what is plainly what was asked for', () => {
    expect(route(rule, { category, scenario: 'staged', analysis: sampleAnalysis })).toEqual({
      to: 'accept',
    });
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
          analysis?.moderationStatus === 'done' && analysis.moderationVerdict === 'clear';
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
    ['something that a person should judge', 'staged', { moderationVerdict: 'refer' }],
    ['something not to be shown unasked', 'staged', { moderationVerdict: 'refuse-to-show' }],
    ['a clip that is mostly black', 'staged', { unusableShare: 0.6 }],
  ] as const)('asks a person about %s, without a flag', (_what, scenario, changes) => {
    const analysis = { ...sampleAnalysis, ...changes };
    const routing = route(rule, { category, scenario, analysis });
    expect(routing).toMatchObject({ to: 'reviewer', flags: [] });
  });

  it.each([
    ['freeze', ['frozen']],
    ['report', ['frozen', 'suspected-abuse']],
  ] as const)('freezes by the verdict %s', (moderationVerdict, flags) => {
    const analysis = { ...sampleAnalysis, moderationVerdict };
    expect(route(rule, { category, scenario: 'staged', analysis })).toMatchObject({ flags });
  });

  it.each([
    ['another act', ofAnotherAct],
    ['the same act', ofOneAct],
  ])('flags footage that it shares with a clip of %s, and names that clip', (_which, shared) => {
    const analysis = { ...sampleAnalysis, footageMatches: [shared] };
    const routing = route(rule, { category, scenario: 'staged', analysis });
    expect(routing).toMatchObject({ to: 'reviewer', flags: ['footage-match'] });
    expect(routing.to === 'reviewer' && routing.because.join()).toContain(shared.clipId);
  });

  it('asks a person where there is less evidence of the declared category than it wants', () => {
    const strict = { ...rule, minEventScore: 0.5 };
    const seen = { scenario: 'staged', analysis: sampleAnalysis } as const;
    expect(route(strict, { ...seen, category: 'package-theft' }).to).toBe('accept');
    expect(route(strict, { ...seen, category: 'car-door' }).to).toBe('reviewer');
  });

  it('asks a person about a clip that could not be analyzed', () => {
    const routing = route(rule, { category, scenario: 'staged', analysis: undefined });
    expect(routing).toMatchObject({ to: 'reviewer', flags: ['not-analyzed'] });
  });
});

describe('silence', () => {
  it('accepts a task without flags only', () => {
    expect(acceptsBySilence(sampleTask())).toBe(true);
    for (const flag of reviewFlags) {
      expect(acceptsBySilence(sampleTask({ flags: [flag] }))).toBe(false);
    }
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

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  defaultModerationPolicy,
  isExplicit,
  isFrozenBy,
  moderationActions,
  moderationVerdicts,
  verdictOf,
  type EstimatedAge,
  type ModeratedFrame,
  type ModerationLabel,
  type ModerationPolicy,
} from '../../../core/domain/inference/moderation/policy.ts';

const policy = defaultModerationPolicy;

const label = (name: string, confidence: number, parentName = ''): ModerationLabel => ({
  name,
  parentName,
  confidence,
  frameIndex: 0,
});
const child: EstimatedAge = { lowYears: 9, highYears: 15, confidence: 99 };
const adult: EstimatedAge = { lowYears: 30, highYears: 38, confidence: 99 };

const frame = (labels: readonly ModerationLabel[], ...ages: EstimatedAge[]): ModeratedFrame => ({
  labels,
  ages,
});

describe('the moderation policy', () => {
  it.each([
    ['nothing', [], 'clear'],
    ['violence under its mark', [label('Violence', 69)], 'clear'],
    ['violence at its mark', [label('Violence', 70)], 'refer'],
    ['a label that only its parent has a rule for', [label('Weapons', 70, 'Violence')], 'refer'],
    [
      'a label of its own before its parent’s',
      [label('Graphic Violence', 60, 'Violence')],
      'freeze',
    ],
    ['a label that no rule names', [label('Gambling', 80)], 'refer'],
    ['the same, less sure', [label('Gambling', 79)], 'clear'],
    ['what disturbs', [label('Visually Disturbing', 61)], 'refuse-to-show'],
    ['explicit content', [label('Explicit Nudity', 61)], 'freeze'],
  ] as const)('makes of %s: %3$s', (_what, labels, verdict) => {
    expect(verdictOf(policy, [frame(labels)])).toBe(verdict);
  });

  it('takes the worst of all frames', () => {
    const frames = [frame([label('Violence', 75)]), frame([label('Explicit', 90)]), frame([])];
    expect(verdictOf(policy, frames)).toBe('freeze');
  });

  it('reports explicit content with a face in the same frame that may be a child’s', () => {
    const explicit = label('Explicit Nudity', 80);
    expect(verdictOf(policy, [frame([explicit], adult, child)])).toBe('report');
    expect(verdictOf(policy, [frame([explicit], adult)])).toBe('freeze');
    // In another frame it is no evidence of both together.
    expect(verdictOf(policy, [frame([explicit], adult), frame([], child)])).toBe('freeze');
    // The lower end of the estimate counts: 17 to 25 may be a child.
    const young = { lowYears: 17, highYears: 25, confidence: 99 };
    expect(verdictOf(policy, [frame([explicit], young)])).toBe('report');
  });

  it('leaves an ordinary child in the street alone', () => {
    expect(verdictOf(policy, [frame([], child)])).toBe('clear');
    expect(verdictOf(policy, [frame([label('Violence', 90)], child)])).toBe('refer');
  });

  it('freezes what nobody may see outside the restricted queue, and nothing else', () => {
    expect(moderationVerdicts.filter(isFrozenBy)).toEqual(['freeze', 'report']);
  });
});

const names = fc.constantFrom('One', 'Two', 'Three', '');
const confidences = fc.double({ min: 0, max: 100, noNaN: true });
const policies: fc.Arbitrary<ModerationPolicy> = fc.record({
  version: fc.constant('any'),
  rules: fc.array(
    fc.record({
      label: names,
      minConfidence: confidences,
      action: fc.constantFrom(...moderationActions),
      explicit: fc.boolean(),
    }),
    { maxLength: 5 },
  ),
  otherwise: fc.record({
    minConfidence: confidences,
    action: fc.constantFrom(...moderationActions),
  }),
});
const frames = fc.array(
  fc.record({
    labels: fc.array(
      fc.record({
        name: names,
        parentName: names,
        confidence: confidences,
        frameIndex: fc.constant(0),
      }),
      { maxLength: 4 },
    ),
    ages: fc.array(
      fc.record({
        lowYears: fc.nat({ max: 80 }),
        highYears: fc.constant(99),
        confidence: confidences,
      }),
      { maxLength: 3 },
    ),
  }),
  { maxLength: 3 },
);

describe('any moderation policy', () => {
  const severity = (verdict: (typeof moderationVerdicts)[number]) =>
    moderationVerdicts.indexOf(verdict);

  it('never grows milder by another frame', () => {
    fc.assert(
      fc.property(policies, frames, frames, (any, some, more) => {
        const both = severity(verdictOf(any, [...some, ...more]));
        expect(both).toBe(Math.max(severity(verdictOf(any, some)), severity(verdictOf(any, more))));
      }),
    );
  });

  it('reports only where an explicit label and a young face share a frame', () => {
    fc.assert(
      fc.property(policies, frames, (any, seen) => {
        const together = seen.some(
          ({ labels, ages }) =>
            labels.some((each) => isExplicit(any, each)) &&
            ages.some(({ lowYears }) => lowYears < 18),
        );
        expect(verdictOf(any, seen) === 'report').toBe(together);
      }),
    );
  });
});

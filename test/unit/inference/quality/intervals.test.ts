import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  coveredBy,
  intervalsWhere,
  maxIntervals,
} from '../../../../core/domain/inference/quality/intervals.ts';

const secondsOf = (flags: readonly boolean[]) => flags.map((_, index) => index / 2);

describe('stretches of flags', () => {
  test('reach to the next picture, the last one for a picture more', () => {
    const flags = [true, true, false, false, true];
    const options = { seconds: secondsOf(flags), perSecond: 2, minSeconds: 0 };
    expect(intervalsWhere(flags, options)).toEqual([
      { startSeconds: 0, endSeconds: 1 },
      { startSeconds: 2, endSeconds: 2.5 },
    ]);
    expect(intervalsWhere(flags, { ...options, minSeconds: 1 })).toHaveLength(1);
  });

  test('cover as many seconds as pictures are flagged, however they lie', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 100 }), (flags) => {
        const options = { seconds: secondsOf(flags), perSecond: 2, minSeconds: 0 };
        const found = intervalsWhere(flags, options);
        expect(coveredBy(found)).toBeCloseTo(flags.filter(Boolean).length / 2, 6);
      }),
    );
  });

  test('are bounded in number', () => {
    const flags = Array.from({ length: 1_000 }, (_, index) => index % 2 === 0);
    const options = { seconds: secondsOf(flags), perSecond: 2, minSeconds: 0 };
    expect(intervalsWhere(flags, options)).toHaveLength(maxIntervals);
  });
});

describe('seconds covered', () => {
  const interval = fc
    .tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 20 }))
    .map(([startSeconds, lasts]) => ({ startSeconds, endSeconds: startSeconds + lasts }));

  test('are counted once where intervals overlap', () => {
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 12 }), (intervals) => {
        const seconds = new Set(
          intervals.flatMap(({ startSeconds, endSeconds }) =>
            Array.from({ length: endSeconds - startSeconds }, (_, at) => startSeconds + at),
          ),
        );
        expect(coveredBy(intervals)).toBe(seconds.size);
      }),
    );
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { explainByLight, maxLightShift } from '../../../core/domain/inference/lighting.ts';

/** A picture with every level of 60 to 180. */
const ramp = Uint8Array.from({ length: 1_210 }, (_, index) => 60 + (index % 121));
const lit = (gain: number, shift: number) =>
  ramp.map((level) => Math.max(0, Math.min(255, Math.round(level * gain + shift))));

describe('explaining a picture by light', () => {
  test('any shift within the bound leaves nothing unexplained', () => {
    fc.assert(
      fc.property(fc.integer({ min: -maxLightShift, max: maxLightShift }), (shift) => {
        expect(explainByLight(ramp, lit(1, shift), 6).changedShare).toBe(0);
      }),
    );
  });

  test('a gain about the middle leaves nothing unexplained', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.6, max: 1.6, noNaN: true }), (gain) => {
        expect(explainByLight(ramp, lit(gain, 128 * (1 - gain)), 6).changedShare).toBe(0);
      }),
    );
  });

  test('what light does not explain is told as the share of pixels, whatever the light did', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -20, max: 20 }),
        fc.integer({ min: 0, max: 240 }),
        (shift, changed) => {
          const current = lit(1, shift);
          current.fill(255, 0, changed);
          const { changedShare } = explainByLight(ramp, current, 20);
          expect(changedShare).toBeLessThanOrEqual(changed / ramp.length);
          // Levels near white may pass for unchanged by noise: at most one fifth of the ramp.
          expect(changedShare).toBeGreaterThanOrEqual((changed * 0.7) / ramp.length - 0.02);
        },
      ),
    );
  });

  test('more light than a cloud can take away is a change', () => {
    expect(explainByLight(ramp, lit(1, maxLightShift + 25), 20).changedShare).toBeGreaterThan(0.9);
  });

  test('pictures of unequal size cannot be compared', () => {
    expect(() => explainByLight(ramp, ramp.slice(1), 6)).toThrow(RangeError);
  });
});

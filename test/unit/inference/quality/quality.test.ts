import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Look } from '../../../../core/domain/inference/picture.ts';
import { startQualityWatch } from '../../../../core/domain/inference/quality/quality-watch.ts';
import type { Quality } from '../../../../core/domain/inference/quality/quality.ts';

const [width, height] = [160, 90];
const looksPerSecond = 8;

/** Numbers from 0 to 1, always the same ones for a seed. */
const chance = (seed: number) => {
  let state = seed >>> 0;
  return (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

/** Places of 4 × 4 px with levels of their own, far beyond the borders: a porch full of things. */
const place = (() => {
  const next = chance(7);
  const levels = Array.from({ length: 100 * 100 }, () => 40 + 160 * next());
  return (x: number, y: number): number => {
    const [column, row] = [Math.floor(x / 4) + 30, Math.floor(y / 4) + 30];
    return levels[row * 100 + column] ?? 0;
  };
})();

type Draw = (x: number, y: number, seconds: number) => number;

const porch: Draw = (x, y) => place(x, y);
/** Bright and dark places without an edge between them. */
const outOfFocus: Draw = (x, y) => 120 + 60 * Math.sin(x / 25) * Math.cos(y / 20);
/** A lamp over a door and its light on the floor; all else lies in the dark. */
const night: Draw = (x, y) => {
  const isLamp = Math.hypot(x - 40, y - 20) < 4;
  return isLamp ? 160 : 4 + 30 * Math.exp(-Math.hypot(x - 40, y - 60) / 15);
};

/** Looks of a scene, with sensor noise of so many levels. */
const looksOf = (
  draw: Draw,
  { durationSeconds = 5, noise = 2, seed = 1 } = {},
): readonly Look[] => {
  const next = chance(seed);
  return Array.from({ length: durationSeconds * looksPerSecond }, (_, index) => {
    const seconds = index / looksPerSecond;
    const levels = new Uint8ClampedArray(width * height);
    for (let y = 0, at = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1, at += 1) {
        levels[at] = draw(x, y, seconds) + (2 * next() - 1) * noise;
      }
    }
    const isSample = index % 4 === 0;
    return { seconds, width, height, grey: new Uint8Array(levels.buffer), isSample };
  });
};

const qualityOf = (looks: readonly Look[]): Quality => {
  const watch = startQualityWatch({ samplesPerSecond: 2, looksPerSecond });
  for (const look of looks) watch.add(look);
  return watch.findings();
};

const whole = [{ startSeconds: 0, endSeconds: 5 }];
const nothing = { black: [], frozen: [], blurred: [], obstructed: [] };
const nothingFound = { ...nothing, shake: { mean: 0, peak: 0, intervals: [] } };

describe('what can be seen well is not complained of', () => {
  test('a porch on which nothing moves is not frozen: its sensor makes noise', () => {
    expect(qualityOf(looksOf(porch))).toMatchObject(nothingFound);
    expect(qualityOf(looksOf(porch, { noise: 0.7 }))).toMatchObject(nothingFound);
  });

  test('a dark night with one lamp is neither black nor blurred nor obstructed', () => {
    const quality = qualityOf(looksOf(night));
    expect(quality).toMatchObject(nothing);
    expect(quality.brightness.mean).toBeLessThan(12);
  });

  test('somebody who walks through a third of the picture is no shake and no obstruction', () => {
    const walker: Draw = (x, y, seconds) => {
      const left = seconds * 40 - 50;
      return x >= left && x < left + 45 && y > 20 ? 30 + ((x - left) % 8) * 6 : place(x, y);
    };
    expect(qualityOf(looksOf(walker))).toMatchObject({ ...nothing, shake: { intervals: [] } });
  });

  test('light that goes off and on is no shake, no freeze and no obstruction', () => {
    const flicker: Draw = (x, y, seconds) => place(x, y) * (seconds % 2 < 1 ? 1 : 0.7);
    expect(qualityOf(looksOf(flicker))).toMatchObject(nothingFound);
  });
});

describe('what cannot be seen is told, with when', () => {
  test('a cap on the lens is black, whatever noise the sensor makes', () => {
    for (const noise of [0, 4, 9]) {
      expect(qualityOf(looksOf(() => 2, { noise })).black).toEqual(whole);
    }
    const capped: Draw = (x, y, seconds) => (seconds >= 2 && seconds < 4 ? 1 : place(x, y));
    expect(qualityOf(looksOf(capped)).black).toEqual([{ startSeconds: 2, endSeconds: 4 }]);
  });

  test('a picture out of focus is blurred; the same one in focus is not', () => {
    expect(qualityOf(looksOf(outOfFocus, { noise: 0.5 })).blurred).toEqual(whole);
    const stripes: Draw = (x, y) => outOfFocus(x, y, 0) + (x % 8 < 2 ? 25 : 0);
    expect(qualityOf(looksOf(stripes, { noise: 0.5 })).blurred).toEqual([]);
  });

  test('a hand before the lens for two seconds obstructs it, dark or bright', () => {
    for (const level of [25, 128, 235]) {
      const hand: Draw = (x, y, seconds) =>
        seconds >= 2 && seconds < 4 && x < 120 ? level : place(x, y);
      const { obstructed } = qualityOf(looksOf(hand, { noise: 0.4 }));
      expect(obstructed).toEqual([{ startSeconds: 2, endSeconds: 4 }]);
    }
  });

  test('a leaf that covers most of the lens all the time obstructs it', () => {
    const leaf: Draw = (x, y) => (x < 120 ? 110 : place(x, y));
    expect(qualityOf(looksOf(leaf, { noise: 0.2 })).obstructed).toEqual(whole);
  });

  test('a picture that repeats is frozen, over the key picture that rewrites it too', () => {
    const live = looksOf(porch, { durationSeconds: 9 });
    const held = live[16]?.grey ?? new Uint8Array(0);
    const rewritten = held.map((level, at) => Math.min(255, level + (at % 3)));
    const looks = live.map((look, index) => {
      if (index < 16 || index >= 56) return look;
      return { ...look, grey: index < 36 ? held : rewritten };
    });
    expect(qualityOf(looks).frozen).toEqual([{ startSeconds: 2, endSeconds: 7 }]);
  });

  test('a camera of one picture a second is not frozen while its pictures differ', () => {
    const live = looksOf(porch, { durationSeconds: 8 });
    const looks = live.map((look, at) => ({
      ...look,
      grey: live[at - (at % 8)]?.grey ?? look.grey,
    }));
    expect(qualityOf(looks).frozen).toEqual([]);
  });

  test('a camera that sways is shaken, by as much as it sways', () => {
    const swaying: Draw = (x, y, seconds) =>
      place(x + Math.round(3 * Math.sin(seconds * 6)), y + Math.round(2 * Math.cos(seconds * 5)));
    const { shake } = qualityOf(looksOf(swaying));
    expect(shake.intervals).toHaveLength(1);
    expect(shake.mean).toBeGreaterThan(0.006);
    expect(shake.peak).toBeLessThan(5 / width);
  });
});

describe('what always holds', () => {
  const scene = fc.record({
    level: fc.integer({ min: 0, max: 255 }),
    noise: fc.integer({ min: 0, max: 20 }),
    jump: fc.integer({ min: 0, max: 12 }),
    changesAt: fc.integer({ min: 0, max: 5 }),
  });

  test('intervals lie in the clip, in order, apart; shares and levels in bounds', () => {
    fc.assert(
      fc.property(scene, ({ level, noise, jump, changesAt }) => {
        const drawn: Draw = (x, y, seconds) =>
          seconds < changesAt ? level : place(x + jump * Math.round(seconds * 8), y);
        const quality = qualityOf(looksOf(drawn, { noise }));
        const { black, frozen, blurred, obstructed, shake, brightness } = quality;
        for (const intervals of [black, frozen, blurred, obstructed, shake.intervals]) {
          let until = 0;
          for (const { startSeconds, endSeconds } of intervals) {
            expect(startSeconds).toBeGreaterThanOrEqual(until);
            expect(endSeconds).toBeGreaterThan(startSeconds);
            until = endSeconds;
          }
          expect(until).toBeLessThanOrEqual(5);
        }
        expect(brightness.min).toBeLessThanOrEqual(brightness.mean);
        expect(brightness.mean).toBeLessThanOrEqual(brightness.max);
        expect(shake.mean).toBeLessThanOrEqual(shake.peak);
        expect(quality.sharpness).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 10 },
    );
  });

  test('any shift of the whole picture within reach is measured to a pixel and a half', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -4, max: 4 }),
        fc.integer({ min: -2, max: 2 }),
        (across, halfDown) => {
          const down = 2 * halfDown;
          const shifted: Draw = (x, y, seconds) =>
            seconds < 0.5 ? place(x, y) : place(x + across, y + down);
          const { peak } = qualityOf(looksOf(shifted, { durationSeconds: 1 })).shake;
          expect(Math.abs(peak * width - Math.hypot(across, down))).toBeLessThanOrEqual(1.5);
        },
      ),
      { numRuns: 15 },
    );
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Box, Look } from '../../../core/domain/inference/picture.ts';
import { startBackground } from '../../../core/domain/inference/redaction/background.ts';
import {
  coverPicture,
  pixelsOf,
  planesOf,
  valuesAlongFace,
} from '../../../core/domain/inference/redaction/cover-picture.ts';
import { startMovers } from '../../../core/domain/inference/redaction/movers.ts';
import {
  coversOf,
  scheduleCovers,
  sweptBox,
} from '../../../core/domain/inference/redaction/swept-cover.ts';
import type { TrackedBox } from '../../../core/domain/inference/tracks.ts';

const share = (max = 1) => fc.double({ min: 0, max, noNaN: true });
const aBox = fc.record({
  left: share(),
  top: share(),
  width: fc.double({ min: 0.01, max: 0.3, noNaN: true }),
  height: fc.double({ min: 0.01, max: 0.3, noNaN: true }),
});
const anAspect = fc.constantFrom(16 / 9, 4 / 3, 9 / 16, 1);

const between = (one: Box, other: Box, at: number): Box => ({
  left: one.left + (other.left - one.left) * at,
  top: one.top + (other.top - one.top) * at,
  width: one.width + (other.width - one.width) * at,
  height: one.height + (other.height - one.height) * at,
});

const holds = (outer: Box, inner: Box): boolean =>
  outer.left <= inner.left + 1e-9 &&
  outer.top <= inner.top + 1e-9 &&
  outer.left + outer.width >= inner.left + inner.width - 1e-9 &&
  outer.top + outer.height >= inner.top + inner.height - 1e-9;

describe('The cover of a followed thing', () => {
  test('holds every place on the straight way between two boxes', () => {
    fc.assert(
      fc.property(aBox, aBox, share(), anAspect, (one, other, at, aspect) => {
        expect(holds(sweptBox(one, other, { aspect }), between(one, other, at))).toBe(true);
      }),
    );
  });

  test('holds every place on a quarter of a circle between two boxes', () => {
    const turn = fc.double({ min: 0, max: 2 * Math.PI, noNaN: true });
    fc.assert(
      fc.property(aBox, share(0.5), turn, share(), (box, radius, from, at) => {
        const onCircle = (angle: number): Box => ({
          ...box,
          left: box.left + radius * Math.cos(angle),
          top: box.top + radius * Math.sin(angle),
        });
        const swept = sweptBox(onCircle(from), onCircle(from + Math.PI / 2), { aspect: 1 });
        expect(holds(swept, onCircle(from + (at * Math.PI) / 2))).toBe(true);
      }),
    );
  });

  test('is there from one period before the first box to one after the last', () => {
    const gaps = fc.array(fc.double({ min: 0.1, max: 1, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(gaps, aBox, share(), (gapSeconds, box, at) => {
        let seconds = 0;
        const boxes = [{ seconds, box }];
        for (const gap of gapSeconds) boxes.push({ seconds: (seconds += gap), box });
        const schedule = scheduleCovers([{ boxes }], 16 / 9);
        const covers = schedule.at(at * seconds, 0.02);
        expect(covers.some((cover) => holds(cover.box, box))).toBe(true);
        const least = Math.min(...gapSeconds);
        expect(schedule.at(-least, 0.02).length).toBeGreaterThan(0);
        expect(schedule.at(seconds + least, 0.02).length).toBeGreaterThan(0);
      }),
    );
  });

  test('goes on as the thing went before its first and after its last box', () => {
    const boxAt = (seconds: number): TrackedBox => ({
      seconds,
      box: { left: 0.3 + 0.2 * seconds, top: 0.4, width: 0.05, height: 0.05 },
    });
    const schedule = scheduleCovers([{ boxes: [boxAt(1), boxAt(1.5)] }], 16 / 9);
    for (const seconds of [0.55, 0.8, 1.7, 1.95]) {
      const covers = schedule.at(seconds, 0);
      expect(covers.some((cover) => holds(cover.box, boxAt(seconds).box))).toBe(true);
    }
    expect(schedule.at(0.3, 0)).toEqual([]);
    expect(schedule.at(2.2, 0)).toEqual([]);
  });

  test('does not span a gap in which the thing was lost', () => {
    const box: Box = { left: 0.1, top: 0.1, width: 0.1, height: 0.1 };
    const far: Box = { ...box, left: 0.8 };
    const covers = coversOf(
      {
        boxes: [
          { seconds: 0, box },
          { seconds: 9, box: far },
        ],
      },
      1,
    );
    expect(covers.every((cover) => cover.box.width < 0.6)).toBe(true);
  });
});

describe('A covered place', () => {
  const [width, height] = [64, 48];
  const noisePicture = fc.uint8Array({ minLength: 4608, maxLength: 4608 });

  test('keeps few values, in grades, and everything beside it as it was', () => {
    fc.assert(
      fc.property(noisePicture, aBox, (i420, box) => {
        const before = i420.slice();
        const picture = planesOf(i420, width, height);
        coverPicture(picture, [box]);
        const area = pixelsOf(box, picture);
        const values = new Map<string, Set<number>>();
        let changedOutside = 0;
        for (let at = 0; at < width * height; at += 1) {
          const [x, y] = [at % width, Math.floor(at / width)];
          const isInside =
            area !== undefined &&
            x >= area.left &&
            x < area.left + area.width &&
            y >= area.top &&
            y < area.top + area.height;
          if (!isInside) changedOutside += Number(i420[at] !== before[at]);
          else {
            const row = values.get(`row ${y}`) ?? new Set();
            values.set(`row ${y}`, row.add(i420[at] ?? 0));
          }
        }
        expect(changedOutside).toBe(0);
        for (const row of values.values()) {
          expect(row.size).toBeLessThanOrEqual(valuesAlongFace + 1);
          for (const value of row) expect(value % 16).toBe(0);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('needs a picture of even sides and the right size', () => {
    expect(() => planesOf(new Uint8Array(10), 3, 2)).toThrow(RangeError);
    expect(() => planesOf(new Uint8Array(10), 4, 2)).toThrow(RangeError);
  });
});

describe('What moves', () => {
  const size = { width: 96, height: 64 };
  const looksPerSecond = 8;
  interface Patch {
    readonly left: number;
    readonly top: number;
  }
  /** A textured wall with a patch of 12 × 12, in a light. */
  const greyOf = (patch: Patch | undefined, light = 1): Uint8Array =>
    Uint8Array.from({ length: size.width * size.height }, (_, index) => {
      const [x, y] = [index % size.width, Math.floor(index / size.width)];
      const isOn =
        patch !== undefined &&
        x >= patch.left &&
        x < patch.left + 12 &&
        y >= patch.top &&
        y < patch.top + 12;
      return (isOn ? 190 : 90 + ((x * 7 + y * 13) % 30)) * light;
    });
  const looksOf = (seconds: number, at: (seconds: number) => Uint8Array): readonly Look[] =>
    Array.from({ length: seconds * looksPerSecond }, (_, index) => ({
      ...{ seconds: index / looksPerSecond, ...size, isSample: false },
      grey: at(index / looksPerSecond),
    }));
  const coversAt = (seconds: number, at: (seconds: number) => Uint8Array) => {
    const looks = looksOf(seconds, at);
    const watch = startBackground(looksPerSecond);
    for (const look of looks) watch.add(look);
    const background = watch.background();
    if (background === undefined) throw new Error('No background');
    const movers = startMovers(background);
    return looks.map((look) => ({ ...movers.next(look.grey, look.seconds), at: look.seconds }));
  };
  const middleIsCovered = (blocks: readonly Box[], patch: Patch): boolean => {
    const [x, y] = [(patch.left + 6) / size.width, (patch.top + 6) / size.height];
    return blocks.some(
      ({ left, top, width, height }) =>
        x >= left && x <= left + width && y >= top && y <= top + height,
    );
  };

  test('is covered while it passes, and nothing is once it has passed', () => {
    const patchAt = (seconds: number): Patch => ({ left: -12 + 40 * seconds, top: 20 });
    const found = coversAt(6, (seconds) => greyOf(patchAt(seconds)));
    for (const { blocks, at } of found.filter((one) => one.at > 0.3 && one.at < 2.2)) {
      expect(middleIsCovered(blocks, patchAt(at))).toBe(true);
    }
    expect(found.filter(({ at }) => at > 3.5).every(({ blocks }) => blocks.length === 0)).toBe(
      true,
    );
  });

  test.each([0.3, 0.5, 0.8])('is covered where it stands for %d of the clip', (standing) => {
    const patch: Patch = { left: 40, top: 24 };
    const isThere = (seconds: number): boolean => seconds >= 1 && seconds < 1 + standing * 10;
    const found = coversAt(10, (seconds) => greyOf(isThere(seconds) ? patch : undefined));
    for (const { blocks, at } of found.filter((one) => isThere(one.at))) {
      expect([at, middleIsCovered(blocks, patch)]).toEqual([at, true]);
    }
  });

  test('was there before it began to move, and is there after it stopped', () => {
    const patchAt = (seconds: number): Patch => ({
      left: 40 + (seconds > 3 && seconds < 3.4 ? 3 : 0),
      top: 24,
    });
    const found = coversAt(8, (seconds) => greyOf(patchAt(seconds)));
    for (const { blocks, at } of found) {
      expect([at, middleIsCovered(blocks, { left: 46, top: 24 })]).toEqual([at, true]);
    }
  });

  test('is not the light, though it fades by half', () => {
    const found = coversAt(6, (seconds) => greyOf(undefined, 1 - Math.min(0.5, seconds / 8)));
    expect(found.every(({ blocks, isUncertain }) => blocks.length === 0 && !isUncertain)).toBe(
      true,
    );
  });

  test('is uncertain, and everything is covered, when another picture comes', () => {
    const found = coversAt(6, (seconds) =>
      seconds > 2 && seconds < 3
        ? greyOf(undefined)
            .reverse()
            .map((_, at) => (at * 37) % 251)
        : greyOf(undefined),
    );
    const uncertain = found.filter(({ isUncertain }) => isUncertain).map(({ at }) => at);
    expect(uncertain.length).toBeGreaterThan(5);
    expect(Math.min(...uncertain)).toBeGreaterThan(2);
    const [one] = found.filter(({ isUncertain }) => isUncertain);
    const covered = one?.blocks.reduce((sum, { width, height }) => sum + width * height, 0);
    expect(covered).toBeGreaterThanOrEqual(1);
  });

  test('has no background without looks', () => {
    expect(startBackground(8).background()).toBeUndefined();
    expect(() => startBackground(0)).toThrow(RangeError);
  });

  test('of a long clip is told from at most 256 looks', () => {
    const watch = startBackground(looksPerSecond);
    const still = greyOf(undefined);
    for (const look of looksOf(100, () => still)) watch.add(look);
    expect(watch.background()?.always.includes(1)).toBe(false);
  });
});

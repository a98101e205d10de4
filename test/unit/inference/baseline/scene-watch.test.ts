import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { startSceneWatch } from '../../../../core/domain/inference/baseline/scene-watch.ts';
import type { SceneFindings } from '../../../../core/domain/inference/baseline/scene-watch.ts';
import type { Box } from '../../../../core/domain/inference/picture.ts';
import {
  handledAt,
  looksOf,
  mirrored,
  mirroredBox,
  parcel,
  size,
  tell,
  visitor,
  walkerAt,
  type Moment,
} from './small-scene.ts';

const kindsOf = ({ events }: SceneFindings) => [...new Set(events.map(({ kind }) => kind))].sort();
const actsOf = ({ events }: SceneFindings) =>
  events.filter(({ kind }) => kind !== 'person-present').map(({ kind }) => kind);
const boxOfParcel: Box = {
  left: parcel.left / size.width,
  top: parcel.top / size.height,
  width: parcel.width / size.width,
  height: parcel.height / size.height,
};
const meets = (one: Box, other: Box): boolean =>
  one.left < other.left + other.width &&
  other.left < one.left + one.width &&
  one.top < other.top + other.height &&
  other.top < one.top + one.height;

const taken = (from: number) => (seconds: number) => ({
  patches: [...(seconds < handledAt(from) ? [parcel] : []), ...visitor(from, seconds)],
});
const left = (from: number) => (seconds: number) => ({
  patches: [...(seconds >= handledAt(from) ? [parcel] : []), ...visitor(from, seconds)],
});
const passesBy = (seconds: number): Moment => ({
  patches: [parcel, ...walkerAt(Math.round(-14 + seconds * 28), seconds)],
});

describe('a parcel', () => {
  test.each([4, 8, 15])('that is taken is told at %d looks a second', (looksPerSecond) => {
    const found = tell(looksOf({ seconds: 12, looksPerSecond }, taken(2)), looksPerSecond);
    expect(kindsOf(found)).toEqual(['parcel-taken', 'person-present']);
    const event = found.events.find(({ kind }) => kind === 'parcel-taken');
    expect(event?.startSeconds).toBeLessThanOrEqual(handledAt(2) + 1);
    expect(event?.endSeconds).toBeGreaterThanOrEqual(handledAt(2) - 1);
    expect(event !== undefined && meets(event.box, boxOfParcel)).toBe(true);
  });

  test.each([4, 8, 15])('that is left is told at %d looks a second', (looksPerSecond) => {
    const found = tell(looksOf({ seconds: 12, looksPerSecond }, left(2)), looksPerSecond);
    expect(kindsOf(found)).toEqual(['parcel-left', 'person-present']);
  });

  test('at 2 looks a second still tells that somebody was there', () => {
    const found = tell(looksOf({ seconds: 12, looksPerSecond: 2 }, taken(2)), 2);
    expect(kindsOf(found)).toContain('person-present');
  });

  test('that is left and then taken is told twice, in that order', () => {
    const found = tell(
      looksOf({ seconds: 22 }, (seconds) => ({
        patches: [
          ...(seconds >= handledAt(1) && seconds < handledAt(11) ? [parcel] : []),
          ...visitor(1, seconds),
          ...visitor(11, seconds),
        ],
      })),
    );
    expect(actsOf(found)).toEqual(['parcel-left', 'parcel-taken']);
  });

  test('that is taken at the very start, or left just before the end, is told', () => {
    const atStart = looksOf({ seconds: 9 }, (seconds) => taken(-1.8)(seconds));
    expect(actsOf(tell(atStart))).toEqual(['parcel-taken']);
    const atEnd = looksOf({ seconds: handledAt(2) + 2 }, left(2));
    expect(actsOf(tell(atEnd))).toEqual(['parcel-left']);
  });

  test('that stands there the whole time is no event, whoever passes', () => {
    const found = tell(looksOf({ seconds: 9 }, passesBy));
    expect(kindsOf(found)).toEqual(['person-present']);
  });
});

describe('what is no event', () => {
  test('nothing at all tells nothing', () => {
    const found = tell(looksOf({ seconds: 8 }, () => ({ patches: [parcel] })));
    expect(found).toEqual({ events: [], tracks: [], backgroundHolds: true });
  });

  test('clouds, grain and a shaking camera tell nothing', () => {
    const found = tell(
      looksOf({ seconds: 10, noiseLevels: 8 }, (seconds) => ({
        patches: [parcel],
        gain: 1 + 0.15 * Math.sin(seconds),
        shift: [Math.round(1.5 * Math.sin(seconds * 9)), Math.round(Math.cos(seconds * 7))],
      })),
    );
    expect(found.events).toEqual([]);
    expect(found.backgroundHolds).toBe(true);
  });

  test('a cat is followed but is no person', () => {
    const found = tell(
      looksOf({ seconds: 8 }, (seconds) => ({
        patches: [
          { left: Math.round(seconds * 24), top: 72, width: 13, height: 6, level: 30 },
          { left: Math.round(seconds * 24) + 11, top: 69, width: 4, height: 4, level: 30 },
        ],
      })),
    );
    expect(found.events).toEqual([]);
    expect(found.tracks.length).toBeGreaterThanOrEqual(1);
  });

  test('a car that passes is no person and tries no door', () => {
    const found = tell(
      looksOf({ seconds: 8 }, (seconds) => ({
        patches: [
          { left: Math.round(seconds * 90) - 250, top: 40, width: 56, height: 22, level: 220 },
        ],
      })),
    );
    expect(found.events).toEqual([]);
  });
});

/** A parked car from its side: body, roof, wheels, the shadow under it. */
const car = [
  { left: 34, top: 74, width: 80, height: 5, level: 28 },
  { left: 34, top: 50, width: 80, height: 22, level: 210 },
  { left: 54, top: 38, width: 42, height: 12, level: 205 },
  { left: 44, top: 66, width: 11, height: 12, level: 22 },
  { left: 94, top: 66, width: 11, height: 12, level: 22 },
];

describe('a car door', () => {
  const visits = (stopSeconds: number) => (seconds: number) => {
    const reached = 62 / 30;
    const walked = seconds < reached ? seconds : Math.max(reached, seconds - stopSeconds);
    const stands = seconds >= reached && seconds < reached + stopSeconds;
    const x = Math.round(-4 + walked * 30);
    const hand = { left: x + 10, top: 46, width: 3 + (Math.floor(seconds * 4) % 2) * 3, height: 4 };
    return {
      patches: [
        ...car,
        ...walkerAt(x, stands ? 0 : seconds),
        ...(stands ? [{ ...hand, level: 30 }] : []),
      ],
    };
  };

  test('at which somebody stops is told, with where', () => {
    const found = tell(looksOf({ seconds: 11 }, visits(2.5)));
    expect(actsOf(found)).toEqual(['door-tried']);
    const event = found.events.find(({ kind }) => kind === 'door-tried');
    expect(event?.startSeconds).toBeGreaterThan(1);
    expect(event?.endSeconds).toBeLessThan(6);
  });

  test('that somebody only walks by is not told', () => {
    const found = tell(looksOf({ seconds: 9 }, visits(0)));
    expect(kindsOf(found)).toEqual(['person-present']);
  });

  test('is not what somebody stops at where no car stands', () => {
    const found = tell(
      looksOf({ seconds: 11 }, (seconds) => ({
        patches: visits(2.5)(seconds).patches.slice(car.length),
      })),
    );
    expect(actsOf(found)).toEqual([]);
  });
});

describe('the watch', () => {
  const scene = looksOf({ seconds: 12 }, taken(2));

  test('tells the same of the same looks, asked once or twice', () => {
    const watch = startSceneWatch(8);
    for (const look of scene) watch.add(look);
    expect(watch.findings()).toEqual(watch.findings());
    expect(watch.findings()).toEqual(tell(scene));
  });

  test('tells the mirrored boxes of a mirrored clip', () => {
    const [straight, inMirror] = [tell(scene), tell(mirrored(scene))];
    expect(kindsOf(inMirror)).toEqual(kindsOf(straight));
    const boxIn = ({ events }: SceneFindings) =>
      events.find(({ kind }) => kind === 'parcel-taken')?.box ?? boxOfParcel;
    const [expected, found] = [mirroredBox(boxIn(straight)), boxIn(inMirror)];
    expect(Math.abs(found.left - expected.left)).toBeLessThan(0.02);
    expect(Math.abs(found.top - expected.top)).toBeLessThan(0.03);
  });

  test('tells the same kinds under any constant light that clips nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20, max: 40 }), (light) => {
        const looks = looksOf({ seconds: 12 }, (seconds) => ({ ...taken(2)(seconds), light }));
        expect(actsOf(tell(looks))).toEqual(['parcel-taken']);
      }),
      { numRuns: 2, seed: 7 },
    );
  });

  test('covers what moves in every look between its first and last sighting', () => {
    const looks = looksOf({ seconds: 7 }, (seconds) => ({
      patches: walkerAt(Math.round(-14 + seconds * 28), seconds),
    }));
    const { tracks } = tell(looks);
    for (const { seconds } of looks.filter((look) => look.seconds >= 1 && look.seconds <= 5)) {
      const x = Math.round(-14 + seconds * 28);
      const body = { left: (x + 3) / 160, top: 34 / 90, width: 6 / 160, height: 44 / 90 };
      const covered = tracks.some(({ boxes }) =>
        boxes.some(
          ({ seconds: at, box }) =>
            at === seconds &&
            box.left <= body.left &&
            box.left + box.width >= body.left + body.width &&
            box.top <= body.top &&
            box.top + box.height >= body.top + body.height,
        ),
      );
      expect({ seconds, covered }).toEqual({ seconds, covered: true });
    }
  });

  test('says that nothing holds when every look is another scene', () => {
    const watch = startSceneWatch(8);
    for (let index = 0; index < 40; index += 1) {
      const grey = Uint8Array.from({ length: 14_400 }, (_, pixel) => {
        const mixed = Math.imul(Math.floor(pixel / 7) + 1, 2_654_435_761 + index * 97_531);
        return (mixed >>> 11) & 255;
      });
      watch.add({ ...size, seconds: index / 8, grey, isSample: false });
    }
    const found = watch.findings();
    expect(found.backgroundHolds).toBe(false);
    expect(found.events).toEqual([]);
  });

  test('tells nothing of no looks, and refuses no rate at all', () => {
    expect(startSceneWatch(8).findings()).toEqual({
      events: [],
      tracks: [],
      backgroundHolds: true,
    });
    expect(() => startSceneWatch(0)).toThrow(RangeError);
  });
});

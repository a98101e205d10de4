import { describe, expect, test } from '@jest/globals';
import { appearance } from '../../../../core/domain/inference/baseline/contours.ts';
import { mostlySeen } from '../../../../core/domain/inference/baseline/first-background.ts';
import {
  createMajority,
  createRegionFinder,
} from '../../../../core/domain/inference/baseline/mask.ts';
import {
  personLikeness,
  type MoverShape,
} from '../../../../core/domain/inference/baseline/person-like.ts';
import {
  createShrinker,
  smallSizeFor,
} from '../../../../core/domain/inference/baseline/small-picture.ts';
import { createSteadyView } from '../../../../core/domain/inference/baseline/steady-view.ts';

const size = { width: 40, height: 30 };
const textured = (dx: number, dy: number): Float32Array =>
  Float32Array.from({ length: size.width * size.height }, (_, index) => {
    const [x, y] = [(index % size.width) + dx, Math.floor(index / size.width) + dy];
    return 120 + 40 * Math.sin(x / 3) + 30 * Math.cos(y / 2.5) + 10 * Math.sin(x * y * 0.01);
  });

describe('a small picture', () => {
  test('of a flat look is as flat, whatever the camera does', () => {
    const shrinker = createShrinker({ width: 320, height: 180 });
    const out = new Float32Array(shrinker.small.width * shrinker.small.height);
    shrinker.shrink(new Uint8Array(320 * 180).fill(77), { x: 1.3, y: -0.7 }, out);
    expect(Math.min(...out)).toBeCloseTo(77, 3);
    expect(Math.max(...out)).toBeCloseTo(77, 3);
  });

  test('keeps the shape of its look', () => {
    expect(smallSizeFor({ width: 320, height: 180 })).toEqual({ width: 160, height: 90 });
    expect(smallSizeFor({ width: 180, height: 320 })).toEqual({ width: 90, height: 160 });
  });
});

describe('a steady view', () => {
  test('finds a shift of part of a pixel, and what the light did', () => {
    const view = createSteadyView(textured(0, 0), size);
    const lit = textured(0.6, -0.4).map((level) => level * 0.8 + 9);
    // Light that stays is followed from look to look; a gain is not jumped to at once.
    for (let look = 0; look < 5; look += 1) view.fit(lit);
    const { shift, gain, offset } = view.fit(lit);
    expect(shift.x).toBeCloseTo(-0.6, 1);
    expect(shift.y).toBeCloseTo(0.4, 1);
    expect(gain).toBeCloseTo(0.8, 1);
    expect(Math.abs(offset - 9)).toBeLessThan(4);
  });
});

describe('masks', () => {
  test('lone dots go and blocks stay', () => {
    const mask = new Uint8Array(100);
    mask[7] = 1;
    for (const y of [4, 5, 6]) mask.fill(1, y * 10 + 4, y * 10 + 7);
    const out = new Uint8Array(100);
    createMajority(10, 10, 5)(mask, out);
    expect(out[7]).toBe(0);
    expect(out[55]).toBe(1);
    const [region, ...others] = createRegionFinder(10, 10)(out, 1);
    expect(others).toEqual([]);
    expect(region).toMatchObject({ left: 4, top: 4, right: 7, bottom: 7, area: 5 });
  });
});

describe('a background', () => {
  test('is what a pixel shows most of the time', () => {
    const pictures = [90, 91, 200, 90, 92].map((level) => new Float32Array(4).fill(level));
    expect(mostlySeen(pictures)[2]).toBeCloseTo(90.75, 1);
  });
});

describe('an outline', () => {
  test('tells what appeared from what vanished', () => {
    const flat = new Float32Array(1_200).fill(100);
    const withThing = flat.slice();
    const inside = new Uint8Array(1_200);
    for (let y = 10; y < 18; y += 1) {
      withThing.fill(180, y * 40 + 12, y * 40 + 22);
      inside.fill(1, y * 40 + 12, y * 40 + 22);
    }
    expect(appearance(flat, withThing, inside, size)).toBeGreaterThan(0.9);
    expect(appearance(withThing, flat, inside, size)).toBeLessThan(-0.9);
  });
});

describe('a person', () => {
  const walker: MoverShape = {
    upright: 2.2,
    heightShare: 0.5,
    filled: 0.5,
    restless: 0.15,
    travelled: 4,
    seconds: 4,
    widthShare: 0.1,
    quiet: 0.1,
    speed: 0.2,
    whole: 0.8,
    hanging: 0,
  };
  test('is upright, gets somewhere, and is no rigid block', () => {
    expect(personLikeness(walker)).toBeCloseTo(1);
    expect(personLikeness({ ...walker, upright: 0.5 })).toBe(0);
    expect(personLikeness({ ...walker, travelled: 0.2 })).toBe(0);
    expect(personLikeness({ ...walker, filled: 0.95, restless: 0.01 })).toBe(0);
    expect(personLikeness({ ...walker, quiet: 0.95 })).toBe(0);
    expect(personLikeness({ ...walker, whole: 0 })).toBe(0);
  });
});

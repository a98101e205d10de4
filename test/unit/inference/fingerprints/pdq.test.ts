import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { pdqOf } from '../../../../core/domain/inference/fingerprints/pdq.ts';
import { fromHex } from '../../../../core/domain/vocabulary/bytes.ts';

const width = 160;
const height = 96;

/** A picture of smooth waves: what `wave` gives for a place, each from 0 to 1. */
const picture = (wave: (x: number, y: number) => number) => ({
  width,
  height,
  grey: Uint8Array.from({ length: width * height }, (_, at) =>
    Math.round(
      128 + 100 * Math.sin(wave((at % width) / width, Math.floor(at / width) / height) * Math.PI),
    ),
  ),
});

const scene = picture((x, y) => 3 * x + 2 * y + 2 * x * y + Math.sin(7 * x));

const distance = (one: string, other: string): number => {
  const its = fromHex(other);
  return [...fromHex(one)].reduce((sum, byte, at) => {
    const differing = byte ^ (its[at] ?? 0);
    return sum + differing.toString(2).replaceAll('0', '').length;
  }, 0);
};

describe('a PDQ hash', () => {
  it('has 256 bits, half of which are set', () => {
    const { pdq } = pdqOf(scene);
    expect(pdq).toMatch(/^[0-9a-f]{64}$/);
    expect(distance(pdq, '00'.repeat(32))).toBe(128);
  });

  it('hardly changes with brightness, contrast and noise, and wholly with the picture', () => {
    const { pdq } = pdqOf(scene);
    const dimmer = { ...scene, grey: scene.grey.map((level) => level * 0.7 + 20) };
    const noisy = {
      ...scene,
      grey: scene.grey.map((level, at) => level + ((at * 7_919) % 11) - 5),
    };
    // 31 of 256 is what the description takes for the same picture.
    expect(distance(pdq, pdqOf(dimmer).pdq)).toBeLessThanOrEqual(31);
    expect(distance(pdq, pdqOf(noisy).pdq)).toBeLessThanOrEqual(31);
    const other = picture((x, y) => 2 * y - 4 * x * x + Math.cos(9 * y));
    expect(distance(pdq, pdqOf(other).pdq)).toBeGreaterThan(80);
  });

  it('flips every odd frequency across when the picture is mirrored', () => {
    const grey = Uint8Array.from(scene.grey, (_, at) => {
      const row = Math.floor(at / width) * width;
      return scene.grey[row + width - 1 - (at - row)] ?? 0;
    });
    const mirror = pdqOf({ ...scene, grey }).pdq;
    expect(distance(pdqOf(scene).pdq, mirror)).toBeGreaterThan(80);
  });

  it('says that there is nothing to hash in an even picture', () => {
    expect(pdqOf(picture(() => 0)).quality).toBe(0);
    expect(pdqOf(scene).quality).toBeGreaterThan(20);
  });

  it('takes pictures of any size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }), (w, h) => {
        const grey = Uint8Array.from({ length: w * h }, (_, at) => (at * 31) % 256);
        const { pdq, quality } = pdqOf({ width: w, height: h, grey });
        expect(pdq).toMatch(/^[0-9a-f]{64}$/);
        expect(quality).toBeGreaterThanOrEqual(0);
        expect(quality).toBeLessThanOrEqual(100);
      }),
      { numRuns: 25 },
    );
  });
});

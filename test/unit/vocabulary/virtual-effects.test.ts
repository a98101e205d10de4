import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createSeededRandomness } from '../../../core/adapters/memory/seeded-randomness.ts';
import { createVirtualClock } from '../../../core/adapters/memory/virtual-clock.ts';

describe('a virtual clock', () => {
  it('stands still until it is moved, and never runs back', () => {
    const clock = createVirtualClock('2026-11-23T00:00:00.000Z');
    clock.advance(90);
    expect([clock.now(), clock.now()]).toEqual([
      '2026-11-23T00:01:30.000Z',
      '2026-11-23T00:01:30.000Z',
    ]);
    clock.advanceTo('2026-11-23T00:00:10.000Z');
    expect(clock.now()).toBe('2026-11-23T00:01:30.000Z');
    clock.advanceTo('2026-11-24T00:00:00.000Z');
    expect(clock.now()).toBe('2026-11-24T00:00:00.000Z');
    expect(() => clock.advance(-1)).toThrow(RangeError);
  });
});

describe('seeded randomness', () => {
  it('follows from its seed', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 70 }), (seed, count) => {
        const [one, same] = [createSeededRandomness(seed), createSeededRandomness(seed)];
        expect(one.bytes(count)).toHaveLength(count);
        same.bytes(count);
        expect([...one.bytes(40)]).toEqual([...same.bytes(40)]);
        expect([...createSeededRandomness(seed + 1).bytes(40)]).not.toEqual([
          ...createSeededRandomness(seed).bytes(40),
        ]);
      }),
    );
  });

  it('draws within its bounds, and every choice', () => {
    const random = createSeededRandomness(5);
    const drawn = Array.from({ length: 500 }, () => random.below(7));
    expect(new Set(drawn)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
    expect(['a', 'b']).toContain(random.pick(['a', 'b']));
    expect(random.chance(0)).toBe(false);
    expect(random.chance(1)).toBe(true);
    expect(() => random.pick([])).toThrow(RangeError);
  });

  it('draws every byte about as often', () => {
    const counts = Array.from({ length: 256 }, () => 0);
    for (const byte of createSeededRandomness(6).bytes(256_000)) {
      counts[byte] = (counts[byte] ?? 0) + 1;
    }
    // 1,000 each are expected, with a standard deviation of 32: six of them are 190.
    expect(Math.min(...counts)).toBeGreaterThan(810);
    expect(Math.max(...counts)).toBeLessThan(1_190);
  });
});

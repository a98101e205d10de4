import { describe, expect, it } from '@jest/globals';
import { createVirtualClock } from '../../../core/adapters/memory/virtual-clock.ts';
import { createSeededRandomness } from '../../../core/adapters/memory/seeded-randomness.ts';
import { createUlidSource } from '../../../core/adapters/node/ulid-source.ts';
import { awardIdOf, bodyOf, erasureIdOf, idPrefixes } from '../../../core/domain/vocabulary/ids.ts';

const start = '2026-11-23T01:17:32.000Z';

const sourceFrom = (seed: number) => {
  const clock = createVirtualClock(start);
  return { clock, ids: createUlidSource({ clock, randomness: createSeededRandomness(seed) }) };
};

describe('ids', () => {
  it('are a prefix and a ULID', () => {
    const { ids } = sourceFrom(1);
    for (const prefix of idPrefixes) {
      expect(ids.next(prefix)).toMatch(new RegExp(`^${prefix}_[0-9A-HJKMNP-TV-Z]{26}$`));
    }
  });

  it('sort by the millisecond they were made in', () => {
    const { ids, clock } = sourceFrom(2);
    const made = Array.from({ length: 50 }, () => {
      clock.advance(0.001);
      return ids.next('clip');
    });
    expect(made.toSorted()).toEqual(made);
  });

  it('are not made twice in one millisecond', () => {
    const { ids } = sourceFrom(3);
    const made = Array.from({ length: 1_000 }, () => ids.next('clip'));
    expect(new Set(made).size).toBe(1_000);
  });

  it('follow from clock and randomness', () => {
    expect(sourceFrom(4).ids.next('clip')).toBe(sourceFrom(4).ids.next('clip'));
    expect(sourceFrom(4).ids.next('clip')).not.toBe(sourceFrom(5).ids.next('clip'));
  });

  it('of an award and an erasure have the body of the clip’s', () => {
    expect(bodyOf('clip_01J')).toBe('01J');
    expect(awardIdOf('clip_01J')).toBe('award_01J');
    expect(erasureIdOf('clip_01J')).toBe('erasure_01J');
  });
});

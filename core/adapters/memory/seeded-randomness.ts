import type { Randomness } from '../../domain/vocabulary/bytes.ts';

/** Randomness that follows from a seed. Never for salts of real records: it can be guessed. */
export interface SeededRandomness extends Randomness {
  /** A number from 0 (included) to 1 (excluded). */
  fraction(): number;
  /** An integer from 0 to `below` - 1. */
  below(below: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** One of the choices. Throws `RangeError` when there is none. */
  pick<Choice>(choices: readonly Choice[]): Choice;
}

/**
 * Mulberry32: 32 bits of state, good enough to draw faults with, and the same on every machine.
 * https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
 */
export const createSeededRandomness = (seed: number): SeededRandomness => {
  let state = seed >>> 0;
  const word = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const fraction = (): number => word() / 2 ** 32;
  const below = (bound: number): number => Math.floor(fraction() * bound);
  return {
    fraction,
    below,
    chance: (probability) => fraction() < probability,
    pick: (choices) => {
      const index = below(choices.length);
      const choice = choices[index];
      if (index >= choices.length || choice === undefined) throw new RangeError('Nothing to pick');
      return choice;
    },
    bytes: (count) => {
      const bytes = new Uint8Array(count);
      for (let at = 0; at < count; at += 4) {
        const drawn = word();
        for (let byte = 0; byte < 4 && at + byte < count; byte += 1) {
          bytes[at + byte] = (drawn >>> (8 * byte)) & 255;
        }
      }
      return bytes;
    },
  };
};

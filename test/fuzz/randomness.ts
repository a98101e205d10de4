import {
  createSeededRandomness,
  type SeededRandomness,
} from '../../core/adapters/memory/seeded-randomness.ts';

/** Dice of one mutant: each can be made again without those before it. */
export const diceOf = (seed: number, mutant: number): SeededRandomness =>
  createSeededRandomness(Math.imul(seed, 0x9e37_79b1) ^ Math.imul(mutant + 1, 0x85eb_ca6b));

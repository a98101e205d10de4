/** Numbers that look random and are the same for the same seed, on every machine. */
export interface Dice {
  /** A whole number from 0 up to, but not including, `below`. */
  readonly below: (below: number) => number;
  readonly chance: (share: number) => boolean;
  readonly pick: <T>(items: readonly T[]) => T;
}

/** Dice of one mutant: any mutant can be made again without those before it. */
export const diceOf = (seed: number, mutant: number): Dice => {
  let state = (Math.imul(seed, 0x9e37_79b1) ^ Math.imul(mutant + 1, 0x85eb_ca6b)) >>> 0;
  // splitmix32: one addition, two multiplications, and every seed is as good as any other.
  const next = (): number => {
    state = (state + 0x9e37_79b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0_aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  const below = (limit: number): number => (limit < 1 ? 0 : Math.floor((next() / 2 ** 32) * limit));
  return {
    below,
    chance: (share) => next() / 2 ** 32 < share,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new RangeError('Nothing to pick from');
      return item;
    },
  };
};

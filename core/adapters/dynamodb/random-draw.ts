import type { Randomness } from '../../domain/vocabulary/bytes.ts';

/** Draws evenly from 0 (included) to 1 (excluded): 32 bits, plenty for waits and orders. */
export const drawFrom = (randomness: Randomness) => (): number => {
  let drawn = 0;
  for (const byte of randomness.bytes(4)) drawn = drawn * 256 + byte;
  return drawn / 2 ** 32;
};

/** The items in a random order (Fisher and Yates). */
export const shuffled = <Item>(items: readonly Item[], draw: () => number): readonly Item[] => {
  const rest = [...items];
  const order: Item[] = [];
  while (rest.length > 0) order.push(...rest.splice(Math.floor(draw() * rest.length), 1));
  return order;
};

/** One shard of a category's slots. */
export interface SlotShard {
  /** Slots it has. */
  readonly limit: number;
  /** Slots of it that are reserved or paid. */
  readonly taken: number;
}

/**
 * New limits of the shards of a category, in their order, so that they add up to `wanted` and none
 * falls below what is taken: the free slots are shared out evenly, so that every shard has room for
 * whoever comes next. Undefined when more than `wanted` are taken.
 */
export const planSlots = (
  shards: readonly SlotShard[],
  wanted: number,
): readonly number[] | undefined => {
  const free = wanted - shards.reduce((sum, { taken }) => sum + taken, 0);
  if (free < 0) return undefined;
  // Already so many: what is not changed meets no rival.
  if (shards.reduce((sum, { limit }) => sum + limit, 0) === wanted) {
    return shards.map(({ limit }) => limit);
  }
  const share = Math.floor(free / shards.length);
  const over = free % shards.length;
  return shards.map(({ taken }, shard) => taken + share + (shard < over ? 1 : 0));
};

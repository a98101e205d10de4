import { programItems, slotShards, slotsOfShard } from '../../contracts/layout/items.ts';
import type { LiveClip } from '../../domain/intake/clip.ts';
import { keyText, type MemoryTables } from './tables.ts';

const slotsKey = ({ campaignId, declared }: LiveClip, shard: number): string =>
  keyText(programItems.slots(campaignId, declared.category, shard));

/** The key of what a clip's camera holds of its category. */
export const cameraKey = ({ contributorId, campaignId, declared }: LiveClip): string =>
  keyText(
    programItems.camera(
      { contributorId, cameraId: declared.cameraId },
      campaignId,
      declared.category,
    ),
  );

/** Where a clip begins to look for a slot: clips spread over the shards by their ids. */
const firstShardOf = ({ clipId }: LiveClip): number => {
  let sum = 0;
  for (const character of clipId.slice(-6)) sum += character.charCodeAt(0);
  return sum % slotShards;
};

/** A shard with a free slot, looking at every one; undefined when the category is full. */
export const findFreeShard = (
  tables: MemoryTables,
  clip: LiveClip,
  wanted: number,
): number | undefined => {
  const first = firstShardOf(clip);
  for (let step = 0; step < slotShards; step += 1) {
    const shard = (first + step) % slotShards;
    const taken = tables.slots.get(slotsKey(clip, shard)) ?? 0;
    if (taken < slotsOfShard(wanted, shard)) return shard;
  }
  return undefined;
};

const change = <Key>(counts: Map<Key, number>, key: Key, by: 1 | -1): void => {
  counts.set(key, (counts.get(key) ?? 0) + by);
};

/** Takes a slot of the clip's shard and counts its camera; -1 gives both back. */
export const changeSlot = (tables: MemoryTables, clip: LiveClip, by: 1 | -1): void => {
  change(tables.slots, slotsKey(clip, clip.slotShard), by);
  change(tables.cameras, cameraKey(clip), by);
};

/** Counts an open grant of the clip's contributor; -1 takes it off. */
export const changeOpenGrants = (
  tables: MemoryTables,
  { contributorId }: LiveClip,
  by: 1 | -1,
): void => {
  change(tables.openGrants, contributorId, by);
};

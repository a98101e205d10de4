import { programItems, slotShards } from '../../contracts/layout/items.ts';
import type { Category } from '../../domain/campaigns/campaign.ts';
import type { LiveClip } from '../../domain/intake/clip.ts';
import type { CampaignId } from '../../domain/vocabulary/ids.ts';
import { keyText, type MemoryTables, type SlotShard } from './tables.ts';

const noSlots: SlotShard = { limit: 0, taken: 0 };

/** The key of a shard of a category's slots. */
const slotsKey = (campaignId: CampaignId, category: Category, shard: number): string =>
  keyText(programItems.slots(campaignId, category, shard));

/** The keys of what a clip counts for: its camera's and its contributor's clips of the category. */
export const capKeysOf = ({
  contributorId,
  campaignId,
  declared: { cameraId, category },
}: LiveClip): { readonly camera: string; readonly contributor: string } => ({
  camera: keyText(programItems.camera({ contributorId, cameraId }, campaignId, category)),
  contributor: keyText(programItems.contributorCap(contributorId, campaignId, category)),
});

/** Where a clip begins to look for a slot: clips spread over the shards by their ids. */
const firstShardOf = ({ clipId }: LiveClip): number => {
  let sum = 0;
  for (const character of clipId.slice(-6)) sum += character.charCodeAt(0);
  return sum % slotShards;
};

/** A shard with a free slot, looking at every one; undefined when the category is full. */
export const findFreeShard = (tables: MemoryTables, clip: LiveClip): number | undefined => {
  const first = firstShardOf(clip);
  for (let step = 0; step < slotShards; step += 1) {
    const shard = (first + step) % slotShards;
    const key = slotsKey(clip.campaignId, clip.declared.category, shard);
    const { limit, taken } = tables.slots.get(key) ?? noSlots;
    if (taken < limit) return shard;
  }
  return undefined;
};

/** Free slots of a category, over all shards. */
export const countFreeSlots = (
  tables: MemoryTables,
  campaignId: CampaignId,
  category: Category,
): number => {
  let free = 0;
  for (let shard = 0; shard < slotShards; shard += 1) {
    const { limit, taken } = tables.slots.get(slotsKey(campaignId, category, shard)) ?? noSlots;
    free += Math.max(0, limit - taken);
  }
  return free;
};

const change = <Key>(counts: Map<Key, number>, key: Key, by: 1 | -1): void => {
  counts.set(key, (counts.get(key) ?? 0) + by);
};

/** Takes a slot of the clip's shard and counts camera and contributor; -1 gives all back. */
export const changeSlot = (tables: MemoryTables, clip: LiveClip, by: 1 | -1): void => {
  const key = slotsKey(clip.campaignId, clip.declared.category, clip.slotShard);
  const shard = tables.slots.get(key) ?? noSlots;
  tables.slots.set(key, { ...shard, taken: shard.taken + by });
  const { camera, contributor } = capKeysOf(clip);
  change(tables.capCounts, camera, by);
  change(tables.capCounts, contributor, by);
};

/** Counts an open grant of the clip's contributor; -1 takes it off. */
export const changeOpenGrants = (
  tables: MemoryTables,
  { contributorId }: LiveClip,
  by: 1 | -1,
): void => {
  change(tables.openGrants, contributorId, by);
};

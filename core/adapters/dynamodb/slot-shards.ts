import * as z from 'zod';
import { programItems, slotShards } from '../../contracts/layout/items.ts';
import type { Category } from '../../domain/campaigns/campaign.ts';
import type { CampaignId } from '../../domain/vocabulary/ids.ts';
import { countShape } from './stored-shapes.ts';
import { readItems, type Table } from './table.ts';
import type { TransactItem } from './transaction.ts';

const shardShape = z.object({ pk: z.string(), limit: countShape, taken: countShape });

/** Every shard of a category's slots, by its number. */
export const shardNumbers: readonly number[] = Array.from(
  { length: slotShards },
  (_, shard) => shard,
);

/** Free slots of each of these shards; none of one without an item. 16 keys: one BatchGetItem. */
export const readFreeSlots = async (
  { campaignId, category }: { readonly campaignId: CampaignId; readonly category: Category },
  shards: readonly number[],
  programs: Table,
): Promise<ReadonlyMap<number, number>> => {
  const numberOf = new Map(
    shards.map((shard) => [programItems.slots(campaignId, category, shard).pk, shard]),
  );
  const keys = shards.map((shard) => programItems.slots(campaignId, category, shard));
  const free = new Map<number, number>();
  for (const item of await readItems(programs, keys)) {
    const { pk, limit, taken } = shardShape.parse(item);
    const shard = numberOf.get(pk);
    if (shard !== undefined) free.set(shard, Math.max(0, limit - taken));
  }
  return free;
};

/** Takes a slot below the shard's own limit; a shard without an item has none. */
export const takeSlot = (
  table: string,
  at: { readonly campaignId: CampaignId; readonly category: Category; readonly shard: number },
): TransactItem => ({
  Update: {
    TableName: table,
    Key: { ...programItems.slots(at.campaignId, at.category, at.shard) },
    UpdateExpression: 'ADD taken :one',
    ConditionExpression: 'taken < #limit',
    ExpressionAttributeNames: { '#limit': 'limit' },
    ExpressionAttributeValues: { ':one': 1 },
  },
});

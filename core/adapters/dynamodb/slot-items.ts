import * as z from 'zod';
import { programItems } from '../../contracts/layout/items.ts';
import type { Category } from '../../domain/campaigns/campaign.ts';
import { planSlots, type SlotShard } from '../../domain/campaigns/slot-plan.ts';
import type { CampaignId } from '../../domain/vocabulary/ids.ts';
import { shardNumbers } from './slot-shards.ts';
import { countShape } from './stored-shapes.ts';
import { readItems, type ReadOptions, type Table } from './table.ts';
import type { TransactItem } from './transaction.ts';

const shardShape = z.object({ pk: z.string(), limit: countShape, taken: countShape });

/** A shard as read; `stored` is false where there is none yet. */
interface ReadShard extends SlotShard {
  readonly stored: boolean;
}

/** The shards of a category, by their numbers. 16 keys: one BatchGetItem. */
export const readShards = async (
  campaignId: CampaignId,
  category: Category,
  programs: Table,
  options?: ReadOptions,
): Promise<readonly ReadShard[]> => {
  const keys = shardNumbers.map((shard) => programItems.slots(campaignId, category, shard));
  const found = new Map<string, SlotShard>();
  for (const item of await readItems(programs, keys, options)) {
    const { pk, limit, taken } = shardShape.parse(item);
    found.set(pk, { limit, taken });
  }
  return keys.map(({ pk }) => {
    const shard = found.get(pk);
    return shard === undefined ? { limit: 0, taken: 0, stored: false } : { ...shard, stored: true };
  });
};

/**
 * The writes, each on condition that the plan still holds, that make the slots of a category add
 * up to `wanted`; none for shards that stay as they are. `taken` when more are taken.
 */
export const planCategory = async (
  { campaignId, category, wanted }: { campaignId: CampaignId; category: Category; wanted: number },
  programs: Table,
): Promise<readonly TransactItem[] | 'taken'> => {
  const shards = await readShards(campaignId, category, programs);
  const limits = planSlots(shards, wanted);
  if (limits === undefined) return 'taken';
  return shards.flatMap((shard, number) => {
    const limit = limits[number] ?? 0;
    if (shard.stored && shard.limit === limit) return [];
    const key = programItems.slots(campaignId, category, number);
    return writeOf(key, { category, limit, shard }, programs);
  });
};

/** `limit` is a word of DynamoDB's own, so it goes by another name in expressions. */
const writeOf = (
  key: { readonly pk: string; readonly sk: string },
  { category, limit, shard }: { category: Category; limit: number; shard: ReadShard },
  { table }: Table,
): TransactItem =>
  shard.stored
    ? {
        Update: {
          TableName: table,
          Key: { ...key },
          UpdateExpression: 'SET #limit = :limit',
          ConditionExpression: '#limit = :before AND taken <= :limit',
          ExpressionAttributeNames: { '#limit': 'limit' },
          ExpressionAttributeValues: { ':limit': limit, ':before': shard.limit },
        },
      }
    : {
        Put: {
          TableName: table,
          Item: { ...key, category, limit, taken: 0 },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      };

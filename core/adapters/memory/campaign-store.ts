import { programItems, slotShards, slotsOfShard } from '../../contracts/layout/items.ts';
import {
  categories as allCategories,
  type Campaign,
  type Category,
  type ConsentNotice,
} from '../../domain/campaigns/campaign.ts';
import { wordsOf } from '../../domain/campaigns/campaign-terms.ts';
import type { CampaignStore, NewCampaignParts } from '../../domain/campaigns/ports.ts';
import { planSlots } from '../../domain/campaigns/slot-plan.ts';
import type { CampaignId } from '../../domain/vocabulary/ids.ts';
import { keyText, type MemoryTables, type SlotShard } from './tables.ts';

/** Most campaigns that a list returns. */
const maxCampaignsListed = 100;

const shardKeys = (campaignId: CampaignId, category: Category): readonly string[] =>
  Array.from({ length: slotShards }, (_, shard) =>
    keyText(programItems.slots(campaignId, category, shard)),
  );

const shardsOf = (
  tables: MemoryTables,
  campaignId: CampaignId,
  category: Category,
): readonly SlotShard[] =>
  shardKeys(campaignId, category).map((key) => tables.slots.get(key) ?? { limit: 0, taken: 0 });

const createCampaign = (
  tables: MemoryTables,
  campaign: Campaign,
  { notice, fileKey }: NewCampaignParts,
): 'created' | 'exists' => {
  const { campaignId } = campaign;
  if (tables.campaigns.has(campaignId)) return 'exists';
  tables.campaigns.set(campaignId, campaign);
  tables.notices.set(keyText(programItems.notice(campaignId, notice.version)), notice);
  tables.fileKeys.set(campaignId, fileKey);
  for (const { category, wanted } of campaign.terms) {
    for (const [shard, key] of shardKeys(campaignId, category).entries()) {
      tables.slots.set(key, { limit: slotsOfShard(wanted, shard), taken: 0 });
    }
  }
  return 'created';
};

const changeCampaign = (
  tables: MemoryTables,
  campaign: Campaign,
  notice: ConsentNotice | undefined,
): Awaited<ReturnType<CampaignStore['change']>> => {
  const { campaignId, version, terms } = campaign;
  if (tables.campaigns.get(campaignId)?.version !== version - 1) return 'stale';
  if (notice !== undefined) {
    const stored = tables.notices.get(keyText(programItems.notice(campaignId, notice.version)));
    if (stored !== undefined && wordsOf(stored) !== wordsOf(notice)) return 'notice-differs';
  }
  const limits = new Map<string, SlotShard>();
  for (const { category, wanted } of terms) {
    const shards = shardsOf(tables, campaignId, category);
    const plan = planSlots(shards, wanted);
    if (plan === undefined) return 'target-below-taken';
    for (const [shard, key] of shardKeys(campaignId, category).entries()) {
      limits.set(key, { limit: plan[shard] ?? 0, taken: shards[shard]?.taken ?? 0 });
    }
  }
  for (const [key, shard] of limits) tables.slots.set(key, shard);
  if (notice !== undefined) {
    tables.notices.set(keyText(programItems.notice(campaignId, notice.version)), notice);
  }
  tables.campaigns.set(campaignId, campaign);
  return 'changed';
};

/** Campaigns, their notices and their slots in memory. */
export const createMemoryCampaignStore = (tables: MemoryTables): CampaignStore => ({
  create: async (campaign, made) => createCampaign(tables, campaign, made),
  find: async (campaignId) => tables.campaigns.get(campaignId),
  change: async (campaign, notice) => changeCampaign(tables, campaign, notice),
  findNotice: async (campaignId, version) =>
    tables.notices.get(keyText(programItems.notice(campaignId, version))),
  async list() {
    return [...tables.campaigns.values()]
      .toSorted(
        (one, other) =>
          other.createdAt.localeCompare(one.createdAt) ||
          other.campaignId.localeCompare(one.campaignId),
      )
      .slice(0, maxCampaignsListed);
  },
  async taken(campaignId, categories = allCategories) {
    return Object.fromEntries(
      categories.map((category) => [
        category,
        shardsOf(tables, campaignId, category).reduce((sum, { taken }) => sum + taken, 0),
      ]),
    );
  },
});

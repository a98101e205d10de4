import { programItems, slotShards } from '../../contracts/layout/items.ts';
import type { CampaignStore } from '../../domain/campaigns/ports.ts';
import { keyText, type MemoryTables } from './tables.ts';

/** Most campaigns that a list returns. */
const maxCampaignsListed = 100;

/** Campaigns and their slots in memory. */
export const createMemoryCampaignStore = (tables: MemoryTables): CampaignStore => ({
  async create(campaign) {
    if (tables.campaigns.has(campaign.campaignId)) return 'exists';
    tables.campaigns.set(campaign.campaignId, campaign);
    return 'created';
  },
  async find(campaignId) {
    return tables.campaigns.get(campaignId);
  },
  async list() {
    return [...tables.campaigns.values()]
      .toSorted(
        (one, other) =>
          other.createdAt.localeCompare(one.createdAt) ||
          other.campaignId.localeCompare(one.campaignId),
      )
      .slice(0, maxCampaignsListed);
  },
  async taken(campaignId) {
    const counts: Record<string, number> = {};
    for (const { category } of tables.campaigns.get(campaignId)?.terms ?? []) {
      let taken = 0;
      for (let shard = 0; shard < slotShards; shard += 1) {
        taken += tables.slots.get(keyText(programItems.slots(campaignId, category, shard))) ?? 0;
      }
      counts[category] = taken;
    }
    return counts;
  },
});

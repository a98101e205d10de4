import type { CampaignId } from '../vocabulary/ids.ts';
import type { Actor } from '../vocabulary/people.ts';
import type { Campaign, CampaignStatus } from './campaign.ts';
import { requirePlatform } from './campaign-terms.ts';
import { findCampaign, hasChanged, isClosed } from './change-campaign.ts';
import type { CampaignStore } from './ports.ts';

/** Tries against somebody who changes the campaign at the same moment. */
const maxAttempts = 5;

/**
 * Pauses a campaign, opens it again, or closes it, which is for ever. Repeating it is fine. Refuses
 * `not-found`, `campaign-closed`, and `campaign-changed` when others change it all the time.
 */
export const setCampaignStatus = async (
  actor: Actor,
  { campaignId, status }: { readonly campaignId: CampaignId; readonly status: CampaignStatus },
  { campaigns }: { campaigns: CampaignStore },
): Promise<Campaign> => {
  requirePlatform(actor);
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const before = await findCampaign(campaignId, campaigns);
    if (before.status === status) return before;
    if (before.status === 'closed') throw isClosed(before);
    const after: Campaign = { ...before, status, version: before.version + 1 };
    if ((await campaigns.change(after)) === 'changed') return after;
  }
  throw hasChanged(await findCampaign(campaignId, campaigns));
};

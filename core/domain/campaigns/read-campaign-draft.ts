import type { CampaignId } from '../vocabulary/ids.ts';
import type { Actor } from '../vocabulary/people.ts';
import { requirePlatform } from './campaign-terms.ts';
import { findCampaign, type CampaignChange } from './change-campaign.ts';
import type { CampaignStore } from './ports.ts';

/**
 * A campaign as it stands, in the form that a change of it takes: with the rule by which the
 * machine decides, and the words of the notice in force. Refuses `not-allowed`, `not-found`.
 */
export const readCampaignDraft = async (
  actor: Actor,
  campaignId: CampaignId,
  { campaigns }: { campaigns: Pick<CampaignStore, 'find' | 'findNotice'> },
): Promise<CampaignChange> => {
  requirePlatform(actor);
  const {
    campaignId: _campaignId,
    status: _status,
    createdAt: _createdAt,
    ...said
  } = await findCampaign(campaignId, campaigns);
  // A notice is stored with the campaign that names it and never goes: no change can come between.
  const notice = await campaigns.findNotice(campaignId, said.notice.version);
  if (notice === undefined) {
    throw new Error(
      `Campaign ${campaignId} names notice ${said.notice.version}, which is not kept`,
    );
  }
  return { ...said, notice };
};

import type * as z from 'zod';
import type * as shapes from '../../../core/contracts/http/shapes.ts';
import { createCampaign } from '../../../core/domain/campaigns/create-campaign.ts';
import type { Campaign } from '../../../core/domain/campaigns/campaign.ts';
import type { ConsentRecord } from '../../../core/domain/campaigns/consent.ts';
import { giveConsent } from '../../../core/domain/campaigns/give-consent.ts';
import { readConsent } from '../../../core/domain/campaigns/read-consent.ts';
import { Refusal } from '../../../core/domain/vocabulary/refusal.ts';
import type { Answers } from '../../middleware/http.ts';
import type { CampaignsContainer } from '../container.ts';

/** The routes of `campaigns/serve-campaigns`. */
export const answers: Answers<'campaigns/serve-campaigns', CampaignsContainer> = {
  listCampaigns: async (_request, container) => ({
    campaigns: await Promise.all(
      (await container.campaigns.list()).map((campaign) => campaignDocument(campaign, container)),
    ),
  }),
  getCampaign: async ({ parameters }, container) => {
    const campaign = await container.campaigns.find(parameters.campaignId);
    if (campaign === undefined) {
      throw new Refusal('not-found', `There is no campaign ${parameters.campaignId}.`);
    }
    return campaignDocument(campaign, container);
  },
  createCampaign: async ({ actor, body: { campaignId, ...draft } }, container) => {
    const named = campaignId === undefined ? draft : { ...draft, campaignId };
    return campaignDocument(await createCampaign(actor, named, container), container);
  },
  giveConsent: async ({ actor, body }, container) =>
    consentDocument(await giveConsent(actor, body, container)),
  getConsent: async ({ actor, parameters }, container) =>
    consentDocument(await readConsent(actor, parameters.consentId, container)),
};

const campaignDocument = async (
  campaign: Campaign,
  { campaigns }: CampaignsContainer,
): Promise<z.input<typeof shapes.campaign>> => {
  const taken = await campaigns.taken(campaign.campaignId);
  return {
    campaignId: campaign.campaignId,
    title: campaign.title,
    brief: campaign.brief,
    status: campaign.status,
    opensAt: campaign.opensAt,
    closesAt: campaign.closesAt,
    terms: campaign.terms.map((terms) => ({
      ...terms,
      stillWanted: terms.wanted - (taken[terms.category] ?? 0),
    })),
    footage: { ...campaign.footage, contentTypes: [...campaign.footage.contentTypes] },
    notice: campaign.notice,
  };
};

const consentDocument = (record: ConsentRecord): z.input<typeof shapes.consent> => ({
  consentId: record.consentId,
  campaignId: record.campaignId,
  noticeVersion: record.noticeVersion,
  purposes: [...record.purposes],
  givenAt: record.givenAt,
});

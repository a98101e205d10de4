import type * as z from 'zod';
import type * as shapes from '../../../core/contracts/http/shapes.ts';
import { isOpen, type Campaign } from '../../../core/domain/campaigns/campaign.ts';
import {
  changeCampaign,
  type CampaignChange,
} from '../../../core/domain/campaigns/change-campaign.ts';
import type { ConsentRecord } from '../../../core/domain/campaigns/consent.ts';
import { createCampaign } from '../../../core/domain/campaigns/create-campaign.ts';
import { giveConsent } from '../../../core/domain/campaigns/give-consent.ts';
import { readCampaignDraft } from '../../../core/domain/campaigns/read-campaign-draft.ts';
import {
  standingOf,
  type CampaignStanding,
} from '../../../core/domain/campaigns/read-campaigns.ts';
import { listConsents, readConsent } from '../../../core/domain/campaigns/read-consent.ts';
import { setCampaignStatus } from '../../../core/domain/campaigns/set-campaign-status.ts';
import { withdrawConsent } from '../../../core/domain/campaigns/withdraw-consent.ts';
import { Refusal } from '../../../core/domain/vocabulary/refusal.ts';
import type { Instant } from '../../../core/domain/vocabulary/time.ts';
import type { Answers } from '../../middleware/http.ts';
import type { CampaignsContainer } from '../container.ts';

/** The routes of `campaigns/serve-campaigns`. */
export const answers: Answers<'campaigns/serve-campaigns', CampaignsContainer> = {
  listCampaigns: async (_request, { publicCampaigns, clock }) => ({
    campaigns: (await publicCampaigns.list()).map((standing) =>
      campaignDocument(standing, clock.now()),
    ),
  }),
  getCampaign: async ({ parameters }, { publicCampaigns, clock }) => {
    const standing = await publicCampaigns.find(parameters.campaignId);
    if (standing === undefined) {
      throw new Refusal('not-found', `There is no campaign ${parameters.campaignId}.`);
    }
    return campaignDocument(standing, clock.now());
  },
  createCampaign: async ({ actor, body: { campaignId, ...draft } }, container) => {
    const named = campaignId === undefined ? draft : { ...draft, campaignId };
    return changed(await createCampaign(actor, named, container), container);
  },
  getCampaignDraft: async ({ actor, parameters }, container) =>
    draftDocument(await readCampaignDraft(actor, parameters.campaignId, container)),
  changeCampaign: async ({ actor, parameters, body }, container) =>
    changed(await changeCampaign(actor, parameters.campaignId, body, container), container),
  setCampaignStatus: async ({ actor, parameters, body }, container) => {
    const asked = { campaignId: parameters.campaignId, status: body.status };
    return changed(await setCampaignStatus(actor, asked, container), container);
  },
  getNotice: async ({ parameters: { campaignId, noticeVersion } }, { campaigns }) => {
    const notice = await campaigns.findNotice(campaignId, noticeVersion);
    if (notice === undefined) {
      throw new Refusal('not-found', `Campaign ${campaignId} has no notice ${noticeVersion}.`);
    }
    return { ...notice, texts: [...notice.texts] };
  },
  giveConsent: async ({ actor, body }, container) =>
    consentDocument(await giveConsent(actor, body, container)),
  listConsents: async ({ actor }, container) => ({
    consents: (await listConsents(actor, container)).map(consentDocument),
  }),
  getConsent: async ({ actor, parameters }, container) =>
    consentDocument(await readConsent(actor, parameters.consentId, container)),
  withdrawConsent: async ({ actor, parameters, body: { purposes } }, container) => {
    const { consentId } = parameters;
    const asked = purposes === undefined ? { consentId } : { consentId, purposes };
    return consentDocument(await withdrawConsent(actor, asked, container));
  },
};

/** A campaign just written, as it stands now; whoever reads here next sees it, too. */
const changed = async (
  campaign: Campaign,
  { campaigns, publicCampaigns, clock }: CampaignsContainer,
): Promise<z.input<typeof shapes.campaign>> => {
  publicCampaigns.forget();
  return campaignDocument(await standingOf(campaign, campaigns), clock.now());
};

/** What everybody may know: all but the rule by which the machine decides. */
const campaignDocument = (
  { campaign, taken }: CampaignStanding,
  now: Instant,
): z.input<typeof shapes.campaign> => {
  const { review: _review, createdAt: _createdAt, ...said } = campaign;
  return {
    ...said,
    takesClipsNow: isOpen(campaign, now),
    regions: [...campaign.regions],
    terms: campaign.terms.map((terms) => ({
      ...terms,
      stillWanted: Math.max(0, terms.wanted - (taken[terms.category] ?? 0)),
    })),
    footage: footageDocument(campaign),
    notice: { ...campaign.notice, languages: [...campaign.notice.languages] },
  };
};

/** What the platform team edits and sends back. */
const draftDocument = (draft: CampaignChange): z.input<typeof shapes.campaignChange> => ({
  ...draft,
  regions: [...draft.regions],
  terms: [...draft.terms],
  footage: footageDocument(draft),
  review: {
    ...draft.review,
    acceptScenarios: [...draft.review.acceptScenarios],
    moderation: { ...draft.review.moderation, rules: [...draft.review.moderation.rules] },
  },
  notice: { ...draft.notice, texts: [...draft.notice.texts] },
});

const footageDocument = ({ footage }: Pick<Campaign, 'footage'>) => ({
  ...footage,
  contentTypes: [...footage.contentTypes],
  codecs: [...footage.codecs],
});

const consentDocument = (record: ConsentRecord): z.input<typeof shapes.consent> => ({
  consentId: record.consentId,
  campaignId: record.campaignId,
  noticeVersion: record.noticeVersion,
  language: record.language,
  purposes: [...record.purposes],
  givenAt: record.givenAt,
  ...(record.withdrawnAt === undefined ? {} : { withdrawnAt: record.withdrawnAt }),
  record: record.sealed.opening.document as Record<string, unknown>,
});

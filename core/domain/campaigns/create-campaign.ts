import { canonicalJson, type Json } from '../evidence/leaf.ts';
import type { CampaignId, IdSource } from '../vocabulary/ids.ts';
import { holds, type Actor } from '../vocabulary/people.ts';
import { Refusal } from '../vocabulary/refusal.ts';
import type { Clock } from '../vocabulary/time.ts';
import type { Campaign } from './campaign.ts';
import type { CampaignStore } from './ports.ts';

/** A campaign as the platform team writes it. */
export type CampaignDraft = Omit<Campaign, 'campaignId' | 'createdAt' | 'status'> & {
  /** Chosen by the caller so that a retried creation finds the first one. */
  readonly campaignId?: CampaignId;
};

/** Opens a campaign. Refused `campaign-exists` when the id is taken by different terms. */
export const createCampaign = async (
  actor: Actor,
  draft: CampaignDraft,
  { campaigns, ids, clock }: { campaigns: CampaignStore; ids: IdSource; clock: Clock },
): Promise<Campaign> => {
  if (!holds(actor, 'platform'))
    throw new Refusal('not-allowed', 'Only the platform team opens campaigns.');
  const campaign: Campaign = {
    ...draft,
    campaignId: draft.campaignId ?? ids.next('campaign'),
    status: 'open',
    createdAt: clock.now(),
  };
  if ((await campaigns.create(campaign)) === 'created') return campaign;
  const existing = await campaigns.find(campaign.campaignId);
  if (existing === undefined || !sameTerms(existing, campaign)) {
    throw new Refusal(
      'campaign-exists',
      `Campaign ${campaign.campaignId} exists with other terms. Choose another id.`,
    );
  }
  return existing;
};

/** Everything but when and in what state it was stored. */
const sameTerms = (one: Campaign, other: Campaign): boolean => {
  const terms = ({ createdAt: _createdAt, status: _status, ...said }: Campaign): string =>
    canonicalJson(said as unknown as Json);
  return terms(one) === terms(other);
};

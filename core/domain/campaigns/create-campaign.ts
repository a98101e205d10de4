import type { HostLimits } from '../inference/host-limits.ts';
import type { Randomness } from '../vocabulary/bytes.ts';
import type { CampaignId, IdSource } from '../vocabulary/ids.ts';
import type { Actor } from '../vocabulary/people.ts';
import { Refusal } from '../vocabulary/refusal.ts';
import type { Clock } from '../vocabulary/time.ts';
import type { Campaign } from './campaign.ts';
import {
  noticeInForce,
  requireAnalyzable,
  requireBudget,
  requirePlatform,
  sameWords,
  saysTheSame,
  type CampaignTerms,
} from './campaign-terms.ts';
import type { CampaignStore } from './ports.ts';

/** A campaign to be opened. */
export type CampaignDraft = CampaignTerms & {
  /** Chosen by the caller so that a retried creation finds the first one. */
  readonly campaignId?: CampaignId;
};

/** What creating campaigns needs. */
export interface CreateCampaignPorts {
  readonly campaigns: CampaignStore;
  readonly ids: IdSource;
  readonly clock: Clock;
  readonly randomness: Randomness;
  /** Of the host that analyzes in this deployment. */
  readonly analyzerLimits: HostLimits;
}

/** Bytes of the key that marks a campaign's paid files: as many as its hash gives. */
const fileKeyBytes = 32;

/**
 * Opens a campaign with its notice and every slot that it wants. Repeating it returns the first
 * one. Refuses `budget-too-small`, `beyond-analyzer`, and `campaign-exists` when the id is taken by
 * other terms.
 */
export const createCampaign = async (
  actor: Actor,
  draft: CampaignDraft,
  { campaigns, ids, clock, randomness, analyzerLimits }: CreateCampaignPorts,
): Promise<Campaign> => {
  requirePlatform(actor);
  requireBudget(draft);
  requireAnalyzable(draft.footage, analyzerLimits);
  const { notice, ...terms } = draft;
  const campaign: Campaign = {
    ...terms,
    campaignId: draft.campaignId ?? ids.next('campaign'),
    version: 1,
    status: 'open',
    notice: noticeInForce(notice),
    createdAt: clock.now(),
  };
  const fileKey = randomness.bytes(fileKeyBytes);
  if ((await campaigns.create(campaign, { notice, fileKey })) === 'created') return campaign;
  const existing = await findSame(campaign.campaignId, draft, campaigns);
  if (existing === undefined) {
    throw new Refusal(
      'campaign-exists',
      `Campaign ${campaign.campaignId} exists with other terms. Choose another id, or change it.`,
    );
  }
  return existing;
};

/** The campaign of this id, if it still says what the draft says. */
const findSame = async (
  campaignId: CampaignId,
  draft: CampaignDraft,
  campaigns: CampaignStore,
): Promise<Campaign | undefined> => {
  const existing = await campaigns.find(campaignId);
  if (existing === undefined || !saysTheSame(existing, draft)) return undefined;
  const notice = await campaigns.findNotice(campaignId, draft.notice.version);
  return notice !== undefined && sameWords(notice, draft.notice) ? existing : undefined;
};

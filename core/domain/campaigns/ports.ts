import type { CampaignId, ConsentId, ContributorId } from '../vocabulary/ids.ts';
import type { Campaign } from './campaign.ts';
import type { ConsentRecord } from './consent.ts';

/** Keeps campaigns and the counts that bound them. */
export interface CampaignStore {
  /** Stores a new campaign with its slots. `exists` when the id is taken. */
  create(campaign: Campaign): Promise<'created' | 'exists'>;
  find(campaignId: CampaignId): Promise<Campaign | undefined>;
  /** Newest first; a program has few campaigns, so at most 100 are returned. */
  list(): Promise<readonly Campaign[]>;
  /** How many slots of each category are taken (reserved or paid). Eventually consistent. */
  taken(campaignId: CampaignId): Promise<Readonly<Record<string, number>>>;
}

/** Keeps consent records, at most one in force for a contributor and campaign. */
export interface ConsentStore {
  /**
   * Stores the record unless one with the same notice version and purposes is in force, which is
   * returned instead. Never lowers the epoch.
   */
  give(record: ConsentRecord): Promise<ConsentRecord>;
  inForce(contributorId: ContributorId, campaignId: CampaignId): Promise<ConsentRecord | undefined>;
  find(consentId: ConsentId): Promise<ConsentRecord | undefined>;
}

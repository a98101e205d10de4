import type { CampaignId, ConsentId, ContributorId } from '../vocabulary/ids.ts';
import type { Campaign, Category, ConsentNotice } from './campaign.ts';
import type { ConsentParties, ConsentRecord, ConsentWithdrawal } from './consent.ts';

/** Keeps campaigns, their notices and the slots of their targets. */
export interface CampaignStore {
  /**
   * Stores a new campaign with its notice, its slots, and the key that marks its paid files, all
   * or nothing. `exists` when the id is taken.
   */
  create(campaign: Campaign, made: NewCampaignParts): Promise<'created' | 'exists'>;
  find(campaignId: CampaignId): Promise<Campaign | undefined>;
  /**
   * Replaces version `campaign.version - 1` by this one, with a new notice if it brings one, and
   * makes the slots of each category add up to what is wanted: one transaction, so that there are
   * never more slots than the budget covers. `stale` when another version is there;
   * `notice-differs` when the notice's version is taken by other words; `target-below-taken` when
   * more slots of a category are taken than would be left.
   */
  change(
    campaign: Campaign,
    notice?: ConsentNotice,
  ): Promise<'changed' | 'stale' | 'notice-differs' | 'target-below-taken'>;
  /** Every version of a campaign's notice stays readable. */
  findNotice(campaignId: CampaignId, version: string): Promise<ConsentNotice | undefined>;
  /** Newest first; a program has few campaigns, so at most 100 are returned. */
  list(): Promise<readonly Campaign[]>;
  /**
   * How many slots of each category (of all, without a choice) are reserved or paid. Eventually
   * consistent: for showing, never for deciding.
   */
  taken(
    campaignId: CampaignId,
    categories?: readonly Category[],
  ): Promise<Readonly<Record<string, number>>>;
}

/** What is stored with a new campaign. */
export interface NewCampaignParts {
  readonly notice: ConsentNotice;
  /** 32 random bytes: keys the marks of paid files, destroyed when nothing can be claimed twice. */
  readonly fileKey: Uint8Array;
}

/** Keeps consent records, at most one in force for a contributor and campaign. */
export interface ConsentStore {
  /**
   * Stores the record unless one with the same notice version and purposes is in force, which is
   * returned instead. Never lowers the epoch.
   */
  give(record: ConsentRecord): Promise<ConsentRecord>;
  /** The consent that things can be done under; undefined when there is none or it has ended. */
  inForce(contributorId: ContributorId, campaignId: CampaignId): Promise<ConsentRecord | undefined>;
  /**
   * The last consent to a campaign, also when it has ended. Its epoch is the one that everything
   * conditions on now.
   */
  latest(contributorId: ContributorId, campaignId: CampaignId): Promise<ConsentRecord | undefined>;
  /**
   * The epochs that things can be done under, one for each that is asked for, in that order:
   * undefined where there is no consent or it has ended. At most 100; the same may be asked twice.
   */
  epochsInForce(asked: readonly ConsentParties[]): Promise<readonly (number | undefined)[]>;
  find(consentId: ConsentId): Promise<ConsentRecord | undefined>;
  /** A contributor's latest consents, ended ones too, one a campaign, at most 100. */
  list(contributorId: ContributorId): Promise<readonly ConsentRecord[]>;
  /**
   * Stores a withdrawal from the latest consent. Where no required purpose is left, the consent
   * ends, its epoch is bumped and the clips given under it become due to be withdrawn: one
   * transaction. Returns the record as it stands then, also when those purposes were withdrawn
   * before; `stale` when it stands otherwise than the withdrawal counts on.
   */
  withdraw(withdrawal: ConsentWithdrawal): Promise<ConsentRecord | 'stale'>;
  /** What was withdrawn from this very consent, in no order: at most one a purpose. */
  withdrawalsFrom(consentId: ConsentId): Promise<readonly ConsentWithdrawal[]>;
}

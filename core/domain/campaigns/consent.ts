import type { SealedLeaf } from '../evidence/leaf.ts';
import {
  bodyOf,
  type CampaignId,
  type ConsentId,
  type ContributorId,
  type LeafId,
} from '../vocabulary/ids.ts';
import type { Instant } from '../vocabulary/time.ts';
import { requiredPurposes, type Purpose } from './campaign.ts';

/**
 * A contributor's agreement to one campaign's notice, purpose by purpose. `epoch` is what every
 * later step conditions on: withdrawing bumps it, and whatever was decided under an older epoch
 * no longer goes through.
 */
export interface ConsentRecord {
  readonly consentId: ConsentId;
  readonly contributorId: ContributorId;
  readonly campaignId: CampaignId;
  readonly noticeVersion: string;
  readonly language: string;
  readonly purposes: readonly Purpose[];
  readonly epoch: number;
  readonly givenAt: Instant;
  /** When the last required purpose was withdrawn; nothing can be given under it any more. */
  readonly withdrawnAt?: Instant;
  readonly sealed: SealedLeaf;
}

/** Who consents, and to what: there is at most one consent in force between them. */
export type ConsentParties = Pick<ConsentRecord, 'contributorId' | 'campaignId'>;

/** The taking back of one or more purposes, as easy as giving them. Kept beside the record. */
export interface ConsentWithdrawal {
  readonly consentId: ConsentId;
  readonly contributorId: ContributorId;
  readonly campaignId: CampaignId;
  /** The epoch of the consent that is withdrawn. */
  readonly epoch: number;
  readonly purposes: readonly Purpose[];
  /** What is left; empty when a required purpose was withdrawn. */
  readonly remaining: readonly Purpose[];
  readonly withdrawnAt: Instant;
  readonly sealed: SealedLeaf;
}

/** The leaf of a consent: one for ever, whatever is retried. */
export const consentLeafIdOf = (consentId: ConsentId): LeafId =>
  `leaf_consent-given_${bodyOf(consentId)}`;

/** The leaf of a withdrawal, named after an id of its own: a consent can end in several steps. */
export const withdrawalLeafIdOf = (made: LeafId): LeafId =>
  `leaf_consent-withdrawn_${bodyOf(made)}`;

/** Whether a withdrawal ends the consent: nothing is left that a clip could be given for. */
export const endsConsent = ({ remaining }: Pick<ConsentWithdrawal, 'remaining'>): boolean =>
  remaining.length === 0;

/**
 * The newest of the withdrawals from one consent: each leaves less than the one before, also where
 * two fall into one millisecond. Undefined when there is none.
 */
export const newestWithdrawal = (
  withdrawals: readonly ConsentWithdrawal[],
): ConsentWithdrawal | undefined =>
  withdrawals.toSorted((one, other) => one.remaining.length - other.remaining.length)[0];

/**
 * What is left of a consent without some of its purposes: nothing, if one of them is required. A
 * clip that nobody may look at cannot be published either.
 */
export const remainingPurposes = (
  given: readonly Purpose[],
  withdrawn: readonly Purpose[],
): readonly Purpose[] => {
  const left = given.filter((purpose) => !withdrawn.includes(purpose));
  return requiredPurposes.every((required) => left.includes(required)) ? left : [];
};

import type { Category } from '../campaigns/campaign.ts';
import type { Json, SealedLeaf } from '../evidence/leaf.ts';
import {
  awardIdOf,
  bodyOf,
  type AwardId,
  type CampaignId,
  type ClipId,
  type ContributorId,
  type LeafId,
} from '../vocabulary/ids.ts';
import { negate, type Money } from '../vocabulary/money.ts';
import type { Instant } from '../vocabulary/time.ts';

/** An account that money moves between. Balances are the sums of their legs. */
export type Account = `campaign-budget/${string}` | `contributor-payable/${string}`;

/** One side of a transaction. */
export interface Leg {
  readonly account: Account;
  readonly amount: Money;
}

/**
 * The award of a clip: both legs in one immutable item keyed by the clip, which makes it the
 * permanent idempotency item too (DynamoDB's own token lasts ten minutes), and the outbox of
 * everything that follows from an award.
 */
export interface Award {
  readonly awardId: AwardId;
  readonly clipId: ClipId;
  readonly campaignId: CampaignId;
  readonly contributorId: ContributorId;
  readonly category: Category;
  readonly reward: Money;
  /** The decision rule under which it was accepted. */
  readonly ruleVersion: string;
  readonly awardedAt: Instant;
  readonly sealed: SealedLeaf;
}

/** Where rewards are taken from. */
export const budgetAccount = (campaignId: CampaignId): Account => `campaign-budget/${campaignId}`;

/** What a contributor is owed. */
export const payableAccount = (contributorId: ContributorId): Account =>
  `contributor-payable/${contributorId}`;

/** The two legs of an award: they net to zero. */
export const legsOf = (
  award: Pick<Award, 'campaignId' | 'contributorId' | 'reward'>,
): readonly [Leg, Leg] => [
  { account: budgetAccount(award.campaignId), amount: negate(award.reward) },
  { account: payableAccount(award.contributorId), amount: award.reward },
];

/** The leaf of an award: one for ever. */
export const awardLeafIdOf = (clipId: ClipId): LeafId => `leaf_awarded_${bodyOf(clipId)}`;

/** What the award's leaf attests. */
export const awardDocument = ({
  clipId,
  campaignId,
  contributorId,
  reward,
  ruleVersion,
  awardedAt,
}: Omit<Award, 'sealed' | 'awardId' | 'category'>): Json => ({
  awardId: awardIdOf(clipId),
  clipId,
  campaignId,
  contributorId,
  amountMinor: reward.amountMinor,
  currency: reward.currency,
  ruleVersion,
  awardedAt,
});

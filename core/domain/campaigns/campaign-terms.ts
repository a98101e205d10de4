import { canonicalJson, type Json } from '../evidence/leaf.ts';
import type { Money } from '../vocabulary/money.ts';
import { holds, type Actor } from '../vocabulary/people.ts';
import { Refusal } from '../vocabulary/refusal.ts';
import { beyondHost, type HostLimits } from '../inference/host-limits.ts';
import type { AcceptedFootage, Campaign, ConsentNotice, NoticeInForce } from './campaign.ts';

/** A campaign as the platform team writes it: all but what the product itself keeps of it. */
export type CampaignTerms = Omit<
  Campaign,
  'campaignId' | 'version' | 'status' | 'notice' | 'createdAt'
> & { readonly notice: ConsentNotice };

/** What a campaign itself says of a notice. */
export const noticeInForce = ({
  version,
  minimumAgeYears,
  texts,
}: ConsentNotice): NoticeInForce => ({
  version,
  minimumAgeYears,
  languages: texts.map(({ language }) => language),
});

/** Throws the refusal `not-allowed` for anybody but the platform team. */
export const requirePlatform = (actor: Actor): void => {
  if (!holds(actor, 'platform')) {
    throw new Refusal('not-allowed', 'Only the platform team opens and changes campaigns.');
  }
};

/**
 * Throws the refusal `budget-too-small` unless the budget covers every slot. With that no count of
 * slots, which is exact at any concurrency, can outspend it, and no second counter is needed.
 */
export const requireBudget = ({ terms, budget }: Pick<CampaignTerms, 'terms' | 'budget'>): void => {
  const foreign = terms.find(({ reward }) => reward.currency !== budget.currency);
  if (foreign !== undefined) {
    throw new Refusal(
      'budget-too-small',
      `The budget is in ${budget.currency}, the reward for ${foreign.category} in ` +
        `${foreign.reward.currency}: state both in one currency.`,
    );
  }
  const neededMinor = terms.reduce(
    (sum, { wanted, reward }) => sum + wanted * reward.amountMinor,
    0,
  );
  if (neededMinor > budget.amountMinor) {
    throw new Refusal(
      'budget-too-small',
      `All wanted clips together cost ${told({ ...budget, amountMinor: neededMinor })}, the ` +
        `budget is ${told(budget)}: raise it, or want fewer.`,
      { neededMinor, budgetMinor: budget.amountMinor },
    );
  }
};

/** What is asked for, in words for who wrote the terms. */
const limitWords: Readonly<Record<keyof HostLimits, string>> = {
  maxBytes: 'bytes a file',
  maxDurationSeconds: 'seconds',
  maxPixels: 'pixels a frame',
  maxFrameRate: 'frames a second',
};

/**
 * Throws the refusal `beyond-analyzer` where clips would be taken that this deployment's analyzer
 * cannot look at: people would give them, and then wait for somebody to find out.
 */
export const requireAnalyzable = (footage: AcceptedFootage, limits: HostLimits): void => {
  const [beyond] = beyondHost(footage, limits);
  if (beyond === undefined) return;
  const { term, asked, limit } = beyond;
  throw new Refusal(
    'beyond-analyzer',
    `footage.${term} is ${asked} ${limitWords[term]}, and the analyzer of this deployment takes ` +
      `${limit}: ask for no more, or deploy another host for it.`,
    { asked, limit },
  );
};

const told = ({ amountMinor, currency }: Money): string =>
  `${(amountMinor / 100).toFixed(2)} ${currency}`;

/**
 * Throws the refusal `reward-lowered` where something is taken back that people were told: a rate,
 * or a category with it.
 */
export const requireKept = (
  before: Pick<Campaign, 'terms'>,
  after: Pick<CampaignTerms, 'terms'>,
): void => {
  for (const { category, reward } of before.terms) {
    const now = after.terms.find((terms) => terms.category === category);
    if (now === undefined) {
      throw new Refusal(
        'reward-lowered',
        `People were told of ${category}, and a category that people were told of is not ` +
          'dropped: pause or close this campaign.',
      );
    }
    if (isLess(now.reward, reward)) {
      throw new Refusal(
        'reward-lowered',
        `People were told ${told(reward)} for ${category}, and a rate that people were told is ` +
          'not lowered: close this campaign and open another.',
      );
    }
  }
};

const isLess = (now: Money, before: Money): boolean =>
  now.currency !== before.currency || now.amountMinor < before.amountMinor;

/** Whether a stored campaign says just what these terms say, but for the words of its notice. */
export const saysTheSame = (campaign: Campaign, terms: CampaignTerms): boolean =>
  textOf(campaign) === textOf({ ...campaign, ...terms, notice: noticeInForce(terms.notice) });

const textOf = ({
  campaignId: _campaignId,
  version: _version,
  status: _status,
  createdAt: _createdAt,
  ...said
}: Campaign): string => canonicalJson(said as unknown as Json);

/** Whether two notices say the same, word by word. */
export const sameWords = (one: ConsentNotice, other: ConsentNotice): boolean =>
  wordsOf(one) === wordsOf(other);

/** The one text form of a notice: equal notices give equal texts. */
export const wordsOf = (notice: ConsentNotice): string => canonicalJson(notice as unknown as Json);

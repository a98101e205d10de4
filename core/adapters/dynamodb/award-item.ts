import * as z from 'zod';
import { ledgerItems } from '../../contracts/layout/items.ts';
import { categories } from '../../domain/campaigns/campaign.ts';
import { awardDocument, legsOf, type Award } from '../../domain/rewards/ledger.ts';
import type { ClipId } from '../../domain/vocabulary/ids.ts';
import {
  awardIdShape,
  campaignIdShape,
  clipIdShape,
  contributorIdShape,
  currencyShape,
  leafShape,
} from './stored-shapes.ts';
import { readItem, type StoredItem, type Table } from './table.ts';

const awardShape = z.object({
  awardId: awardIdShape,
  clipId: clipIdShape,
  campaignId: campaignIdShape,
  contributorId: contributorIdShape,
  category: z.enum(categories),
  currency: currencyShape,
  legs: z.tuple([
    z.object({ account: z.string(), amountMinor: z.int() }),
    z.object({ account: z.string(), amountMinor: z.int() }),
  ]),
  ruleVersion: z.string(),
  awardedAt: z.string(),
  salt: z.string(),
  leaf: leafShape,
});

/**
 * The award as one item with both legs: it nets to zero as it stands, and nothing beside it has to
 * be read. The leaf's document is not stored: it follows from the rest, and 1 KB is the limit.
 */
export const awardItem = ({ sealed, reward, ...award }: Award): StoredItem => ({
  ...ledgerItems.award(award.clipId),
  ...award,
  currency: reward.currency,
  legs: legsOf({ ...award, reward }).map(({ account, amount }) => ({
    account,
    amountMinor: amount.amountMinor,
  })),
  salt: sealed.opening.salt,
  leaf: sealed.leaf,
});

/** Reads an award item. Throws on one of another form, or whose legs do not net to zero. */
const awardOf = (item: StoredItem): Award => {
  const { currency, legs, salt, leaf, ...award } = awardShape.parse(item);
  const [debit, credit] = legs;
  if (debit.amountMinor + credit.amountMinor !== 0) {
    throw new RangeError(`The legs of ${award.awardId} do not net to zero`);
  }
  const facts = { ...award, reward: { amountMinor: credit.amountMinor, currency } };
  return { ...facts, sealed: { leaf, opening: { salt, document: awardDocument(facts) } } };
};

/** The award of a clip, seeing every write that was answered. */
export const readAward = async (clipId: ClipId, ledger: Table): Promise<Award | undefined> => {
  const item = await readItem(ledger, ledgerItems.award(clipId));
  return item === undefined ? undefined : awardOf(item);
};

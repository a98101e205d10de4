import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { clipItems, ledgerItems, programItems } from '../../contracts/layout/items.ts';
import { payableAccount, type Award } from '../../domain/rewards/ledger.ts';
import type { AwardCondition, AwardDenial, LedgerWriter } from '../../domain/rewards/ports.ts';
import { awardItem, readAward } from './award-item.ts';
import { writeAll, type ObserveCapacity, type TransactItem } from './transaction.ts';

/** The tables an award touches. */
export interface LedgerTables {
  readonly ledger: string;
  readonly clips: string;
  readonly programs: string;
}

/**
 * The ledger in table `ledger`. No other file writes that table, and `settle-clip` alone is
 * granted it. `observe` is told the write units of every award written.
 */
export const dynamoLedgerWriter = ({
  documents,
  tables,
  observe,
}: {
  readonly documents: DynamoDBDocumentClient;
  readonly tables: LedgerTables;
  readonly observe?: ObserveCapacity;
}): LedgerWriter => ({
  async award(award, condition) {
    const failed = await writeAll(documents, writesOf(award, condition, tables), {
      decisive: at.award,
      ...(observe === undefined ? {} : { observe }),
    });
    if (failed.size === 0) return 'awarded';
    if (failed.has(at.award)) return 'already';
    // A rival may have paid between the check of our first item and that of the others.
    const ledger = { documents, table: tables.ledger };
    if ((await readAward(award.clipId, ledger)) !== undefined) return 'already';
    return denialOf(failed);
  },
});

/** Positions in the transaction. */
const at = { award: 0, balance: 1, clip: 2, consent: 3 } as const;

const denialOf = (failed: ReadonlySet<number>): AwardDenial =>
  failed.has(at.consent) ? 'consent-withdrawn' : 'clip-not-in-review';

/**
 * Four items of at most 1 KB each, conditions count as writes, and a transaction doubles:
 * 4 × 1 × 2 = 8 write units. All four are the contributor's own: nobody contends with anybody.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
 */
const writesOf = (
  award: Award,
  { consentEpoch, trainingExcluded }: AwardCondition & { trainingExcluded: boolean },
  tables: LedgerTables,
): readonly TransactItem[] => [
  {
    Put: {
      TableName: tables.ledger,
      Item: { ...awardItem(award) },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  },
  {
    Update: {
      TableName: tables.ledger,
      Key: { ...ledgerItems.balance(payableAccount(award.contributorId), award.reward.currency) },
      UpdateExpression: 'SET #currency = :currency ADD amountMinor :amountMinor',
      ExpressionAttributeNames: { '#currency': 'currency' },
      ExpressionAttributeValues: {
        ':currency': award.reward.currency,
        ':amountMinor': award.reward.amountMinor,
      },
    },
  },
  acceptClip(award, trainingExcluded, tables),
  {
    ConditionCheck: {
      TableName: tables.programs,
      Key: { ...programItems.consentInForce(award.contributorId, award.campaignId) },
      ConditionExpression: 'epoch = :epoch',
      ExpressionAttributeValues: { ':epoch': consentEpoch },
    },
  },
];

const acceptClip = (
  { clipId, awardedAt }: Award,
  trainingExcluded: boolean,
  tables: LedgerTables,
): TransactItem => ({
  Update: {
    TableName: tables.clips,
    Key: { ...clipItems.clip(clipId) },
    UpdateExpression: `SET #state = :accepted, #at.accepted = :at${
      trainingExcluded ? ', trainingExcluded = :yes' : ''
    }`,
    ConditionExpression: '#state = :inReview',
    ExpressionAttributeNames: { '#state': 'state', '#at': 'at' },
    ExpressionAttributeValues: {
      ':accepted': 'accepted',
      ':at': awardedAt,
      ':inReview': 'in-review',
      ...(trainingExcluded ? { ':yes': true } : {}),
    },
  },
});

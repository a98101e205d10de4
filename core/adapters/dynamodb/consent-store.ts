import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { programItems, type ItemKey } from '../../contracts/layout/items.ts';
import { purposes } from '../../domain/campaigns/campaign.ts';
import {
  endsConsent,
  type ConsentParties,
  type ConsentRecord,
  type ConsentWithdrawal,
} from '../../domain/campaigns/consent.ts';
import type { ConsentStore } from '../../domain/campaigns/ports.ts';
import {
  bodyOf,
  type CampaignId,
  type ConsentId,
  type ContributorId,
} from '../../domain/vocabulary/ids.ts';
import { openWithdrawalItem } from './open-withdrawals.ts';
import {
  campaignIdShape,
  consentIdShape,
  contributorIdShape,
  countShape,
  documentShape,
  leafShape,
} from './stored-shapes.ts';
import { queryPrefix, readItem, readItems, type StoredItem, type Table } from './table.ts';
import { writeAll, type TransactItem } from './transaction.ts';

const purposesShape = z.array(z.enum(purposes));

const recordShape = z.object({
  consentId: consentIdShape,
  contributorId: contributorIdShape,
  campaignId: campaignIdShape,
  noticeVersion: z.string(),
  language: z.string(),
  purposes: purposesShape,
  epoch: countShape,
  givenAt: z.string(),
  withdrawnAt: z.string().exactOptional(),
  leaf: leafShape,
  salt: z.string(),
  document: documentShape,
});

/**
 * Small on purpose: every grant and award conditions on it, at two write units. It stays when the
 * consent ends, so that its epoch never goes back.
 */
const latestShape = z.object({
  consentId: consentIdShape,
  epoch: countShape,
  purposes: purposesShape,
  noticeVersion: z.string(),
  language: z.string(),
  withdrawnAt: z.string().exactOptional(),
});
type Latest = z.output<typeof latestShape>;

/** The port promises at most so many. */
const maxListed = 100;

/** Tries against the same person giving or withdrawing consent at the same moment. */
const maxAttempts = 5;

/**
 * Consents in table `programs`. Only a function that withdraws is given the table `retention`,
 * where what follows is queued.
 */
export const dynamoConsentStore = ({
  documents,
  table,
  retention,
}: {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
  readonly retention?: string;
}): ConsentStore => {
  const programs: Table = { documents, table };
  return {
    give: (record) => giveConsent(record, programs),
    async inForce(contributorId, campaignId) {
      const latest = await readLatest(contributorId, campaignId, programs);
      return latest === undefined || latest.withdrawnAt !== undefined
        ? undefined
        : recordBehind(latest, programs);
    },
    async latest(contributorId, campaignId) {
      const latest = await readLatest(contributorId, campaignId, programs);
      return latest === undefined ? undefined : recordBehind(latest, programs);
    },
    epochsInForce: (asked) => readEpochs(asked, programs),
    find: (consentId) => findRecord(consentId, programs),
    list: (contributorId) => listConsents(contributorId, programs),
    withdraw: (withdrawal) => withdrawConsent(withdrawal, programs, retention),
    withdrawalsFrom: (consentId) => listWithdrawals(consentId, programs),
  };
};

/**
 * Two items, conditioned on the latest consent being the one that was read. Write units: record of
 * about 8 KB (its document quotes the notice) × 2 + latest × 2 = 18, once a consent.
 */
const giveConsent = async (record: ConsentRecord, programs: Table): Promise<ConsentRecord> => {
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const current = await readLatest(record.contributorId, record.campaignId, programs);
    if (current !== undefined && saysTheSame(current, record)) {
      return recordBehind(current, programs);
    }
    const given = { ...record, epoch: Math.max(record.epoch, current?.epoch ?? 0) };
    const failed = await writeAll(programs.documents, [
      {
        Put: {
          TableName: programs.table,
          Item: itemOf(given),
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      putLatest(given, current, programs),
    ]);
    if (failed.size === 0) return given;
  }
  throw new Error(`Consent changed ${maxAttempts} times while it was being given; try again`);
};

const putLatest = (
  given: ConsentRecord,
  current: Latest | undefined,
  { table }: Table,
): TransactItem => {
  const { contributorId, campaignId, consentId, epoch, purposes: agreed } = given;
  const { noticeVersion, language } = given;
  return {
    Put: {
      TableName: table,
      Item: {
        ...programItems.consentInForce(contributorId, campaignId),
        ...{ consentId, epoch, purposes: agreed, noticeVersion, language },
      },
      ...(current === undefined
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : unchanged(current)),
    },
  };
};

/** Under one consent id purposes only become fewer, and only a withdrawal raises the epoch. */
const unchanged = ({ consentId, epoch, purposes: agreed }: Latest) => ({
  ConditionExpression: 'consentId = :readId AND epoch = :readEpoch AND size(purposes) = :readCount',
  ExpressionAttributeValues: {
    ':readId': consentId,
    ':readEpoch': epoch,
    ':readCount': agreed.length,
  },
});

const saysTheSame = (current: Latest, record: ConsentRecord): boolean => {
  const [one, other] = [new Set(current.purposes), new Set(record.purposes)];
  return (
    current.withdrawnAt === undefined &&
    current.noticeVersion === record.noticeVersion &&
    current.language === record.language &&
    one.size === other.size &&
    [...one].every((purpose) => other.has(purpose))
  );
};

/**
 * Record, latest consent, the withdrawal with its leaf and, where the consent ends, what makes its
 * clips follow: one transaction of at most four items, whatever number of clips there is. Write
 * units: record of about 8 KB × 2 + latest × 2 + withdrawal of about 3 KB × 2 + entry × 2 = 26.
 */
const withdrawConsent = async (
  withdrawal: ConsentWithdrawal,
  programs: Table,
  retention: string | undefined,
): Promise<ConsentRecord | 'stale'> => {
  if (retention === undefined) throw new Error('This function was not given the table "retention"');
  const { consentId, contributorId, campaignId, epoch, remaining } = withdrawal;
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const current = await readLatest(contributorId, campaignId, programs);
    if (current?.consentId !== consentId) return 'stale';
    const isLeft = withdrawal.purposes.some((purpose) => current.purposes.includes(purpose));
    if (!isLeft) return storedRecord(consentId, programs);
    const counts = remaining.length + withdrawal.purposes.length;
    if (current.epoch !== epoch || current.purposes.length !== counts) return 'stale';
    const failed = await writeAll(programs.documents, [
      narrowLatest(withdrawal, current, programs),
      narrowRecord(withdrawal, programs),
      { Put: { TableName: programs.table, Item: withdrawalItem(withdrawal) } },
      ...(endsConsent(withdrawal) ? [openEntry(withdrawal, retention)] : []),
    ]);
    if (failed.size === 0) return storedRecord(consentId, programs);
  }
  throw new Error(`Consent changed ${maxAttempts} times while it was being withdrawn; try again`);
};

/** What a withdrawal leaves of an item. `purposes` and `epoch` are plain names to DynamoDB. */
const narrowing = (withdrawal: ConsentWithdrawal, besides: string) => ({
  UpdateExpression: endsConsent(withdrawal)
    ? `SET purposes = :left, withdrawnAt = :at${besides}`
    : 'SET purposes = :left',
  values: {
    ':left': [...withdrawal.remaining],
    ...(endsConsent(withdrawal) ? { ':at': withdrawal.withdrawnAt } : {}),
  },
});

const narrowLatest = (
  withdrawal: ConsentWithdrawal,
  current: Latest,
  { table }: Table,
): TransactItem => {
  const { contributorId, campaignId } = withdrawal;
  const { UpdateExpression, values } = narrowing(withdrawal, ', epoch = epoch + :one');
  const condition = unchanged(current);
  return {
    Update: {
      TableName: table,
      Key: { ...programItems.consentInForce(contributorId, campaignId) },
      UpdateExpression,
      ConditionExpression: condition.ConditionExpression,
      ExpressionAttributeValues: {
        ...values,
        ...condition.ExpressionAttributeValues,
        ...(endsConsent(withdrawal) ? { ':one': 1 } : {}),
      },
    },
  };
};

/** The record tells what is left of it; its document and leaf stay what was sealed. */
const narrowRecord = (withdrawal: ConsentWithdrawal, { table }: Table): TransactItem => {
  const { UpdateExpression, values } = narrowing(withdrawal, '');
  return {
    Update: {
      TableName: table,
      Key: { ...programItems.consentRecord(withdrawal.consentId) },
      UpdateExpression,
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: values,
    },
  };
};

const withdrawalItem = ({ sealed, ...withdrawal }: ConsentWithdrawal): StoredItem => ({
  // With an id of its own: one that narrows and one that ends may fall in one millisecond.
  ...programItems.consentWithdrawal(
    withdrawal.consentId,
    `${withdrawal.withdrawnAt}#${bodyOf(sealed.leaf.leafId)}`,
  ),
  ...withdrawal,
  leaf: sealed.leaf,
  salt: sealed.opening.salt,
  document: JSON.stringify(sealed.opening.document),
});

const withdrawalShape = z.object({
  consentId: consentIdShape,
  contributorId: contributorIdShape,
  campaignId: campaignIdShape,
  epoch: countShape,
  purposes: purposesShape,
  remaining: purposesShape,
  withdrawnAt: z.string(),
  leaf: leafShape,
  salt: z.string(),
  document: documentShape,
});

/** They stand beside the record. Each takes back a purpose at least, so there are no more. */
const listWithdrawals = async (
  consentId: ConsentId,
  programs: Table,
): Promise<readonly ConsentWithdrawal[]> => {
  const prefix = programItems.consentWithdrawal(consentId, '');
  const found = await queryPrefix(programs, prefix, { limit: purposes.length });
  return found.map((item) => {
    const { leaf, salt, document, ...withdrawal } = withdrawalShape.parse(item);
    return { ...withdrawal, sealed: { leaf, opening: { salt, document } } };
  });
};

const openEntry = (
  { consentId, contributorId, campaignId, epoch, withdrawnAt }: ConsentWithdrawal,
  retention: string,
): TransactItem => ({
  Put: {
    TableName: retention,
    Item: openWithdrawalItem({ consentId, contributorId, campaignId, epoch, withdrawnAt }),
  },
});

/** The consents under a person's key, one a campaign; then their records, 100 keys at once. */
const listConsents = async (
  contributorId: ContributorId,
  programs: Table,
): Promise<readonly ConsentRecord[]> => {
  const prefix = programItems.consentInForce(contributorId, 'campaign_');
  const found = await queryPrefix(programs, prefix, { limit: maxListed });
  const latest = found.map((item) => latestShape.parse(item));
  const records = new Map<ConsentId, ConsentRecord>();
  const keys = latest.map(({ consentId }) => programItems.consentRecord(consentId));
  for (const item of await readItems(programs, keys)) {
    const record = recordOf(item);
    records.set(record.consentId, record);
  }
  return latest.flatMap(({ consentId, epoch }) => {
    const record = records.get(consentId);
    return record === undefined ? [] : { ...record, epoch };
  });
};

const readLatest = async (
  contributorId: ContributorId,
  campaignId: CampaignId,
  programs: Table,
): Promise<Latest | undefined> => {
  const item = await readItem(programs, programItems.consentInForce(contributorId, campaignId));
  return item === undefined ? undefined : latestShape.parse(item);
};

const keyText = ({ pk, sk }: ItemKey): string => `${pk}|${sk}`;

const keyShape = z.object({ pk: z.string(), sk: z.string() });

/** A read unit for each consent, in one BatchGetItem. */
const readEpochs = async (
  asked: readonly ConsentParties[],
  programs: Table,
): Promise<readonly (number | undefined)[]> => {
  const keys = asked.map(({ contributorId, campaignId }) =>
    programItems.consentInForce(contributorId, campaignId),
  );
  const epochs = new Map<string, number>();
  // DynamoDB refuses a batch that names a key twice: a page may have many clips of one person.
  const each = new Map(keys.map((key) => [keyText(key), key]));
  for (const item of await readItems(programs, [...each.values()])) {
    const { epoch, withdrawnAt } = latestShape.parse(item);
    if (withdrawnAt === undefined) epochs.set(keyText(keyShape.parse(item)), epoch);
  }
  return keys.map((key) => epochs.get(keyText(key)));
};

/** The record behind the latest consent, under the epoch in force. Records are never removed. */
const recordBehind = async (latest: Latest, programs: Table): Promise<ConsentRecord> => ({
  ...(await storedRecord(latest.consentId, programs)),
  epoch: latest.epoch,
});

const storedRecord = async (consentId: ConsentId, programs: Table): Promise<ConsentRecord> => {
  const record = await findRecord(consentId, programs);
  if (record === undefined) {
    throw new Error(`Consent ${consentId} is the latest and has no record: restore it`);
  }
  return record;
};

const findRecord = async (
  consentId: ConsentId,
  programs: Table,
): Promise<ConsentRecord | undefined> => {
  const item = await readItem(programs, programItems.consentRecord(consentId));
  return item === undefined ? undefined : recordOf(item);
};

/** The leaf stands in an attribute of its own, where the stream's filter looks for it. */
const itemOf = ({ sealed, ...record }: ConsentRecord): StoredItem => ({
  ...programItems.consentRecord(record.consentId),
  ...record,
  leaf: sealed.leaf,
  salt: sealed.opening.salt,
  document: JSON.stringify(sealed.opening.document),
});

const recordOf = (item: StoredItem): ConsentRecord => {
  const { leaf, salt, document, ...record } = recordShape.parse(item);
  return { ...record, sealed: { leaf, opening: { salt, document } } };
};

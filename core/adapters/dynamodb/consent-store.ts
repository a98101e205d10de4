import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { programItems } from '../../contracts/layout/items.ts';
import { purposes } from '../../domain/campaigns/campaign.ts';
import type { ConsentRecord } from '../../domain/campaigns/consent.ts';
import type { ConsentStore } from '../../domain/campaigns/ports.ts';
import type { CampaignId, ConsentId, ContributorId } from '../../domain/vocabulary/ids.ts';
import {
  campaignIdShape,
  consentIdShape,
  contributorIdShape,
  countShape,
  documentShape,
  leafShape,
} from './stored-shapes.ts';
import { readItem, type StoredItem, type Table } from './table.ts';
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
  leaf: leafShape,
  salt: z.string(),
  document: documentShape,
});

/** Small on purpose: every grant and award conditions on it, at two write units. */
const inForceShape = z.object({
  consentId: consentIdShape,
  epoch: countShape,
  purposes: purposesShape,
  noticeVersion: z.string(),
});
type InForce = z.output<typeof inForceShape>;

/** Tries against the same person giving or withdrawing consent at the same moment. */
const maxAttempts = 5;

/** Consents in table `programs`. */
export const dynamoConsentStore = ({
  documents,
  table,
}: {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
}): ConsentStore => {
  const programs: Table = { documents, table };
  return {
    give: (record) => giveConsent(record, programs),
    async inForce(contributorId, campaignId) {
      const current = await readInForce(contributorId, campaignId, programs);
      return current === undefined ? undefined : recordInForce(current, programs);
    },
    find: (consentId) => findRecord(consentId, programs),
  };
};

/**
 * Two items, conditioned on the consent in force being the one that was read. Write units: record
 * of about 5 KB (its document quotes the notice) × 2 + in force × 2 = 12, once a consent.
 */
const giveConsent = async (record: ConsentRecord, programs: Table): Promise<ConsentRecord> => {
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const current = await readInForce(record.contributorId, record.campaignId, programs);
    if (current !== undefined && saysTheSame(current, record)) {
      return recordInForce(current, programs);
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
      putInForce(given, current, programs),
    ]);
    if (failed.size === 0) return given;
  }
  throw new Error(`Consent changed ${maxAttempts} times while it was being given; try again`);
};

const putInForce = (
  { contributorId, campaignId, consentId, epoch, purposes: given, noticeVersion }: ConsentRecord,
  current: InForce | undefined,
  { table }: Table,
): TransactItem => ({
  Put: {
    TableName: table,
    Item: {
      ...programItems.consentInForce(contributorId, campaignId),
      consentId,
      epoch,
      purposes: given,
      noticeVersion,
    },
    ...(current === undefined
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: 'consentId = :readId AND epoch = :readEpoch',
          ExpressionAttributeValues: { ':readId': current.consentId, ':readEpoch': current.epoch },
        }),
  },
});

const saysTheSame = (current: InForce, record: ConsentRecord): boolean => {
  const [one, other] = [new Set(current.purposes), new Set(record.purposes)];
  return (
    current.noticeVersion === record.noticeVersion &&
    one.size === other.size &&
    [...one].every((purpose) => other.has(purpose))
  );
};

const readInForce = async (
  contributorId: ContributorId,
  campaignId: CampaignId,
  programs: Table,
): Promise<InForce | undefined> => {
  const item = await readItem(programs, programItems.consentInForce(contributorId, campaignId));
  return item === undefined ? undefined : inForceShape.parse(item);
};

/** The record behind the consent in force, under the epoch in force. Records are never removed. */
const recordInForce = async (current: InForce, programs: Table): Promise<ConsentRecord> => {
  const record = await findRecord(current.consentId, programs);
  if (record === undefined) {
    throw new Error(`Consent ${current.consentId} is in force and has no record: restore it`);
  }
  return { ...record, epoch: current.epoch };
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

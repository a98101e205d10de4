import { PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { erasureItems, type ItemKey } from '../../contracts/layout/items.ts';
import type {
  Erasure,
  ErasureIntent,
  ErasureProgress,
  Tombstone,
} from '../../domain/retention/erasure.ts';
import { recordClasses } from '../../domain/retention/policy.ts';
import type { ErasureStore } from '../../domain/retention/ports.ts';
import type { ClipId } from '../../domain/vocabulary/ids.ts';
import {
  clipIdShape,
  contributorIdShape,
  countShape,
  documentShape,
  erasureIdShape,
  leafShape,
} from './stored-shapes.ts';
import { obstacleOf, queryItems, readItem, type StoredItem, type Table } from './table.ts';

const intentShape: z.ZodType<ErasureIntent> = z.object({
  erasureId: erasureIdShape,
  clipId: clipIdShape,
  contributorId: contributorIdShape,
  recordClass: z.enum(recordClasses),
  policyVersion: countShape,
  dueAt: z.string(),
  intendedAt: z.string(),
  versionsListed: countShape,
  uploadsListed: countShape,
  verifyNotBefore: z.string(),
});

const progressShape: z.ZodType<ErasureProgress> = z.object({
  attempts: countShape,
  remainingVersions: countShape,
  remainingUploads: countShape,
  remainingItems: countShape,
  lastAttemptAt: z.string(),
  obstacle: z.string().exactOptional(),
});

const tombstoneShape = z.object({
  erasureId: erasureIdShape,
  clipId: clipIdShape,
  contributorId: contributorIdShape,
  liveAbsentAt: z.string(),
  backupsClearBy: z.string(),
  leaf: leafShape,
  salt: z.string(),
  document: documentShape,
});

/** Erasures in table `erasures`. Every write is of one item below 1 KB (tombstones 2): 1 unit. */
export const dynamoErasureStore = ({
  documents,
  table,
}: {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
}): ErasureStore => {
  const erasures: Table = { documents, table };
  return {
    async intend(intent) {
      const key = erasureItems.intent(intent.clipId);
      const standing = await putUnlessThere({ ...key, ...intent }, key, erasures);
      return standing === undefined ? intent : intentShape.parse(standing);
    },
    find: (clipId) => findErasure(clipId, erasures),
    async recordProgress(clipId, progress) {
      await documents.send(
        new PutCommand({
          TableName: table,
          Item: { ...erasureItems.progress(clipId), ...progress },
        }),
      );
    },
    async bury(tombstone) {
      const key = erasureItems.tombstone(tombstone.clipId);
      const standing = await putUnlessThere(tombstoneItem(tombstone), key, erasures);
      return standing === undefined ? tombstone : tombstoneOf(standing);
    },
  };
};

/** Writes once for ever; the item that was there before, if there was one. */
const putUnlessThere = async (
  item: StoredItem,
  key: ItemKey,
  erasures: Table,
): Promise<StoredItem | undefined> => {
  const obstacle = await obstacleOf(() =>
    erasures.documents.send(
      new PutCommand({
        TableName: erasures.table,
        Item: { ...item },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    ),
  );
  if (obstacle === undefined) return undefined;
  const standing = await readItem(erasures, key);
  if (standing === undefined) throw new Error(`${key.pk} ${key.sk} was there and is gone`);
  return standing;
};

const findErasure = async (clipId: ClipId, erasures: Table): Promise<Erasure | undefined> => {
  const items = await queryItems(
    erasures,
    {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': erasureItems.intent(clipId).pk },
    },
    { limit: 3 },
  );
  const at = ({ sk }: ItemKey) => items.find((item) => item['sk'] === sk);
  const intent = at(erasureItems.intent(clipId));
  const progress = at(erasureItems.progress(clipId));
  const tombstone = at(erasureItems.tombstone(clipId));
  if (intent === undefined) return undefined;
  return {
    intent: intentShape.parse(intent),
    ...(progress === undefined ? {} : { progress: progressShape.parse(progress) }),
    ...(tombstone === undefined ? {} : { tombstone: tombstoneOf(tombstone) }),
  };
};

/** The leaf stands in an attribute of its own, where the stream's filter looks for it. */
const tombstoneItem = ({ sealed, ...tombstone }: Tombstone): StoredItem => ({
  ...erasureItems.tombstone(tombstone.clipId),
  ...tombstone,
  leaf: sealed.leaf,
  salt: sealed.opening.salt,
  document: JSON.stringify(sealed.opening.document),
});

const tombstoneOf = (item: StoredItem): Tombstone => {
  const { leaf, salt, document, ...tombstone } = tombstoneShape.parse(item);
  return { ...tombstone, sealed: { leaf, opening: { salt, document } } };
};

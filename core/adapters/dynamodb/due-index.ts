import {
  DeleteCommand,
  PutCommand,
  UpdateCommand,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { retentionItems } from '../../contracts/layout/items.ts';
import {
  bucketOfEntry,
  dueTasks,
  type BucketId,
  type DueEntry,
} from '../../domain/retention/due.ts';
import type { DueIndex, Lease } from '../../domain/retention/ports.ts';
import type { Instant } from '../../domain/vocabulary/time.ts';
import { dueItemOf } from './due-item.ts';
import { clipIdShape } from './stored-shapes.ts';
import { obstacleOf, queryItems, readItem, type Table } from './table.ts';

const entryShape: z.ZodType<DueEntry> = z.object({
  task: z.enum(dueTasks),
  clipId: clipIdShape,
  dueAt: z.string(),
});
const cursorShape = z.object({ minute: z.string() });

/** What falls due, in table `retention`. Every write is of one small item: 1 write unit. */
export const dynamoDueIndex = ({
  documents,
  table,
}: {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
}): DueIndex => {
  const retention: Table = { documents, table };
  return {
    async put(entry) {
      await documents.send(new PutCommand({ TableName: table, Item: dueItemOf(entry) }));
    },
    list: (bucket, now, limit) => listDue(bucket, now, limit, retention),
    async oldest(bucket) {
      const [oldest] = await queryItems(retention, inBucket(bucket), { limit: 1 });
      return oldest === undefined ? undefined : entryShape.parse(oldest).dueAt;
    },
    async remove(entry) {
      const { pk, sk } = retentionItems.due(bucketOfEntry(entry), entry.dueAt, entry.clipId);
      await documents.send(new DeleteCommand({ TableName: table, Key: { pk, sk } }));
    },
    async cursor(task) {
      const item = await readItem(retention, retentionItems.cursor(task));
      return item === undefined ? undefined : cursorShape.parse(item).minute;
    },
    /** A cursor that is further on already is as good as moved. */
    async advance(task, minute) {
      await obstacleOf(() =>
        documents.send(
          new UpdateCommand({
            TableName: table,
            Key: { ...retentionItems.cursor(task) },
            UpdateExpression: 'SET #minute = :minute',
            ConditionExpression: 'attribute_not_exists(pk) OR #minute < :minute',
            ExpressionAttributeNames: { '#minute': 'minute' },
            ExpressionAttributeValues: { ':minute': minute },
          }),
        ),
      );
    },
    lease: (bucket, lease) => leaseBucket(bucket, lease, retention),
    async release(bucket) {
      await documents.send(
        new DeleteCommand({ TableName: table, Key: { ...retentionItems.lease(bucket) } }),
      );
    },
  };
};

const inBucket = (bucket: BucketId) => ({
  KeyConditionExpression: 'pk = :pk',
  ExpressionAttributeValues: { ':pk': retentionItems.duePartition(bucket) },
});

const listDue = async (
  bucket: BucketId,
  now: Instant,
  limit: number,
  retention: Table,
): Promise<readonly DueEntry[]> => {
  const items = await queryItems(
    retention,
    {
      KeyConditionExpression: 'pk = :pk AND sk <= :last',
      ExpressionAttributeValues: {
        ':pk': retentionItems.duePartition(bucket),
        // "~" sorts after every character of an id: entries of this very instant are due too.
        ':last': `${now}#~`,
      },
    },
    { limit },
  );
  return items.map((item) => entryShape.parse(item));
};

/** Takes a bucket that is free, whose lease has run out, or that the holder has already. */
const leaseBucket = async (
  bucket: BucketId,
  { holder, now, until }: Lease,
  { documents, table }: Table,
): Promise<boolean> => {
  const obstacle = await obstacleOf(() =>
    documents.send(
      new PutCommand({
        TableName: table,
        Item: { ...retentionItems.lease(bucket), leasedUntil: until, holder },
        ConditionExpression: 'attribute_not_exists(pk) OR leasedUntil <= :now OR holder = :holder',
        ExpressionAttributeValues: { ':now': now, ':holder': holder },
      }),
    ),
  );
  return obstacle === undefined;
};

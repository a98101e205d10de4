import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  GetCommand,
  QueryCommand,
  type DynamoDBDocumentClient,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { ItemKey } from '../../contracts/layout/items.ts';

/** One table and the client to reach it. */
export interface Table {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
}

/** An item as the document client gives it, not yet checked. */
export type StoredItem = Readonly<Record<string, unknown>>;

/** Reads one item, seeing every write that was answered. */
export const readItem = async (
  { documents, table }: Table,
  key: ItemKey,
): Promise<StoredItem | undefined> => {
  const { Item } = await documents.send(
    new GetCommand({ TableName: table, Key: { ...key }, ConsistentRead: true }),
  );
  return Item;
};

/**
 * BatchGetItem takes 100 keys.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
const maxKeysPerBatch = 100;

/** BatchGetItem may leave keys over when a table is throttled or an answer exceeds 16 MB. */
const maxBatchReads = 8;

/** How items are read. */
export interface ReadOptions {
  /** Takes what any copy says, at half the price: for showing, never for deciding. */
  readonly eventually?: true;
}

/** Reads items by key, in no order, leaving out those that are not there. */
export const readItems = async (
  { documents, table }: Table,
  keys: readonly ItemKey[],
  { eventually }: ReadOptions = {},
): Promise<readonly StoredItem[]> => {
  const ConsistentRead = eventually !== true;
  const items: StoredItem[] = [];
  for (let at = 0; at < keys.length; at += maxKeysPerBatch) {
    let left: Record<string, unknown>[] = keys
      .slice(at, at + maxKeysPerBatch)
      .map((key) => ({ ...key }));
    for (let read = 0; read < maxBatchReads && left.length > 0; read += 1) {
      const { Responses, UnprocessedKeys } = await documents.send(
        new BatchGetCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead } } }),
      );
      items.push(...(Responses?.[table] ?? []));
      left = UnprocessedKeys?.[table]?.Keys ?? [];
    }
    if (left.length > 0) throw new Error(`DynamoDB left ${left.length} keys unread: try later`);
  }
  return items;
};

/** What a query asks for beside its bounds. */
export type Query = Omit<
  QueryCommandInput,
  'TableName' | 'Limit' | 'ExclusiveStartKey' | 'Select' | 'ConsistentRead'
>;

/** How far a query goes. */
export interface QueryBounds {
  readonly limit: number;
  readonly maxPages?: number;
  /** Items of a page at most, for one that may be done before its limit; else as 1 MB holds. */
  readonly pageItems?: number;
  /** Whether what was found will do. */
  readonly until?: (found: readonly StoredItem[]) => boolean;
}

/**
 * The first `limit` items of a query, over at most `maxPages` pages of 1 MB. Strongly consistent
 * but on an index, where DynamoDB offers eventual consistency only. Throws when the pages do not
 * suffice: a caller that cannot reach its limit must not take a part for the whole.
 */
export const queryItems = async (
  { documents, table }: Table,
  query: Query,
  { limit, maxPages = 16, pageItems = Infinity, until }: QueryBounds,
): Promise<readonly StoredItem[]> => {
  const items: StoredItem[] = [];
  let startKey: StoredItem | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const { Items, LastEvaluatedKey } = await documents.send(
      new QueryCommand({
        ...query,
        TableName: table,
        Limit: Math.min(pageItems, limit - items.length),
        ConsistentRead: query.IndexName === undefined,
        ...(startKey === undefined ? {} : { ExclusiveStartKey: { ...startKey } }),
      }),
    );
    items.push(...(Items ?? []));
    startKey = LastEvaluatedKey;
    if (startKey === undefined || items.length >= limit || until?.(items) === true) return items;
  }
  throw new Error(`A query of at most ${limit} items has over ${maxPages} pages`);
};

/** The items of a partition whose sort keys begin alike; bounded as `queryItems`. */
export const queryPrefix = (
  table: Table,
  { pk, sk }: ItemKey,
  bounds: QueryBounds,
): Promise<readonly StoredItem[]> =>
  queryItems(
    table,
    {
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': pk, ':prefix': sk },
    },
    bounds,
  );

/**
 * Runs a conditional write of one item. `undefined` when it was done; otherwise the item that
 * stood in the way, in DynamoDB's own attribute format, `{}` when there was none. The write must
 * ask for `ReturnValuesOnConditionCheckFailure: 'ALL_OLD'`.
 */
export const obstacleOf = async (
  write: () => Promise<unknown>,
): Promise<StoredItem | undefined> => {
  try {
    await write();
    return undefined;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return error.Item ?? {};
    throw error;
  }
};

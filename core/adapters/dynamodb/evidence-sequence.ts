import {
  TransactionCanceledException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
  type DynamoDBDocumentClient,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { planAssignment } from '../../domain/evidence/assignment.ts';
import { isDay, isLeafKind } from '../../domain/evidence/entry.ts';
import { EvidenceFormatError, EvidenceMissing } from '../../domain/evidence/errors.ts';
import type { Leaf } from '../../domain/evidence/leaf.ts';
import {
  maxLeavesPerAssignment,
  maxLeavesPerRange,
  type LeafSequence,
  type SequencedLeaf,
} from '../../domain/evidence/ports.ts';
import type { LeafId } from '../../domain/vocabulary/ids.ts';

/**
 * The sequence as three kinds of item in one table (keys `pk`, `sk`):
 *
 * | item  | pk              | sk                      | holds                              |
 * |-------|-----------------|-------------------------|------------------------------------|
 * | head  | `SEQUENCE`      | `HEAD`                  | `size`                             |
 * | leaf  | `LEAF#<leafId>` | `LEAF`                  | `index`, `leaf`; permanent dedupe  |
 * | batch | `SEQ#<block>`   | first index, 16 digits  | the `leaves` of one transaction    |
 *
 * A batch item instead of one item an index keeps a transaction of 90 leaves at 92 of 100 items and
 * lets range reads be queries. Write units of 90 leaves, all doubled by the transaction:
 * 90 leaf items × 1 + batch of 90 × 145 B = 13 KB × 1 + head × 1 = 104, × 2 = 208, 2.3 a leaf.
 * The head is one item on purpose: it is the order. It takes about 500 transactions a second
 * (1,000 write units, 2 each), 45,000 leaves, before DynamoDB throttles it.
 */
const headKey = { pk: 'SEQUENCE', sk: 'HEAD' };
const leafKey = (leafId: LeafId) => ({ pk: `LEAF#${leafId}`, sk: 'LEAF' });
const batchKey = (first: number) => ({ pk: blockOf(first), sk: indexKey(first) });
const blockOf = (index: number): string => `SEQ#${Math.floor(index / leavesPerBlock)}`;
const indexKey = (index: number): string => String(index).padStart(16, '0');

/** 65,536 × 145 B = 9.5 MB a partition key: small collections, and ranges touch one or two. */
const leavesPerBlock = 65_536;

/** A query page is at most 1 MB, a range 4,096 × 145 B = 0.6 MB: one page a block is usual. */
const maxPages = 16;

/** BatchGetItem may leave keys over when it is throttled. */
const maxBatchReads = 8;

/** The sequence in DynamoDB. */
export const createDynamoSequence = ({
  client,
  tableName,
}: {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
}): LeafSequence => {
  const table: Table = { client, tableName };
  return {
    async assign(leaves) {
      if (leaves.length > maxLeavesPerAssignment) {
        throw new RangeError(`At most ${maxLeavesPerAssignment} leaves at once`);
      }
      const { size, known } = await readState(leaves, table);
      const plan = planAssignment(leaves, known);
      if (plan.fresh.length === 0) return plan.answerFrom(size);
      const written = await writeBatch(plan.fresh, size, table);
      return written ? plan.answerFrom(size) : { outcome: 'lost-race' };
    },
    range: (from, to) => readRange(from, to, table),
    async find(leafId) {
      const Key = leafKey(leafId);
      const { Item } = await client.send(
        new GetCommand({ TableName: tableName, Key, ConsistentRead: true }),
      );
      return Item === undefined ? undefined : sequencedLeafOf(Item);
    },
    async size() {
      const { Item } = await client.send(
        new GetCommand({ TableName: tableName, Key: headKey, ConsistentRead: true }),
      );
      return sizeOf(Item);
    },
  };
};

interface Table {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
}

type Item = Record<string, unknown>;

/** Reads the head and which of the leaves are known; 91 keys at most, BatchGetItem takes 100. */
const readState = async (leaves: readonly Leaf[], { client, tableName }: Table) => {
  const ids = [...new Set(leaves.map(({ leafId }) => leafId))];
  let keys: Item[] = [headKey, ...ids.map(leafKey)];
  let size = 0;
  const known = new Map<LeafId, SequencedLeaf>();
  for (let read = 0; read < maxBatchReads && keys.length > 0; read += 1) {
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetCommand({ RequestItems: { [tableName]: { Keys: keys, ConsistentRead: true } } }),
    );
    for (const item of Responses?.[tableName] ?? []) {
      if (item['pk'] === headKey.pk) size = sizeOf(item);
      else {
        const found = sequencedLeafOf(item);
        known.set(found.leaf.leafId, found);
      }
    }
    keys = UnprocessedKeys?.[tableName]?.Keys ?? [];
  }
  if (keys.length > 0) throw new Error(`DynamoDB left ${keys.length} keys unread; try again later`);
  return { size, known };
};

/** One transaction: head from `size` on, a leaf item each, the batch. False when it lost a race. */
const writeBatch = async (
  fresh: readonly Leaf[],
  size: number,
  { client, tableName }: Table,
): Promise<boolean> => {
  const notThere = 'attribute_not_exists(pk)';
  const put = (item: Item) => ({
    Put: { TableName: tableName, Item: item, ConditionExpression: notThere },
  });
  const input: TransactWriteCommandInput = {
    TransactItems: [
      {
        Update: {
          TableName: tableName,
          Key: headKey,
          UpdateExpression: 'SET #size = :next',
          ConditionExpression: size === 0 ? notThere : '#size = :size',
          ExpressionAttributeNames: { '#size': 'size' },
          ExpressionAttributeValues: {
            ':next': size + fresh.length,
            ...(size === 0 ? {} : { ':size': size }),
          },
        },
      },
      ...fresh.map((leaf, at) => put({ ...leafKey(leaf.leafId), index: size + at, leaf })),
      put({ ...batchKey(size), leaves: fresh }),
    ],
  };
  try {
    // The SDK gives the call a token, so its own repeats within ten minutes write once.
    await client.send(new TransactWriteCommand(input));
    return true;
  } catch (error) {
    if (isLostRace(error)) return false;
    throw error;
  }
};

/** Whether others were faster: a condition that no longer holds, or writes under way at once. */
const isLostRace = (error: unknown): boolean => {
  if (error instanceof TransactionInProgressException) return true;
  if (!(error instanceof TransactionCanceledException)) return false;
  const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None');
  const races = codes.filter((code) => code !== 'None');
  return races.length > 0 && races.every((code) => raceCodes.has(code));
};

const raceCodes: ReadonlySet<string> = new Set(['ConditionalCheckFailed', 'TransactionConflict']);

const readRange = async (from: number, to: number, table: Table): Promise<readonly Leaf[]> => {
  if (to - from > maxLeavesPerRange) {
    throw new RangeError(`At most ${maxLeavesPerRange} leaves at once`);
  }
  if (to <= from) return [];
  const leaves: Leaf[] = [];
  // The batch that holds `from` starts at most 89 places before it, maybe in the block before.
  const start = Math.max(0, from - (maxLeavesPerAssignment - 1));
  const lastBlock = Math.floor((to - 1) / leavesPerBlock);
  for (let block = Math.floor(start / leavesPerBlock); block <= lastBlock; block += 1) {
    for (const item of await queryBlock(block, start, to - 1, table)) {
      const first = Number(item['sk']);
      for (const [at, stored] of listOf(item['leaves']).entries()) {
        const index = first + at;
        if (index < from || index >= to) continue;
        if (index !== from + leaves.length) throw gapAt(from + leaves.length);
        leaves.push(leafOf(stored));
      }
    }
  }
  if (leaves.length !== to - from) throw gapAt(from + leaves.length);
  return leaves;
};

const gapAt = (index: number): EvidenceMissing =>
  new EvidenceMissing(`The sequence has no leaf at ${index}`);

const queryBlock = async (
  block: number,
  first: number,
  last: number,
  { client, tableName }: Table,
): Promise<readonly Item[]> => {
  const items: Item[] = [];
  let startKey: Item | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const { Items, LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: tableName,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: {
          ':pk': `SEQ#${block}`,
          ':first': indexKey(first),
          ':last': indexKey(last),
        },
        ...(startKey === undefined ? {} : { ExclusiveStartKey: startKey }),
      }),
    );
    items.push(...(Items ?? []));
    startKey = LastEvaluatedKey;
    if (startKey === undefined) return items;
  }
  throw new Error(`A range of block ${block} has over ${maxPages} pages`);
};

const sizeOf = (item: Item | undefined): number => {
  const size = item?.['size'] ?? 0;
  if (typeof size !== 'number') throw new EvidenceFormatError('The head has no size');
  return size;
};

const sequencedLeafOf = (item: Item): SequencedLeaf => {
  const index = item['index'];
  if (typeof index !== 'number') throw new EvidenceFormatError('A leaf item has no index');
  return { index, leaf: leafOf(item['leaf']) };
};

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const leafOf = (value: unknown): Leaf => {
  const { leafId, kind, day, commitment } = (value ?? {}) as Item;
  if (!isLeafId(leafId) || typeof kind !== 'string' || !isLeafKind(kind)) {
    throw new EvidenceFormatError('A stored leaf has no id or no known kind');
  }
  if (typeof day !== 'string' || !isDay(day) || typeof commitment !== 'string') {
    throw new EvidenceFormatError('A stored leaf has no day or no commitment');
  }
  return { leafId, kind, day, commitment };
};

const isLeafId = (value: unknown): value is LeafId =>
  typeof value === 'string' && value.startsWith('leaf_');

import {
  TransactionCanceledException,
  TransactionInProgressException,
  type ConsumedCapacity,
} from '@aws-sdk/client-dynamodb';
import {
  TransactWriteCommand,
  type DynamoDBDocumentClient,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';

/** One write or condition of a transaction. */
export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** Which items' conditions failed, by their position; empty when the transaction was done. */
export type FailedConditions = ReadonlySet<number>;

/** Told of the write units that DynamoDB charged for a transaction. */
export type ObserveCapacity = (consumed: { readonly writeUnits: number }) => void;

/** What running a transaction needs beside its items. */
export interface TransactionOptions {
  /** Draws 0 (included) to 1 (excluded), so that rivals part. A fixed wait when absent. */
  readonly draw?: () => number;
  readonly observe?: ObserveCapacity;
  /** An item whose failed condition decides everything, even beside a conflict. */
  readonly decisive?: number;
}

/**
 * Attempts against rivals that write one of the same items at the same moment. Waits at most
 * 10 + 20 + … + 640 ms = 1.3 s in all; only a person's own items are ever contended.
 */
const maxAttempts = 8;
const firstPauseMilliseconds = 10;

/**
 * Reasons of DynamoDB's that are nobody's decision: a rival transaction, or an item whose partition
 * is asked too much of. The SDK retries a call that is throttled as a whole, but not a transaction
 * that is cancelled because one of its items was.
 */
const passingReasons: readonly string[] = [
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
];

/**
 * Writes all items or none. What passes by itself is tried again; a failed condition is somebody's
 * decision, and is returned by its position
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html).
 * The SDK gives each call a token of its own, so what it repeats after a lost answer writes once.
 */
export const writeAll = async (
  documents: DynamoDBDocumentClient,
  items: readonly TransactItem[],
  options: TransactionOptions = {},
): Promise<FailedConditions> => {
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const failed = await writeOnce(documents, items, options);
    if (failed !== 'conflict') return failed;
    await pause(attempt, options.draw);
  }
  throw new TransactionContended(maxAttempts);
};

/** Every attempt met a rival or a busy partition. Nothing was written: try again later. */
export class TransactionContended extends Error {
  override readonly name = 'TransactionContended';
  constructor(attempts: number) {
    super(`A transaction met rivals or busy partitions ${attempts} times; try again later`);
  }
}

const writeOnce = async (
  documents: DynamoDBDocumentClient,
  items: readonly TransactItem[],
  { observe, decisive }: TransactionOptions,
): Promise<FailedConditions | 'conflict'> => {
  try {
    const { ConsumedCapacity } = await documents.send(
      new TransactWriteCommand({
        TransactItems: [...items],
        ...(observe === undefined ? {} : { ReturnConsumedCapacity: 'TOTAL' }),
      }),
    );
    observe?.({ writeUnits: unitsOf(ConsumedCapacity) });
    return new Set();
  } catch (error) {
    return verdictOf(error, decisive);
  }
};

/** What a refused transaction says. Throws what is no condition and no conflict. */
const verdictOf = (error: unknown, decisive: number | undefined): FailedConditions | 'conflict' => {
  if (error instanceof TransactionInProgressException) return 'conflict';
  if (!(error instanceof TransactionCanceledException)) throw error;
  const failed = new Set<number>();
  let conflict = false;
  for (const [at, { Code }] of (error.CancellationReasons ?? []).entries()) {
    if (Code === 'ConditionalCheckFailed') failed.add(at);
    else if (Code !== undefined && passingReasons.includes(Code)) conflict = true;
    else if (Code !== undefined && Code !== 'None') throw error;
  }
  // Beside a conflict a failed condition may be the rival's half-seen work: look again.
  if (conflict && (decisive === undefined || !failed.has(decisive))) return 'conflict';
  if (failed.size === 0) throw error;
  return failed;
};

const unitsOf = (consumed: readonly ConsumedCapacity[] | undefined): number =>
  (consumed ?? []).reduce((sum, { CapacityUnits }) => sum + (CapacityUnits ?? 0), 0);

const pause = (attempt: number, draw: (() => number) | undefined): Promise<void> => {
  const longest = firstPauseMilliseconds * 2 ** (attempt - 1);
  const milliseconds = draw === undefined ? longest : draw() * longest;
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
};

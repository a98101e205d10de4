import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type {
  DynamoDBBatchResponse,
  DynamoDBRecord,
  DynamoDBStreamEvent,
  SQSBatchResponse,
  SQSEvent,
  SQSRecord,
} from 'aws-lambda';
import {
  type EnvironmentOf,
  type TriggeredBy,
} from '../../core/contracts/functions/function-contract.ts';
import type { Observability } from './observability.ts';
import { prepare, stack } from './stack.ts';

/**
 * A function behind a queue. Each record succeeds or fails by itself: a failed one comes back
 * after the visibility timeout, and goes to the dead-letter queue when it has failed too often.
 */
export const queueHandler = <C extends TriggeredBy<'queue'>, Container>(
  contract: C,
  container: (environment: EnvironmentOf<C>, observability: Observability) => Container,
  onRecord: (record: SQSRecord, container: Container) => Promise<unknown>,
) => {
  const { observability, built } = prepare(contract, container);
  return stack<SQSEvent, SQSBatchResponse>(observability).handler((event: SQSEvent) =>
    processPartialResponse(
      event,
      (record: SQSRecord) => onRecord(record, built()),
      new BatchProcessor(EventType.SQS, { logger: observability.logger }),
      { throwOnFullBatchFailure: false },
    ),
  );
};

/**
 * A function behind table streams. The first failed record of a shard is where the shard resumes:
 * order within an item is kept, and nothing is skipped.
 */
export const streamHandler = <C extends TriggeredBy<'stream'>, Container>(
  contract: C,
  container: (environment: EnvironmentOf<C>, observability: Observability) => Container,
  onRecord: (record: DynamoDBRecord, container: Container) => Promise<unknown>,
) => {
  const { observability, built } = prepare(contract, container);
  return stack<DynamoDBStreamEvent, DynamoDBBatchResponse>(observability).handler(
    (event: DynamoDBStreamEvent) =>
      processPartialResponse(
        event,
        (record: DynamoDBRecord) => onRecord(record, built()),
        new BatchProcessor(EventType.DynamoDBStreams, { logger: observability.logger }),
        { throwOnFullBatchFailure: false },
      ),
  );
};

/**
 * A function behind a queue that takes its records together, because doing them one by one would
 * make them rivals. `onBatch` returns the ids of messages that failed; when it throws, all come
 * back.
 */
export const wholeQueueHandler = <C extends TriggeredBy<'queue'>, Container>(
  contract: C,
  container: (environment: EnvironmentOf<C>, observability: Observability) => Container,
  onBatch: (records: readonly SQSRecord[], container: Container) => Promise<readonly string[]>,
) => {
  const { observability, built } = prepare(contract, container);
  return stack<SQSEvent, SQSBatchResponse>(observability).handler(async (event: SQSEvent) => {
    const failed = await onBatch(event.Records, built());
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  });
};

/** Likewise for a stream: what is thrown brings the whole batch back, in order. */
export const wholeStreamHandler = <C extends TriggeredBy<'stream'>, Container>(
  contract: C,
  container: (environment: EnvironmentOf<C>, observability: Observability) => Container,
  onBatch: (records: readonly DynamoDBRecord[], container: Container) => Promise<unknown>,
) => {
  const { observability, built } = prepare(contract, container);
  return stack<DynamoDBStreamEvent, DynamoDBBatchResponse>(observability).handler(
    async (event: DynamoDBStreamEvent) => {
      await onBatch(event.Records, built());
      return { batchItemFailures: [] };
    },
  );
};

import { afterEach, describe, expect, it } from '@jest/globals';
import type {
  DynamoDBBatchResponse,
  DynamoDBRecord,
  DynamoDBStreamEvent,
  SQSBatchResponse,
  SQSEvent,
  SQSRecord,
} from 'aws-lambda';
import {
  appendLeaves,
  collectLeaves,
  resumeClip,
  validateUpload,
} from '../../../core/contracts/functions/index.ts';
import type { FunctionContract } from '../../../core/contracts/functions/function-contract.ts';
import {
  queueHandler,
  streamHandler,
  wholeQueueHandler,
  wholeStreamHandler,
} from '../../../functions/middleware/batch.ts';
import { captured, context, deployAs, type Handler } from './invocation.ts';

const takeAways: (() => void)[] = [];
afterEach(() => {
  for (const takeAway of takeAways.splice(0)) takeAway();
});

const deployed = <C extends FunctionContract>(contract: C): C => {
  takeAways.push(deployAs(contract));
  return contract;
};

/** The captured message of S3, once for each id. */
const messages = (...ids: readonly string[]): SQSEvent => {
  const [record] = captured<SQSEvent>('sqs-s3-object-created').Records;
  return { Records: ids.map((messageId) => ({ ...record, messageId }) as SQSRecord) };
};

/** The captured record of the ledger's stream, once for each sequence number. */
const changes = (...numbers: readonly string[]): DynamoDBStreamEvent => {
  const [record] = captured<DynamoDBStreamEvent>('dynamodb-stream-insert').Records;
  return {
    Records: numbers.map((SequenceNumber) => ({
      ...record,
      dynamodb: { ...record?.dynamodb, SequenceNumber },
    })) as DynamoDBRecord[],
  };
};

const failing = (what: string) => (): Promise<never> => Promise.reject(new Error(what));

describe('a function behind a queue', () => {
  const handling = (failed: readonly string[], seen: string[] = []) =>
    queueHandler(
      deployed(validateUpload),
      () => ({}),
      async ({ messageId }) => {
        seen.push(messageId);
        if (failed.includes(messageId)) throw new Error(`no luck with ${messageId}`);
      },
    ) as Handler<SQSEvent, SQSBatchResponse>;

  const failuresOf = async (failed: readonly string[], seen?: string[]) =>
    (await handling(failed, seen)(messages('a', 'b', 'c'), context)).batchItemFailures;

  it('finishes what succeeds', async () => {
    const seen: string[] = [];
    expect(await failuresOf([], seen)).toEqual([]);
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('gives back the id of what failed, and only that', async () => {
    const seen: string[] = [];
    expect(await failuresOf(['b'], seen)).toEqual([{ itemIdentifier: 'b' }]);
    expect(seen).toHaveLength(3);
  });

  it('gives back every id when all failed: the invocation itself does not fail', async () => {
    expect(await failuresOf(['a', 'b', 'c'])).toEqual(
      ['a', 'b', 'c'].map((itemIdentifier) => ({ itemIdentifier })),
    );
  });

  it('does not lose count of failures between two invocations', async () => {
    const handler = handling(['b']);
    await handler(messages('a', 'b'), context);
    expect((await handler(messages('c'), context)).batchItemFailures).toEqual([]);
  });

  it('gives every message back while its environment is incomplete', async () => {
    const handler = handling([]);
    delete process.env['TABLE_CLIPS'];
    const { batchItemFailures } = await handler(messages('a', 'b'), context);
    expect(batchItemFailures).toHaveLength(2);
  });
});

describe('a function that takes a queue’s records together', () => {
  const handling = (onBatch: () => Promise<readonly string[]>) =>
    wholeQueueHandler(deployed(appendLeaves), () => ({}), onBatch) as Handler<
      SQSEvent,
      SQSBatchResponse
    >;

  it('gives back the ids that it is told of', async () => {
    const handler = handling(async () => ['b']);
    const { batchItemFailures } = await handler(messages('a', 'b'), context);
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'b' }]);
  });

  it('fails as a whole when it throws, so that everything comes back', async () => {
    await expect(handling(failing('the log is busy'))(messages('a'), context)).rejects.toThrow(
      'the log is busy',
    );
  });
});

describe('a function behind a stream', () => {
  const handling = (failed: readonly string[]) =>
    streamHandler(
      deployed(resumeClip),
      () => ({}),
      async ({ dynamodb }) => {
        if (failed.includes(dynamodb?.SequenceNumber ?? '')) throw new Error('not this one');
      },
    ) as Handler<DynamoDBStreamEvent, DynamoDBBatchResponse>;

  it('tells where the shard is to resume', async () => {
    const { batchItemFailures } = await handling(['2'])(changes('1', '2', '3'), context);
    expect(batchItemFailures).toEqual([{ itemIdentifier: '2' }]);
  });

  it('goes on when all succeed', async () => {
    expect(await handling([])(changes('1', '2'), context)).toEqual({ batchItemFailures: [] });
  });
});

describe('a function that takes a stream’s records together', () => {
  const handling = (onBatch: () => Promise<unknown>) =>
    wholeStreamHandler(deployed(collectLeaves), () => ({}), onBatch) as Handler<
      DynamoDBStreamEvent,
      DynamoDBBatchResponse
    >;

  it('goes on when it succeeds', async () => {
    const handler = handling(async () => undefined);
    expect(await handler(changes('1'), context)).toEqual({ batchItemFailures: [] });
  });

  it('fails as a whole when it throws: the shard resumes at the batch', async () => {
    const handler = handling(failing('the queue is away'));
    await expect(handler(changes('1'), context)).rejects.toThrow('the queue is away');
  });
});

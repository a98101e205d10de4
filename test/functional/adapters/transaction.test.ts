import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { dynamoLedgerWriter } from '../../../core/adapters/dynamodb/ledger-writer.ts';
import {
  TransactionContended,
  writeAll,
  type TransactionOptions,
} from '../../../core/adapters/dynamodb/transaction.ts';
import { sampleAward, sampleClip } from '../../support/samples.ts';
import { scriptedConfig, startScriptedServer, type ScriptedAnswer } from './scripted-server.ts';

const answerOf = (status: number, body: object): ScriptedAnswer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify(body),
});
const done = answerOf(200, {});
const cancelled = (...codes: readonly string[]): ScriptedAnswer =>
  answerOf(400, {
    __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
    Message: 'Transaction cancelled',
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
const throttled = answerOf(400, {
  __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException',
  message: 'Slow down',
});

const noWait: TransactionOptions = { draw: () => 0 };
const item = { Put: { TableName: 'any', Item: { pk: 'a', sk: 'b' } } };

/** Runs some work against a table that gives these answers. */
const against = async <Result>(
  answers: readonly ScriptedAnswer[],
  work: (documents: DynamoDBDocumentClient) => Promise<Result>,
) => {
  const server = await startScriptedServer(answers);
  const client = new DynamoDBClient(scriptedConfig(server.url));
  try {
    const [settled] = await Promise.allSettled([work(DynamoDBDocumentClient.from(client))]);
    return { settled, requests: server.requests };
  } finally {
    client.destroy();
    await server.end();
  }
};

describe('a transaction', () => {
  it('is tried again after a conflict with a rival, as a new one', async () => {
    const { settled, requests } = await against(
      [cancelled('TransactionConflict', 'None'), cancelled('None', 'TransactionConflict'), done],
      (documents) => writeAll(documents, [item, item], noWait),
    );
    expect(settled).toEqual({ status: 'fulfilled', value: new Set() });
    const tokens = requests.map(({ body }) => JSON.parse(body).ClientRequestToken as string);
    expect(new Set(tokens).size).toBe(3);
  });

  it('gives up after eight conflicts', async () => {
    const { settled, requests } = await against([cancelled('TransactionConflict')], (documents) =>
      writeAll(documents, [item], noWait),
    );
    expect(settled).toMatchObject({ status: 'rejected' });
    expect(settled.status === 'rejected' && settled.reason).toBeInstanceOf(TransactionContended);
    expect(requests).toHaveLength(8);
  });

  it('says which conditions failed, by their positions', async () => {
    const { settled, requests } = await against(
      [cancelled('None', 'ConditionalCheckFailed', 'None', 'ConditionalCheckFailed')],
      (documents) => writeAll(documents, [item, item, item, item], noWait),
    );
    expect(settled).toEqual({ status: 'fulfilled', value: new Set([1, 3]) });
    expect(requests).toHaveLength(1);
  });

  it('believes a failed condition beside a conflict only if it is the decisive one', async () => {
    const both = cancelled('TransactionConflict', 'ConditionalCheckFailed');
    const looksAgain = await against([both, done], (documents) =>
      writeAll(documents, [item, item], { ...noWait, decisive: 0 }),
    );
    expect(looksAgain.settled).toEqual({ status: 'fulfilled', value: new Set() });
    const decided = await against([both, done], (documents) =>
      writeAll(documents, [item, item], { ...noWait, decisive: 1 }),
    );
    expect(decided.settled).toEqual({ status: 'fulfilled', value: new Set([1]) });
  });

  it('is tried again when one of its items was throttled, which the SDK does not do', async () => {
    for (const reason of ['ThrottlingError', 'ProvisionedThroughputExceeded']) {
      const { settled, requests } = await against(
        [cancelled('None', reason), cancelled('ConditionalCheckFailed', reason), done],
        (documents) => writeAll(documents, [item, item], noWait),
      );
      expect(settled).toEqual({ status: 'fulfilled', value: new Set() });
      expect(requests).toHaveLength(3);
    }
  });

  it('leaves throttling of the whole call and everything else to who called', async () => {
    for (const answer of [throttled, cancelled('ValidationError')]) {
      const { settled } = await against([answer], (documents) =>
        writeAll(documents, [item], noWait),
      );
      expect(settled.status).toBe('rejected');
    }
  });
});

describe('an award that meets a rival', () => {
  const clip = sampleClip();
  const award = sampleAward(clip);
  const stored = answerOf(200, { Item: undefined });
  const write = (documents: DynamoDBDocumentClient) =>
    dynamoLedgerWriter({
      documents,
      tables: { ledger: 'ledger', clips: 'clips', programs: 'programs' },
    }).award(award, { consentEpoch: 1, trainingExcluded: false });

  it('is "already" when the award is there, whatever else failed', async () => {
    const failed = 'ConditionalCheckFailed';
    for (const rest of [
      ['None', failed, failed],
      ['None', 'TransactionConflict', 'None'],
    ]) {
      const { settled } = await against([cancelled(failed, ...rest)], write);
      expect(settled).toEqual({ status: 'fulfilled', value: 'already' });
    }
  });

  it('names the withdrawn consent before the clip’s state', async () => {
    const failed = 'ConditionalCheckFailed';
    const both = await against([cancelled('None', 'None', failed, failed), stored], write);
    expect(both.settled).toEqual({ status: 'fulfilled', value: 'consent-withdrawn' });
    const state = await against([cancelled('None', 'None', failed, 'None'), stored], write);
    expect(state.settled).toEqual({ status: 'fulfilled', value: 'clip-not-in-review' });
  });
});

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { dynamoWaitingList } from '../../../core/adapters/dynamodb/waiting-list.ts';
import { programItems } from '../../../core/contracts/layout/items.ts';
import { addSeconds } from '../../../core/domain/vocabulary/time.ts';
import { newId, sampleNow } from '../../support/samples.ts';
import { scriptedConfig, startScriptedServer, type ScriptedAnswer } from './scripted-server.ts';

const campaignId = newId('campaign');
const category = 'package-theft' as const;

const answerOf = (body: object): ScriptedAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify(body),
});

/** A page of the list with another after it, whose holders asked so long ago. */
const pageOf = (count: number, askedSecondsAgo: number): ScriptedAnswer => {
  const items = Array.from({ length: count }, () => {
    const place = {
      campaignId,
      category,
      contributorId: newId('contributor'),
      joinedAt: sampleNow,
    };
    const askedAt = addSeconds(sampleNow, -askedSecondsAgo);
    const item = { ...programItems.waitingPlace(place), ...place, askedAt };
    return Object.fromEntries(Object.entries(item).map(([name, text]) => [name, { S: text }]));
  });
  return answerOf({ Items: items, LastEvaluatedKey: { pk: { S: 'a' }, sk: { S: 'b' } } });
};

/** What counting the places before a newcomer comes to, and how many items each query asked for. */
const countOver = async (answers: readonly ScriptedAnswer[], limit: number) => {
  const server = await startScriptedServer(answers);
  const client = new DynamoDBClient(scriptedConfig(server.url));
  try {
    const waiting = dynamoWaitingList({
      documents: DynamoDBDocumentClient.from(client),
      table: 'programs',
    });
    const who = { campaignId, category, contributorId: newId('contributor') };
    const ahead = await waiting.ahead(who, { keptSince: addSeconds(sampleNow, -1_800), limit });
    const queries = server.requests
      .map(({ body }) => JSON.parse(body) as { readonly Limit?: number; readonly Key?: object })
      .filter(({ Key }) => Key === undefined);
    return { ahead, askedFor: queries.map(({ Limit }) => Limit) };
  } finally {
    client.destroy();
    await server.end();
  }
};

describe('a long waiting list in DynamoDB', () => {
  it('is read no further than to the places that were asked for', async () => {
    expect(await countOver([pageOf(100, 60)], 100)).toEqual({ ahead: 100, askedFor: [100] });
    expect(await countOver([pageOf(100, 60)], 1)).toEqual({ ahead: 1, askedFor: [100] });
  });

  it('is read on past places that nobody keeps', async () => {
    const deleted = Array.from({ length: 50 }, () => answerOf({}));
    const pages = [pageOf(100, 3_600), pageOf(100, 60), ...deleted];
    expect(await countOver(pages, 100)).toEqual({ ahead: 100, askedFor: [100, 100] });
  });
});

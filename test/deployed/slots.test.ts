import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { isProblem, type ApiSchemas } from '../../client/api-client.ts';
import { dynamoCameraStore } from '../../core/adapters/dynamodb/camera-store.ts';
import { dynamoConsentStore } from '../../core/adapters/dynamodb/consent-store.ts';
import { dynamoDueIndex } from '../../core/adapters/dynamodb/due-index.ts';
import { closeGrants } from '../../core/contracts/functions/index.ts';
import { clipItems } from '../../core/contracts/layout/items.ts';
import type { CampaignId, ClipId } from '../../core/domain/vocabulary/ids.ts';
import { hourOf } from '../../core/domain/vocabulary/time.ts';
import { modelCampaign } from '../../local/life/campaign.ts';
import { sdkOptions } from '../../local/cloud/local-cloud.ts';
import { newId, sampleConsent } from '../support/samples.ts';
import {
  clipIdOf,
  demoPeople,
  idOf,
  inState,
  openCampaign,
  wholeLifeMilliseconds,
} from './support/program.ts';
import { cloud, invoke, newPerson, type Person } from './support/session.ts';
import { tableName } from './support/storage.ts';

jest.setTimeout(2 * wholeLifeMilliseconds);

const clients = 200;
const slots = 50;
const expiring = 10;

/** Accounts are made so many at a time: the asking below is what happens all at once. */
const joiningAtOnce = 10;

type Draft = Awaited<ReturnType<typeof openCampaign>>;

/** Somebody who may ask. */
interface Client {
  readonly person: Person;
  readonly cameraId: ApiSchemas['Camera']['cameraId'];
}

const documents = DynamoDBDocumentClient.from(
  new DynamoDBClient(sdkOptions(cloud.connection.endpointUrl)),
);

/** An account by the API; consent and camera as the API stores them, without 400 calls of it. */
const join = async (campaign: Draft): Promise<Client> => {
  const person = await newPerson('contributor');
  const { contributorId } = person;
  const table = await tableName('programs');
  const { version: noticeVersion } = campaign.notice;
  const consent = sampleConsent({
    contributorId,
    campaignId: idOf(campaign) as CampaignId,
    noticeVersion,
  });
  await dynamoConsentStore({ documents, table }).give(consent);
  const cameraId = newId('camera');
  const camera = { cameraId, contributorId, label: 'front door', area: 'US-OR' };
  const registeredAt = new Date().toISOString();
  await dynamoCameraStore({ documents, table }).register({ ...camera, registeredAt }, 1);
  return { person, cameraId };
};

const joinAll = async (campaign: Draft): Promise<readonly Client[]> => {
  const people: Client[] = [];
  while (people.length < clients) {
    const some = Array.from({ length: joiningAtOnce }, () => join(campaign));
    people.push(...(await Promise.all(some)));
  }
  return people;
};

type Answer =
  | { readonly client: Client; readonly granted: ClipId }
  | { readonly client: Client; readonly code: string; readonly position: unknown };

/**
 * Asks that are under way at one moment; the other clients wait in line, as an account's quota
 * would make them. Each instance of a function is a process here: 200 want 6 GB and both cores.
 */
const lanes = 24;

/** Whose answer is lost asks again for the very same. */
const maxAsks = 10;

/** Rounds in which all who wait ask once more. */
const maxRounds = 5;

const ask = async (campaign: Draft, client: Client): Promise<Answer> => {
  const body: ApiSchemas['GrantRequest'] = {
    campaignId: idOf(campaign),
    category: 'package-theft',
    scenario: 'real',
    cameraId: client.cameraId,
    capturedHour: hourOf(new Date().toISOString()),
    fileName: 'porch.mp4',
    // In parts: reserved for an hour, while a URL here ends in seconds and 200 asks take longer.
    bytes: 100_000_000,
    sha256: randomBytes(32).toString('hex'),
    contentType: 'video/mp4',
  };
  for (let asked = 1; ; asked += 1) {
    try {
      return { client, granted: clipIdOf(await client.person.client.openGrant({ body })) };
    } catch (error) {
      if (!isProblem(error)) throw error;
      const isAnswered = error.status < 500 && error.code !== 'unexpected-answer';
      if (isAnswered || asked === maxAsks) {
        return { client, code: error.code, position: error.facts['position'] };
      }
    }
  }
};

/** All of them at once, through the lanes there are. */
const askAll = async (
  campaign: Draft,
  everybody: readonly Client[],
): Promise<readonly Answer[]> => {
  const inLine = [...everybody];
  const answers: Answer[] = [];
  const serve = async (): Promise<void> => {
    for (let client = inLine.shift(); client !== undefined; client = inLine.shift()) {
      answers.push(await ask(campaign, client));
    }
  };
  await Promise.all(Array.from({ length: lanes }, serve));
  return answers;
};

const grantedIn = (answers: readonly Answer[]) =>
  answers.flatMap((answer) =>
    'granted' in answer ? [{ person: answer.client.person, clipId: answer.granted }] : [],
  );

const refusedIn = (answers: readonly Answer[]) =>
  answers.flatMap((answer) => ('granted' in answer ? [] : [answer]));

/** Ends reservations, as an hour without a part would, and lets the sweep find them. */
const expire = async (clipIds: readonly ClipId[]): Promise<void> => {
  const due = dynamoDueIndex({ documents, table: await tableName('retention') });
  const dueAt = new Date().toISOString();
  const clips = await tableName('clips');
  for (const clipId of clipIds) {
    await documents.send(
      new UpdateCommand({
        TableName: clips,
        Key: { ...clipItems.grant(clipId) },
        UpdateExpression: 'SET parts.reservedUntil = :ended',
        ExpressionAttributeValues: { ':ended': new Date(Date.now() - 3_600_000).toISOString() },
      }),
    );
    await due.put({ task: 'close-grant', clipId, dueAt });
  }
  await invoke(closeGrants);
};

afterAll(() => documents.destroy());

describe(`${clients} clients who ask at once for the last ${slots} slots`, () => {
  let campaign: Draft;
  let first: readonly Answer[];

  beforeAll(async () => {
    const [terms] = modelCampaign(0).terms;
    if (terms === undefined) throw new Error('The model campaign wants nothing');
    campaign = await openCampaign({ terms: [{ ...terms, wanted: slots }] });
    const people = await joinAll(campaign);
    first = await askAll(campaign, people);
  });

  it(`get exactly ${slots} grants`, () => {
    expect(grantedIn(first)).toHaveLength(slots);
  });

  it('are told their waiting position otherwise, each another one', () => {
    const refused = refusedIn(first);
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['campaign-full']));
    for (const { position } of refused) expect(position).toBeGreaterThanOrEqual(1);
    expect(Math.max(...refused.map(({ position }) => Number(position)))).toBeLessThanOrEqual(
      clients - slots,
    );
  });

  it('see that nothing is wanted any more', async () => {
    const { terms } = await demoPeople.nobody.getCampaign({ campaignId: idOf(campaign) });
    expect(terms.map(({ stillWanted }) => stillWanted)).toEqual([0]);
  });

  it(`get exactly ${expiring} more when ${expiring} of the grants expire`, async () => {
    const leaving = grantedIn(first).slice(0, expiring);
    await expire(leaving.map(({ clipId }) => clipId));
    for (const { person, clipId } of leaving) await inState(person, clipId, 'expired', 'erasing');
    const granted: ClipId[] = [];
    let waiting = refusedIn(first).map(({ client }) => client);
    // Places lapse while 150 ask on two cores, so some are told to ask once more.
    for (let round = 0; round < maxRounds; round += 1) {
      const answers = await askAll(campaign, waiting);
      granted.push(...grantedIn(answers).map(({ clipId }) => clipId));
      waiting = refusedIn(answers).map(({ client }) => client);
      if (granted.length >= expiring) break;
    }
    expect(granted).toHaveLength(expiring);
    const last = await askAll(campaign, waiting.slice(0, lanes));
    expect(grantedIn(last)).toHaveLength(0);
    const { terms } = await demoPeople.nobody.getCampaign({ campaignId: idOf(campaign) });
    expect(terms.map(({ stillWanted }) => stillWanted)).toEqual([0]);
    expect(new Set(granted).size).toBe(expiring);
  });
});

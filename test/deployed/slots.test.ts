import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { isProblem, type ApiSchemas } from '../../client/api-client.ts';
import { dynamoDueIndex } from '../../core/adapters/dynamodb/due-index.ts';
import { closeGrants } from '../../core/contracts/functions/index.ts';
import type { ClipId } from '../../core/domain/vocabulary/ids.ts';
import { hourOf } from '../../core/domain/vocabulary/time.ts';
import { modelCampaign } from '../../local/life/campaign.ts';
import { sdkOptions } from '../../local/cloud/local-cloud.ts';
import {
  cameraOf,
  clipIdOf,
  consentTo,
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

const join = async (campaign: Draft): Promise<Person> => {
  const person = await newPerson('contributor');
  await consentTo(campaign, person);
  return person;
};

const joinAll = async (campaign: Draft): Promise<readonly Person[]> => {
  const people: Person[] = [];
  while (people.length < clients) {
    const some = Array.from({ length: joiningAtOnce }, () => join(campaign));
    people.push(...(await Promise.all(some)));
  }
  return people;
};

type Answer =
  | { readonly person: Person; readonly granted: ClipId }
  | { readonly person: Person; readonly code: string; readonly position: unknown };

const ask = async (campaign: Draft, person: Person): Promise<Answer> => {
  const body: ApiSchemas['GrantRequest'] = {
    campaignId: idOf(campaign),
    category: 'package-theft',
    scenario: 'real',
    cameraId: await cameraOf(person),
    capturedHour: hourOf(new Date().toISOString()),
    fileName: 'porch.mp4',
    bytes: 1_000,
    sha256: randomBytes(32).toString('hex'),
    contentType: 'video/mp4',
  };
  try {
    return { person, granted: clipIdOf(await person.client.openGrant({ body })) };
  } catch (error) {
    if (!isProblem(error)) throw error;
    return { person, code: error.code, position: error.facts['position'] };
  }
};

const grantedIn = (answers: readonly Answer[]) =>
  answers.flatMap((answer) =>
    'granted' in answer ? [{ person: answer.person, clipId: answer.granted }] : [],
  );

const refusedIn = (answers: readonly Answer[]) =>
  answers.flatMap((answer) => ('granted' in answer ? [] : [answer]));

/** What the sweep does when a grant's time is over, without waiting for it. */
const expire = async (clipIds: readonly ClipId[]): Promise<void> => {
  const documents = DynamoDBDocumentClient.from(
    new DynamoDBClient(sdkOptions(cloud.connection.endpointUrl)),
  );
  const due = dynamoDueIndex({ documents, table: await tableName('retention') });
  const dueAt = new Date().toISOString();
  for (const clipId of clipIds) await due.put({ task: 'close-grant', clipId, dueAt });
  await invoke(closeGrants);
  documents.destroy();
};

describe(`${clients} clients who ask at once for the last ${slots} slots`, () => {
  let campaign: Draft;
  let first: readonly Answer[];

  beforeAll(async () => {
    const [terms] = modelCampaign(0).terms;
    if (terms === undefined) throw new Error('The model campaign wants nothing');
    campaign = await openCampaign({ terms: [{ ...terms, wanted: slots }] });
    const people = await joinAll(campaign);
    first = await Promise.all(people.map((person) => ask(campaign, person)));
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
    const waiting = refusedIn(first).map(({ person }) => person);
    const second = await Promise.all(waiting.map((person) => ask(campaign, person)));
    expect(grantedIn(second)).toHaveLength(expiring);
    const third = await Promise.all(refusedIn(second).map(({ person }) => ask(campaign, person)));
    expect(grantedIn(third)).toHaveLength(0);
  });
});

import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { isProblem, type ApiSchemas } from '../../client/api-client.ts';
import { verifyReceiptFile } from '../../client/verify/verify-receipt-file.ts';
import { workflowVariable } from '../../core/contracts/functions/function-contract.ts';
import {
  analyzeClip,
  appendLeaves,
  collectLeaves,
  eraseBatch,
  projectAwards,
  requestDecision,
  resumeClip,
  settleClip,
  startExpiry,
  validateUpload,
  verifyAbsence,
  writeTombstones,
} from '../../core/contracts/functions/index.ts';
import {
  erasureItems,
  ledgerItems,
  programItems,
  reviewItems,
} from '../../core/contracts/layout/items.ts';
import { queueName } from '../../core/contracts/layout/names.ts';
import { clipPrefix, landingKey } from '../../core/contracts/layout/objects.ts';
import { bucketOfEntry } from '../../core/domain/retention/due.ts';
import type { ClipId, ConsentId } from '../../core/domain/vocabulary/ids.ts';
import { addSeconds } from '../../core/domain/vocabulary/time.ts';
import { localDeployment, sdkOptions } from '../../local/cloud/local-cloud.ts';
import { until } from '../../local/life/steps.ts';
import { temporaryFolder } from '../functional/inference/ffmpeg-for-tests.ts';
import { holdAnalysis, type HeldAnalysis } from './support/analyzing.ts';
import {
  consentTo,
  demoPeople,
  drawPattern,
  giveClip,
  idOf,
  inState,
  openCampaign,
  patience,
  whenErased,
  wholeLifeMilliseconds,
} from './support/program.ts';
import { whenLogged } from '../../local/life/life.ts';
import { linesOf, readPublicLog } from './support/public-log.ts';
import { cloud, invoke, newPerson, type Person } from './support/session.ts';
import {
  bucketName,
  contractQueueUrl,
  messagesInWork,
  scan,
  sqs,
  streamRecord,
  versionsUnder,
} from './support/storage.ts';
import { killWorkers } from './support/workers.ts';

// The other file that holds the queue may have it first.
jest.setTimeout(2 * wholeLifeMilliseconds);

const stepFunctions = new SFNClient(sdkOptions(cloud.connection.endpointUrl));

/** What S3 told the queue, once more. */
const resendUpload = async (clipId: ClipId): Promise<void> => {
  const s3 = { bucket: { name: await bucketName('landing') }, object: { key: landingKey(clipId) } };
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: await contractQueueUrl('uploads'),
      MessageBody: JSON.stringify({ Records: [{ eventName: 'ObjectCreated:Put', s3 }] }),
    }),
  );
};

const executionsOf = async (clipId: ClipId): Promise<readonly string[]> => {
  const names = await cloud.environmentOf(validateUpload);
  const stateMachineArn = names[workflowVariable('clip')];
  const { executions } = await stepFunctions.send(new ListExecutionsCommand({ stateMachineArn }));
  return (executions ?? [])
    .filter(({ name }) => name === clipId)
    .map(({ executionArn }) => executionArn ?? '');
};

/** Holds the queue of the analyzer, finds the clip's job there, and lets it be delivered thrice. */
const tripleAnalysis = async (clipId: ClipId, held: HeldAnalysis): Promise<string> => {
  const QueueUrl = await contractQueueUrl('analysis');
  const job = await until('the analysis job', () => peekAtJob(QueueUrl, clipId), patience);
  await twice(() => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: job })));
  await held.release();
  return job;
};

/** Receives what waits and puts it back at once: some of it belongs to other files. */
const peekAtJob = async (QueueUrl: string, clipId: ClipId): Promise<string | undefined> => {
  const { Messages } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
  );
  return Messages?.find(({ Body }) => Body?.includes(clipId))?.Body;
};

const decideTwice = async (clipId: ClipId): Promise<void> => {
  const { reviewer } = demoPeople;
  await until('the review task', () => claimed(clipId), patience);
  const body = { outcome: 'accepted' } as const;
  await reviewer.decideReview({ clipId, body });
  const again = reviewer.decideReview({ clipId, body });
  await expect(again).rejects.toMatchObject({ code: 'already-decided' });
};

const claimed = async (clipId: ClipId): Promise<ApiSchemas['Review'] | undefined> => {
  try {
    return await demoPeople.reviewer.claimReview({ clipId });
  } catch (error) {
    if (isProblem(error, 'not-in-review')) return undefined;
    throw error;
  }
};

/** Twice, and once more where the first call met the process that was just killed. */
const twice = async (work: () => Promise<unknown>): Promise<void> => {
  for (let time = 0; time < 2; time += 1) await until('an answer', () => answered(work), patience);
};

const answered = async (work: () => Promise<unknown>): Promise<true | undefined> => {
  try {
    await work();
    return true;
  } catch (error) {
    if (String(error).includes('Worker process died')) return undefined;
    throw error;
  }
};

/** One life that nothing is spared. */
interface Life {
  readonly person: Person;
  readonly clipId: ClipId;
  readonly consentId: ConsentId;
  readonly campaignId: string;
  /** Workers that were killed at each stage. */
  readonly killed: readonly number[];
  /** The erasure before and after its functions ran again. */
  readonly erasures: readonly ApiSchemas['Erasure'][];
}

const untilReview = async (person: Person, clipId: ClipId, held: HeldAnalysis): Promise<number> => {
  await Promise.all([1, 2, 3].map(() => resendUpload(clipId)));
  await inState(person, clipId, 'analyzing');
  const job = await tripleAnalysis(clipId, held);
  await until('an analysis under way', isAnalyzing, patience);
  const killed = await killWorkers([validateUpload, analyzeClip, requestDecision]);
  await resendUpload(clipId);
  await inState(person, clipId, 'in-review');
  const QueueUrl = await contractQueueUrl('analysis');
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: job }));
  return killed;
};

const isAnalyzing = async (): Promise<true | undefined> =>
  (await messagesInWork(queueName(localDeployment, 'analysis'))) > 0 ? true : undefined;

const untilAward = async (person: Person, clipId: ClipId): Promise<number> => {
  await decideTwice(clipId);
  const killed = await killWorkers([resumeClip, settleClip, projectAwards]);
  const decided = await streamRecord('reviews', reviewItems.task(clipId), 'MODIFY');
  await twice(() => invoke(resumeClip, { Records: [decided] }));
  await inState(person, clipId, 'accepted');
  await twice(() => invoke(settleClip, { clipId }));
  const award = await streamRecord('ledger', ledgerItems.award(clipId));
  await twice(() => invoke(projectAwards, { Records: [award, award] }));
  await twice(() => invoke(collectLeaves, { Records: [award, award] }));
  return killed;
};

const untilErased = async (
  person: Person,
  clipId: ClipId,
): Promise<{ killed: number; erasures: readonly ApiSchemas['Erasure'][] }> => {
  const { at } = await person.client.getClip({ clipId });
  const dueAt = addSeconds(at['accepted'] ?? '', 1);
  await until(
    'the erasure to begin',
    async () => {
      await invoke(startExpiry);
      const { state } = await person.client.getClip({ clipId });
      return state === 'erasing' ? true : undefined;
    },
    patience,
  );
  const killed = await killWorkers([eraseBatch, verifyAbsence, writeTombstones, appendLeaves]);
  const erasures = [...(await whenErased([{ person, clipId }]))];
  const bucket = bucketOfEntry({ task: 'erase', clipId, dueAt });
  await twice(async () => {
    for (const step of [eraseBatch, verifyAbsence, writeTombstones]) await invoke(step, { bucket });
  });
  const tombstone = await streamRecord('erasures', erasureItems.tombstone(clipId));
  await twice(() => invoke(collectLeaves, { Records: [tombstone, tombstone] }));
  await twice(() => invoke(settleClip, { clipId }));
  await resendUpload(clipId);
  return { killed, erasures: [...erasures, await person.client.getErasure({ clipId })] };
};

const live = async (folder: string, held: HeldAnalysis): Promise<Life> => {
  const [person, draft, path] = await Promise.all([
    newPerson('contributor'),
    openCampaign(),
    drawPattern(folder, 31),
  ]);
  const consentId = (await consentTo(draft, person)).consentId as ConsentId;
  // Said again, and delivered again: one record, one leaf.
  await twice(() => consentTo(draft, person));
  const record = await streamRecord('programs', programItems.consentRecord(consentId));
  await twice(() => invoke(collectLeaves, { Records: [record] }));
  await person.client.putWallProfile({ body: { listed: true, alias: 'Porch Jay' } });
  const clipId = await giveClip(draft, person, path, { scenario: 'staged' });
  const killed = [await untilReview(person, clipId, held), await untilAward(person, clipId)];
  const last = await untilErased(person, clipId);
  return {
    ...{ person, clipId, consentId, campaignId: idOf(draft), erasures: last.erasures },
    killed: [...killed, last.killed],
  };
};

describe('a life in which events come again and workers are killed', () => {
  let life: Life;
  let dispose: () => Promise<void>;
  let held: HeldAnalysis;

  beforeAll(async () => {
    const made = await temporaryFolder();
    dispose = made.dispose;
    held = await holdAnalysis();
    life = await live(made.folder, held);
  });
  afterAll(async () => {
    await held.release();
    await dispose();
  });

  it('lost workers at every stage', () => {
    expect(life.killed.map((count) => count > 0)).toEqual([true, true, true]);
  });

  it('ran one workflow', async () => {
    expect(await executionsOf(life.clipId)).toHaveLength(1);
  });

  it('has one award and is owed two dollars', async () => {
    const { client } = life.person;
    const reward = { amountMinor: 200, currency: 'USD' };
    expect(await client.getEarnings()).toEqual({ balances: [reward] });
    const awards = (await scan('ledger')).filter(({ clipId }) => clipId === life.clipId);
    expect(awards).toHaveLength(1);
  });

  it('stands on the Honor Wall with one clip', async () => {
    const { client } = life.person;
    const counted = await until(
      'the wall',
      async () => {
        const told = await client.getStanding({ campaignId: life.campaignId });
        return told.rank === undefined ? undefined : told;
      },
      patience,
    );
    expect(counted).toMatchObject({ acceptedClips: 1, rank: 1 });
  });

  it('has one tombstone, which repeating its steps did not change', async () => {
    const [before, after] = life.erasures;
    expect(before).toMatchObject({ state: 'erased' });
    expect(after).toEqual(before);
    expect(await life.person.client.getClip({ clipId: life.clipId })).toMatchObject({
      state: 'erased',
    });
    for (const bucket of ['landing', 'derived'] as const) {
      expect(await versionsUnder(bucket, clipPrefix(life.clipId))).toEqual([]);
    }
  });

  it('has one leaf each of consent, award and erasure, and a receipt of each', async () => {
    const { person, clipId, consentId } = life;
    const { client } = person;
    const receipts = [
      await whenLogged(() => client.getConsentReceipt({ consentId })),
      await whenLogged(() => client.getAwardReceipt({ clipId })),
      await whenLogged(() => client.getErasureReceipt({ clipId })),
    ];
    const { evidence } = cloud.connection;
    expect(receipts.map(({ text }) => verifyReceiptFile(text, evidence).ok)).toEqual([
      true,
      true,
      true,
    ]);
    const items = [
      ...(await scan('programs')).filter(({ pk }) => pk === `CONSENT#${consentId}`),
      ...(await scan('ledger')).filter(({ pk }) => pk === `AWARD#${clipId}`),
      ...(await scan('erasures')).filter(({ leaf, pk }) => leaf && pk === `ERASURE#${clipId}`),
    ];
    const own = items.map(({ leaf }) => (leaf as { commitment: string }).commitment);
    expect(own).toHaveLength(3);
    const logged = (await readPublicLog()).entries.map((entry) => linesOf(entry).commitment);
    expect(own.map((each) => logged.filter((commitment) => commitment === each).length)).toEqual([
      1, 1, 1,
    ]);
  });
});

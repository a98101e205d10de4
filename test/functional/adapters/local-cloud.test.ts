import { CreateStateMachineCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dynamoCampaignStore } from '../../../core/adapters/dynamodb/campaign-store.ts';
import { dynamoClipStore } from '../../../core/adapters/dynamodb/clip-store.ts';
import { dynamoConsentStore } from '../../../core/adapters/dynamodb/consent-store.ts';
import { dynamoLedgerWriter } from '../../../core/adapters/dynamodb/ledger-writer.ts';
import { systemRandomness } from '../../../core/adapters/node/random-bytes.ts';
import { sqsLeafQueue } from '../../../core/adapters/sqs/leaf-queue.ts';
import { sqsUploadEvents } from '../../../core/adapters/sqs/upload-events.ts';
import { analysisAnswer } from '../../../core/adapters/step-functions/analysis-answer.ts';
import { clipWorkflow } from '../../../core/adapters/step-functions/clip-workflow.ts';
import { expiryWorkflow } from '../../../core/adapters/step-functions/expiry-workflow.ts';
import { workflowAnswer } from '../../../core/adapters/step-functions/workflow-answer.ts';
import { leafMessage } from '../../../core/contracts/events/leaf-recorded.ts';
import { objectCreated } from '../../../core/contracts/events/object-created.ts';
import { landingKey } from '../../../core/contracts/layout/objects.ts';
import { analysisJob, clipWorkflowInput } from '../../../core/contracts/workflows/clip-workflow.ts';
import { awardLeafIdOf } from '../../../core/domain/rewards/ledger.ts';
import { startLocalCloudWorld, type LocalCloudWorld } from '../../contract/local-cloud-world.ts';
import {
  newId,
  sampleAnalysis,
  sampleAward,
  sampleCampaign,
  sampleCampaignParts,
  sampleClip,
  sampleConsent,
  sampleNow,
  sampleOpening,
} from '../../support/samples.ts';

let world: LocalCloudWorld;
const startTimeoutMilliseconds = 60_000;

beforeAll(async () => {
  world = await startLocalCloudWorld();
}, startTimeoutMilliseconds);

afterAll(async () => {
  await world.end();
}, startTimeoutMilliseconds);

const makeQueue = async (): Promise<string> => {
  const { QueueUrl } = await world.clients.sqs.send(
    new CreateQueueCommand({ QueueName: newId('leaf') }),
  );
  if (QueueUrl === undefined) throw new Error('The emulator made no queue');
  return QueueUrl;
};

/** Bodies of what is in a queue: at least `count`, in a bounded number of long polls. */
const bodiesIn = async (queueUrl: string, count: number): Promise<readonly unknown[]> => {
  const bodies: unknown[] = [];
  for (let poll = 0; poll < 10 && bodies.length < count; poll += 1) {
    const { Messages } = await world.clients.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 1,
      }),
    );
    bodies.push(...(Messages ?? []).map(({ Body }) => JSON.parse(Body ?? 'null') as unknown));
  }
  return bodies;
};

/** A machine that hands a task token to a queue and waits for its answer. */
const makeMachine = async (queueUrl: string): Promise<string> => {
  const waiting = {
    Type: 'Task',
    Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
    Parameters: {
      QueueUrl: queueUrl,
      MessageBody: {
        'clipId.$': '$.clipId',
        'taskToken.$': '$$.Task.Token',
        'enteredAt.$': '$$.State.EnteredTime',
        'retry.$': '$$.State.RetryCount',
      },
    },
    End: true,
  };
  const { stateMachineArn } = await world.clients.stepFunctions.send(
    new CreateStateMachineCommand({
      name: newId('clip'),
      roleArn: 'arn:aws:iam::000000000000:role/any',
      definition: JSON.stringify({ StartAt: 'Wait', States: { Wait: waiting } }),
    }),
  );
  if (stateMachineArn === undefined) throw new Error('The emulator made no machine');
  return stateMachineArn;
};

const executionsOf = async (stateMachineArn: string) => {
  const { executions } = await world.clients.stepFunctions.send(
    new ListExecutionsCommand({ stateMachineArn }),
  );
  return (executions ?? []).map(({ name, status }) => ({ name, status }));
};

/** Asks until the one execution of a machine has ended; at most 5 s. */
const endOf = async (stateMachineArn: string): Promise<string | undefined> => {
  for (let look = 0; look < 100; look += 1) {
    const [execution] = await executionsOf(stateMachineArn);
    if (execution?.status !== 'RUNNING') return execution?.status;
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  return 'RUNNING';
};

describe('what goes to queues', () => {
  it('sends an upload’s event as its consumer reads S3’s', async () => {
    const queueUrl = await makeQueue();
    const events = sqsUploadEvents({ sqs: world.clients.sqs, queueUrl, bucket: 'landing' });
    const key = landingKey(newId('clip'));
    const object = { key, versionId: 'v', etag: '"e"', bytes: 3, contentType: 'video/mp4' };
    await events.resend(object);
    const bodies = await bodiesIn(queueUrl, 1);
    expect(bodies.map((body) => objectCreated.parse(body))).toEqual([[key]]);
  });

  it('sends every leaf, and nothing of it but its four fields', async () => {
    const queueUrl = await makeQueue();
    const leaves = Array.from({ length: 23 }, () => {
      const { leaf } = sampleAward(sampleClip()).sealed;
      return { ...leaf, note: 'not for the log' };
    });
    await sqsLeafQueue({ sqs: world.clients.sqs, queueUrl }).send(leaves);
    const sent = (await bodiesIn(queueUrl, 23)).map((body) => leafMessage.parse(body));
    expect(sent.map(({ leafId }) => leafId).toSorted()).toEqual(
      leaves.map(({ leafId }) => leafId).toSorted(),
    );
  });
});

describe('what starts and answers workflows', () => {
  const wait = { decisionSeconds: 3_600 };

  const started = async () => {
    const { stepFunctions } = world.clients;
    const queueUrl = await makeQueue();
    const stateMachineArn = await makeMachine(queueUrl);
    const clipId = newId('clip');
    const workflow = clipWorkflow({ stepFunctions, stateMachineArn });
    await workflow.start(clipId, wait);
    const [body] = await bodiesIn(queueUrl, 1);
    const { taskToken } = analysisJob.parse(body);
    return { stepFunctions, stateMachineArn, clipId, workflow, taskToken };
  };

  it('starts a clip’s workflow once, under its id and with its id alone', async () => {
    const { workflow, clipId, stateMachineArn } = await started();
    await workflow.start(clipId, wait);
    await workflow.start(clipId, wait);
    expect(await executionsOf(stateMachineArn)).toEqual([{ name: clipId, status: 'RUNNING' }]);
    expect(clipWorkflowInput.parse({ clipId, ...wait })).toEqual({ clipId, ...wait });
  });

  it('starts one run of the expiry workflow for one name', async () => {
    const { stepFunctions } = world.clients;
    const stateMachineArn = await makeMachine(await makeQueue());
    const expiry = expiryWorkflow({ stepFunctions, stateMachineArn });
    await expiry.start('expiry-1');
    await expiry.start('expiry-1');
    await expiry.start('expiry-2');
    const names = (await executionsOf(stateMachineArn)).map(({ name }) => name);
    expect(names).toHaveLength(2);
    expect(new Set(names)).toEqual(new Set(['expiry-1', 'expiry-2']));
  });

  it('answers a waiting workflow once; then the token is gone', async () => {
    const { stepFunctions, stateMachineArn, clipId, taskToken } = await started();
    const answer = workflowAnswer({ stepFunctions });
    expect(await answer.succeed(taskToken, { clipId, outcome: 'accepted' })).toBe('answered');
    expect(await endOf(stateMachineArn)).toBe('SUCCEEDED');
    expect(await answer.succeed(taskToken, { clipId, outcome: 'accepted' })).toBe('gone');
  });

  it('takes a token that never was one for gone', async () => {
    const answer = workflowAnswer({ stepFunctions: world.clients.stepFunctions });
    expect(await answer.succeed('never-issued', {})).toBe('gone');
  });

  it('tells of an analysis, and does not mind telling it again', async () => {
    const { stepFunctions, stateMachineArn, taskToken } = await started();
    const answer = analysisAnswer({ stepFunctions });
    await answer.succeed(taskToken, sampleAnalysis);
    expect(await endOf(stateMachineArn)).toBe('SUCCEEDED');
    await answer.succeed(taskToken, sampleAnalysis);
    await answer.fail(taskToken, 'FootageMissing', 'The footage is not there any more.');
  });

  it('tells of a lasting failure', async () => {
    const { stepFunctions, stateMachineArn, taskToken } = await started();
    const answer = analysisAnswer({ stepFunctions });
    await answer.fail(taskToken, 'UndecodableFootage', 'Nothing could be decoded as video.');
    expect(await endOf(stateMachineArn)).toBe('FAILED');
  });
});

describe('what an award costs', () => {
  it('is told in write units, and is at most eight', async () => {
    const { documents } = world.clients;
    const [ledger, clips, programs, retention] = await Promise.all([
      world.table('ledger'),
      world.table('clips'),
      world.table('programs'),
      world.table('retention'),
    ]);
    const store = dynamoClipStore({
      documents,
      tables: { clips, programs, retention },
      randomness: systemRandomness,
    });
    const campaign = sampleCampaign();
    const campaigns = dynamoCampaignStore({ documents, table: programs });
    await campaigns.create(campaign, sampleCampaignParts());
    const consent = sampleConsent({ campaignId: campaign.campaignId });
    await dynamoConsentStore({ documents, table: programs }).give(consent);
    const { contributorId, campaignId } = consent;
    const clip = sampleClip({ contributorId, campaignId });
    expect(await store.openGrant(sampleOpening(clip))).toBe('opened');
    for (const to of ['analyzing', 'in-review'] as const) {
      await store.move({ clipId: clip.clipId, to, at: sampleNow });
    }
    const told: number[] = [];
    const writer = dynamoLedgerWriter({
      documents,
      tables: { ledger, clips, programs },
      observe: ({ writeUnits }) => told.push(writeUnits),
    });
    const award = sampleAward(clip);
    expect(award.sealed.leaf.leafId).toBe(awardLeafIdOf(clip.clipId));
    const condition = { consentEpoch: 1, trainingExcluded: false };
    expect(await writer.award(award, condition)).toBe('awarded');
    expect(await writer.award(award, condition)).toBe('already');
    expect(told).toHaveLength(1);
    expect(told[0]).toBeGreaterThan(0);
    expect(told[0]).toBeLessThanOrEqual(8);
  });
});

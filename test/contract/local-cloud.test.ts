import { randomUUID } from 'node:crypto';
import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll } from '@jest/globals';
import { dynamoCameraStore } from '../../core/adapters/dynamodb/camera-store.ts';
import { dynamoCampaignStore } from '../../core/adapters/dynamodb/campaign-store.ts';
import { dynamoClipStore } from '../../core/adapters/dynamodb/clip-store.ts';
import { dynamoConsentStore } from '../../core/adapters/dynamodb/consent-store.ts';
import { dynamoDueIndex } from '../../core/adapters/dynamodb/due-index.ts';
import { dynamoErasureStore } from '../../core/adapters/dynamodb/erasure-store.ts';
import { createDynamoSequence } from '../../core/adapters/dynamodb/evidence-sequence.ts';
import { dynamoFingerprintIndex } from '../../core/adapters/dynamodb/fingerprint-index.ts';
import { dynamoHonorWall } from '../../core/adapters/dynamodb/honor-wall.ts';
import { dynamoLedgerReader } from '../../core/adapters/dynamodb/ledger-reader.ts';
import { dynamoLedgerWriter } from '../../core/adapters/dynamodb/ledger-writer.ts';
import { dynamoOpenWithdrawals } from '../../core/adapters/dynamodb/open-withdrawals.ts';
import { dynamoPaidFiles } from '../../core/adapters/dynamodb/paid-files.ts';
import { dynamoPolicyStore } from '../../core/adapters/dynamodb/policy-store.ts';
import { dynamoReviewStore } from '../../core/adapters/dynamodb/review-store.ts';
import { dynamoWaitingList } from '../../core/adapters/dynamodb/waiting-list.ts';
import { createKmsSigner } from '../../core/adapters/kms/note-signer.ts';
import { hmacSha256 } from '../../core/adapters/node/hmac-sha256.ts';
import { systemRandomness } from '../../core/adapters/node/random-bytes.ts';
import { systemClock } from '../../core/adapters/node/system-clock.ts';
import { sqsQueueRedrive } from '../../core/adapters/sqs/queue-redrive.ts';
import { createS3Tiles } from '../../core/adapters/s3/evidence-tiles.ts';
import { s3FootageStore } from '../../core/adapters/s3/footage-store.ts';
import { s3FootageViewer } from '../../core/adapters/s3/footage-viewer.ts';
import { s3FrameViewer } from '../../core/adapters/s3/frame-viewer.ts';
import { s3LandingStore } from '../../core/adapters/s3/landing-store.ts';
import { s3PartUploads } from '../../core/adapters/s3/part-uploads.ts';
import { s3UploadSigner } from '../../core/adapters/s3/upload-signer.ts';
import type { TableName } from '../../core/contracts/resources.ts';
import { deadLetterQueueName, queueName } from '../../core/contracts/layout/names.ts';
import type { MessageAttribute } from '../../core/domain/operations/ports.ts';
import { analysisAttemptsContract } from './analysis-attempts.suite.ts';
import { cameraStoreContract } from './camera-store.suite.ts';
import { campaignStoreContract } from './campaign-store.suite.ts';
import { clipContentsContract } from './clip-contents.suite.ts';
import { clipCountsContract } from './clip-counts.suite.ts';
import { clipStoreContract } from './clip-store.suite.ts';
import { consentStoreContract } from './consent-store.suite.ts';
import { dueIndexContract } from './due-index.suite.ts';
import { erasureStoreContract } from './erasure-store.suite.ts';
import { leafSequenceContract } from './evidence-sequence.suite.ts';
import { noteSignerContract } from './evidence-signer.suite.ts';
import { tileStoreContract } from './evidence-tiles.suite.ts';
import { fingerprintIndexContract } from './fingerprint-index.suite.ts';
import { footageStoreContract, type FootageWorld } from './footage-store.suite.ts';
import { footageViewerContract, type FootageViewWorld } from './footage-viewer.suite.ts';
import { frameViewerContract, type FrameWorld } from './frame-viewer.suite.ts';
import { honorWallContract } from './honor-wall.suite.ts';
import { landingContract, type LandingWorld } from './landing-store.suite.ts';
import { ledgerContract } from './ledger.suite.ts';
import { startLocalCloudWorld, type LocalCloudWorld } from './local-cloud-world.ts';
import { paidFilesContract } from './paid-files.suite.ts';
import { partUploadsContract, type PartWorld } from './part-uploads.suite.ts';
import { policyStoreContract } from './policy-store.suite.ts';
import { queueRedriveContract, type Content, type RedriveWorld } from './queue-redrive.suite.ts';
import { reviewStoreContract } from './review-store.suite.ts';
import { waitingListContract } from './waiting-list.suite.ts';

let world: LocalCloudWorld;
const startTimeoutMilliseconds = 60_000;

beforeAll(async () => {
  world = await startLocalCloudWorld();
}, startTimeoutMilliseconds);

afterAll(async () => {
  await world.end();
}, startTimeoutMilliseconds);

/** One fresh table, and what every adapter of it takes. */
const tableOf = async (name: TableName) => ({
  documents: world.clients.documents,
  table: await world.table(name),
});

const stores = async () => {
  const { documents } = world.clients;
  const [programs, clips, fingerprints, retention, ledger] = await Promise.all([
    world.table('programs'),
    world.table('clips'),
    world.table('fingerprints'),
    world.table('retention'),
    world.table('ledger'),
  ]);
  return {
    campaigns: dynamoCampaignStore({ documents, table: programs }),
    consents: dynamoConsentStore({ documents, table: programs }),
    clips: dynamoClipStore({
      documents,
      tables: { clips, programs, retention },
      randomness: systemRandomness,
    }),
    waiting: dynamoWaitingList({ documents, table: programs }),
    paidFiles: dynamoPaidFiles({ documents, table: programs, hmacSha256, clock: systemClock }),
    due: dynamoDueIndex({ documents, table: retention }),
    fingerprints: dynamoFingerprintIndex({ documents, tables: { fingerprints, clips } }),
    ledger: {
      ...dynamoLedgerWriter({ documents, tables: { ledger, clips, programs } }),
      ...dynamoLedgerReader({ documents, table: ledger }),
    },
  };
};

const putSigned: LandingWorld['put'] = async ({ url, headers }, body, changes = {}) => {
  // `fetch` states the length of the body it sends and takes no other.
  const { 'content-length': _length, ...sent } = { ...headers, ...changes };
  const response = await fetch(url, { method: 'PUT', headers: sent, body: Buffer.from(body) });
  await response.arrayBuffer();
  return response.status;
};

const landingWorld = async (): Promise<LandingWorld> => {
  const { s3 } = world.clients;
  const bucket = await world.bucket();
  return {
    now: () => systemClock.now(),
    signer: s3UploadSigner({ s3, bucket }),
    landing: s3LandingStore({ s3, bucket }),
    put: putSigned,
  };
};

const partWorld = async (): Promise<PartWorld> => {
  const { s3 } = world.clients;
  const bucket = await world.bucket();
  return {
    now: () => systemClock.now(),
    signer: s3UploadSigner({ s3, bucket }),
    landing: s3LandingStore({ s3, bucket }),
    partUploads: s3PartUploads({ s3, bucket }),
    putPart: putSigned,
  };
};

const footageWorld = async (): Promise<FootageWorld> => {
  const { s3 } = world.clients;
  const buckets = { landing: await world.bucket(), derived: await world.bucket() };
  return {
    footage: s3FootageStore({ s3, buckets }),
    async put(bucket, key) {
      await s3.send(new PutObjectCommand({ Bucket: buckets[bucket], Key: key, Body: 'abc' }));
    },
    async remove(bucket, key) {
      await s3.send(new DeleteObjectCommand({ Bucket: buckets[bucket], Key: key }));
    },
    async beginUpload(bucket, key) {
      const at = { Bucket: buckets[bucket], Key: key };
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand(at));
      await s3.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: 'abc' }));
    },
  };
};

const followLink = async (link: string): Promise<Uint8Array | undefined> => {
  const response = await fetch(link);
  const bytes = new Uint8Array(await response.arrayBuffer());
  return response.ok ? bytes : undefined;
};

const footageViewWorld = async (): Promise<FootageViewWorld> => {
  const { s3 } = world.clients;
  const buckets = { landing: await world.bucket(), derived: await world.bucket() };
  const { landing: landingBucket, derived: derivedBucket } = buckets;
  return {
    viewer: s3FootageViewer({ s3, landingBucket, derivedBucket }),
    async put(bucket, key, bytes) {
      await s3.send(new PutObjectCommand({ Bucket: buckets[bucket], Key: key, Body: bytes }));
    },
    follow: followLink,
  };
};

const frameWorld = async (): Promise<FrameWorld> => {
  const { s3 } = world.clients;
  const bucket = await world.bucket();
  return {
    viewer: s3FrameViewer({ s3, bucket }),
    async put(key, bytes) {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes }));
    },
    follow: followLink,
  };
};

const redriveWorld = async (): Promise<RedriveWorld> => {
  const { sqs } = world.clients;
  const deployment = `redrive-${randomUUID()}`;
  const makeQueue = async (name: string): Promise<string> => {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
    if (QueueUrl === undefined) throw new Error('The emulator made no queue');
    return QueueUrl;
  };
  const queueUrl = await makeQueue(queueName(deployment, 'uploads'));
  const deadLettersUrl = await makeQueue(deadLetterQueueName(deployment, 'uploads'));
  return {
    redrive: sqsQueueRedrive({ sqs, queueUrl, deployment, queue: 'uploads' }),
    async putAside({ body, attributes }) {
      const sent = Object.entries(attributes).map(([name, { type, value }]) => [
        name,
        {
          DataType: type,
          ...(typeof value === 'string' ? { StringValue: value } : { BinaryValue: value }),
        },
      ]);
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: deadLettersUrl,
          MessageBody: body,
          MessageAttributes: Object.fromEntries(sent),
        }),
      );
    },
    receive: (count) => receiveFrom(queueUrl, count),
    elapse: () => undefined,
  };
};

/** What waits in a queue: at least `count`, in ten long polls at most. */
const receiveFrom = async (queueUrl: string, count: number): Promise<readonly Content[]> => {
  const received: Content[] = [];
  for (let poll = 0; poll < 10 && received.length < count; poll += 1) {
    const { Messages } = await world.clients.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 1,
        MessageAttributeNames: ['All'],
      }),
    );
    for (const { Body = '', MessageAttributes } of Messages ?? []) {
      const attributes = Object.entries(MessageAttributes ?? {}).map(
        ([name, { DataType = '', StringValue, BinaryValue }]): [string, MessageAttribute] => [
          name,
          { type: DataType, value: StringValue ?? BinaryValue ?? '' },
        ],
      );
      received.push({ body: Body, attributes: Object.fromEntries(attributes) });
    }
  }
  return received;
};

campaignStoreContract(stores);
consentStoreContract(async () => {
  const retention = await tableOf('retention');
  return {
    consents: dynamoConsentStore({ ...(await tableOf('programs')), retention: retention.table }),
    withdrawals: dynamoOpenWithdrawals(retention),
  };
});
clipStoreContract(stores);
analysisAttemptsContract(stores);
clipCountsContract(stores);
clipContentsContract(stores);
cameraStoreContract(async () => dynamoCameraStore(await tableOf('programs')));
waitingListContract(stores);
paidFilesContract(stores);
landingContract(landingWorld);
partUploadsContract(partWorld);
reviewStoreContract(async () =>
  dynamoReviewStore({ ...(await tableOf('reviews')), clock: systemClock }),
);
frameViewerContract(frameWorld);
footageViewerContract(footageViewWorld);
ledgerContract(stores);
honorWallContract(async () => dynamoHonorWall(await tableOf('wall')));
policyStoreContract(async () => dynamoPolicyStore(await tableOf('retention')));
dueIndexContract(async () => dynamoDueIndex(await tableOf('retention')));
fingerprintIndexContract(stores);
footageStoreContract(footageWorld);
erasureStoreContract(async () => dynamoErasureStore(await tableOf('erasures')));
leafSequenceContract(async () =>
  createDynamoSequence({
    client: world.clients.documents,
    tableName: await world.table('evidence'),
  }),
);
tileStoreContract(async () =>
  createS3Tiles({ client: world.clients.s3, bucket: await world.bucket(), prefix: 'log/' }),
);
noteSignerContract(async () =>
  createKmsSigner({
    client: world.clients.kms,
    keyId: await world.signingKey(),
    name: 'log.example.com/local',
  }),
);
queueRedriveContract(redriveWorld);

import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { tables } from '../../core/contracts/tables.ts';
import type { TableName } from '../../core/contracts/resources.ts';
import { localRegion, startEmulator, type Emulator } from '../../local/emulator/emulator.ts';

/** The SDK's clients, all speaking to one emulator. */
export interface LocalClients {
  readonly documents: DynamoDBDocumentClient;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly stepFunctions: SFNClient;
  readonly kms: KMSClient;
}

/** An emulator of its own, with a state that nobody sees afterwards. */
export interface LocalCloudWorld {
  readonly clients: LocalClients;
  /** Makes a fresh, empty table as its contract says; its name. */
  table(name: TableName): Promise<string>;
  /** Makes a fresh, versioned bucket; its name. */
  bucket(): Promise<string>;
  /** Makes an Ed25519 signing key; its id. */
  signingKey(): Promise<string>;
  /** Ends the emulator and removes its state. */
  end(): Promise<void>;
}

/** Starts the emulator on a free port: about a second. */
export const startLocalCloudWorld = async (): Promise<LocalCloudWorld> => {
  const folder = await mkdtemp(join(tmpdir(), 'clipledger-contract-'));
  let emulator: Emulator;
  try {
    emulator = await startEmulator({
      stateFolder: join(folder, 'state'),
      logFile: join(folder, 'emulator.log'),
    });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  const clients = clientsFor(emulator.url);
  return {
    clients,
    table: (name) => makeTable(name, clients),
    bucket: () => makeBucket(clients),
    signingKey: () => makeSigningKey(clients),
    async end() {
      for (const client of Object.values(clients)) client.destroy();
      await emulator.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const clientsFor = (endpoint: string): LocalClients => {
  const config = {
    endpoint,
    region: localRegion,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 2,
  };
  return {
    documents: DynamoDBDocumentClient.from(new DynamoDBClient(config), {
      marshallOptions: { removeUndefinedValues: true },
    }),
    s3: new S3Client({ ...config, requestChecksumCalculation: 'WHEN_REQUIRED' }),
    sqs: new SQSClient(config),
    stepFunctions: new SFNClient(config),
    kms: new KMSClient(config),
  };
};

const makeTable = async (name: TableName, { documents }: LocalClients): Promise<string> => {
  const { indexes } = tables[name];
  const keys = ['pk', 'sk', ...indexes.flatMap((index) => [index.partitionKey, index.sortKey])];
  const keySchema = (partitionKey: string, sortKey: string) => [
    { AttributeName: partitionKey, KeyType: 'HASH' as const },
    { AttributeName: sortKey, KeyType: 'RANGE' as const },
  ];
  const TableName = `${name}-${randomUUID()}`;
  await documents.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: keys.map((key) => ({ AttributeName: key, AttributeType: 'S' })),
      KeySchema: keySchema('pk', 'sk'),
      ...(indexes.length === 0
        ? {}
        : {
            GlobalSecondaryIndexes: indexes.map((index) => ({
              IndexName: index.name,
              KeySchema: keySchema(index.partitionKey, index.sortKey),
              Projection: { ProjectionType: 'ALL' as const },
            })),
          }),
    }),
  );
  return TableName;
};

const makeBucket = async ({ s3 }: LocalClients): Promise<string> => {
  const Bucket = `bucket-${randomUUID()}`;
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(
    new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
  );
  return Bucket;
};

const makeSigningKey = async ({ kms }: LocalClients): Promise<string> => {
  const { KeyMetadata } = await kms.send(
    new CreateKeyCommand({ KeySpec: 'ECC_NIST_EDWARDS25519', KeyUsage: 'SIGN_VERIFY' }),
  );
  if (KeyMetadata?.KeyId === undefined) throw new Error('The emulator made no key');
  return KeyMetadata.KeyId;
};

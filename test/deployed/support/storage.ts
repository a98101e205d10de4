import { DynamoDBClient, GetItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import {
  bucketVariable,
  tableVariable,
  type FunctionContract,
} from '../../../core/contracts/functions/function-contract.ts';
import { functionContracts } from '../../../core/contracts/functions/index.ts';
import type { ItemKey } from '../../../core/contracts/layout/items.ts';
import {
  deadLetterQueueName,
  missedRecordsQueueName,
  queueName,
} from '../../../core/contracts/layout/names.ts';
import {
  queueNames,
  type BucketName,
  type QueueName,
  type TableName,
} from '../../../core/contracts/resources.ts';
import { localDeployment, sdkOptions } from '../../../local/cloud/local-cloud.ts';
import { cloud } from './session.ts';

/*
 * What storage itself says, past the API and the adapters under test.
 */

const client = sdkOptions(cloud.connection.endpointUrl);
const dynamo = new DynamoDBClient(client);
const documents = DynamoDBDocumentClient.from(dynamo);

/** The queues' own client. */
export const sqs = new SQSClient(client);

/** A name that some function was deployed with. */
const deployedName = async (
  variable: string,
  isTold: (contract: FunctionContract) => boolean,
): Promise<string> => {
  const contract = functionContracts.find(isTold);
  const name = contract && (await cloud.environmentOf(contract))[variable];
  if (name === undefined) throw new Error(`No function was deployed with ${variable}`);
  return name;
};

/** A table's physical name. */
export const tableName = (table: TableName): Promise<string> =>
  deployedName(tableVariable(table), ({ access }) => access.tables?.[table] !== undefined);

/** A bucket's physical name. */
export const bucketName = (bucket: BucketName): Promise<string> =>
  deployedName(bucketVariable(bucket), ({ access }) => access.buckets?.[bucket] !== undefined);

/** An item as its owner stored it. */
export type Item = Readonly<Record<string, unknown>> & ItemKey;

/** A scan of a table of tests has few pages; more means that it does not end. */
const maxPages = 100;

/** Every item of a table. */
export const scan = async (table: TableName): Promise<readonly Item[]> => {
  const TableName = await tableName(table);
  const items: Item[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const { Items, LastEvaluatedKey } = await documents.send(
      new ScanCommand({
        TableName,
        ConsistentRead: true,
        ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
      }),
    );
    items.push(...((Items ?? []) as Item[]));
    ExclusiveStartKey = LastEvaluatedKey;
    if (ExclusiveStartKey === undefined) return items;
  }
  throw new Error(`Table ${table} has over ${maxPages} pages`);
};

/** A table's stream record of an item that is there now, as its functions got it. */
export const streamRecord = async (
  table: TableName,
  key: ItemKey,
  eventName: 'INSERT' | 'MODIFY' = 'INSERT',
) => {
  const Keys = { pk: { S: key.pk }, sk: { S: key.sk } };
  const { Item: found } = await dynamo.send(
    new GetItemCommand({ TableName: await tableName(table), Key: Keys, ConsistentRead: true }),
  );
  const NewImage: Record<string, AttributeValue> = found ?? {};
  return { eventName, eventSource: 'aws:dynamodb', dynamodb: { Keys, NewImage } };
};

/** A queue's address. */
export const queueUrl = async (name: string): Promise<string> => {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
  if (QueueUrl === undefined) throw new Error(`There is no queue ${name}`);
  return QueueUrl;
};

/** The address of a queue by its name in the contracts. */
export const contractQueueUrl = (queue: QueueName): Promise<string> =>
  queueUrl(queueName(localDeployment, queue));

/** Every queue of the deployment: work, dead letters, records that a stream's function missed. */
export const allQueues: readonly string[] = [
  ...queueNames.map((queue) => queueName(localDeployment, queue)),
  ...queueNames.map((queue) => deadLetterQueueName(localDeployment, queue)),
  ...functionContracts
    .filter(({ trigger }) => trigger.kind === 'stream')
    .map((contract) => missedRecordsQueueName(localDeployment, contract)),
];

/** Messages of a queue, whether waiting, in work or delayed. */
export const messagesIn = async (name: string): Promise<number> => {
  const counts = await attributesOf(name);
  return [
    counts?.ApproximateNumberOfMessages,
    counts?.ApproximateNumberOfMessagesNotVisible,
    counts?.ApproximateNumberOfMessagesDelayed,
  ].reduce((sum, count) => sum + Number(count), 0);
};

/** Messages that somebody has received and not yet finished. */
export const messagesInWork = async (name: string): Promise<number> =>
  Number((await attributesOf(name))?.ApproximateNumberOfMessagesNotVisible);

const attributesOf = async (name: string) => {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: await queueUrl(name), AttributeNames: ['All'] }),
  );
  return Attributes;
};

/** Keys of everything that stands in a bucket under a prefix, every version of it. */
export const versionsUnder = async (
  bucket: BucketName,
  prefix: string,
): Promise<readonly string[]> => {
  const { Versions, DeleteMarkers } = await cloud.s3.send(
    new ListObjectVersionsCommand({ Bucket: await bucketName(bucket), Prefix: prefix }),
  );
  return [...(Versions ?? []), ...(DeleteMarkers ?? [])].map(({ Key }) => Key ?? '');
};

import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { KMSClient } from '@aws-sdk/client-kms';
import { RekognitionClient } from '@aws-sdk/client-rekognition';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * SDK clients as a function's container makes them, once a cold start. Region, credentials and,
 * on the local cloud, the endpoint come from the SDK's own environment variables.
 */

/** Bounded, as is each attempt: by default the SDK waits for an answer without end. */
const maxAttempts = 4;

/** Both ends are in one region: a connection takes milliseconds, or is not made. */
const connectionTimeout = 3_000;

/**
 * Calls that send and get kilobytes. `requestTimeout` counts from the request to the head of its
 * answer, and only warns without `throwOnRequestTimeout` (the handler's `setRequestTimeout`). 30 s
 * are more than the longest wait that is asked for, 20 s of SQS's long polling; four attempts are
 * 120 s, which the hosts of the analyzer count on (`jobLimits`).
 */
const smallCalls = {
  maxAttempts,
  requestHandler: { connectionTimeout, requestTimeout: 30_000, throwOnRequestTimeout: true },
} as const;

/**
 * Calls that carry up to 5 GB: how long they take says nothing, only that nothing moves does.
 * `socketTimeout` is of inactivity, on the way there and back, and ends the body of an answer that
 * is being read, too.
 */
const largeCalls = {
  maxAttempts,
  requestHandler: { connectionTimeout, socketTimeout: 120_000 },
} as const;

export const documentClient = (): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient(smallCalls), {
    marshallOptions: { removeUndefinedValues: true },
  });

/**
 * `WHEN_REQUIRED`: by default the SDK puts the checksum of an empty body into presigned URLs, and
 * every upload with content would then be refused.
 */
export const s3Client = (): S3Client =>
  new S3Client({ ...largeCalls, requestChecksumCalculation: 'WHEN_REQUIRED' });

export const sqsClient = (): SQSClient => new SQSClient(smallCalls);

export const stepFunctionsClient = (): SFNClient => new SFNClient(smallCalls);

export const kmsClient = (): KMSClient => new KMSClient(smallCalls);

export const rekognitionClient = (): RekognitionClient => new RekognitionClient(smallCalls);

export const cloudWatchClient = (): CloudWatchClient => new CloudWatchClient(smallCalls);

export const autoScalingClient = (): AutoScalingClient => new AutoScalingClient(smallCalls);

export const ecsClient = (): ECSClient => new ECSClient(smallCalls);

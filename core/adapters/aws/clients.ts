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

/** Bounded so that a hanging connection cannot eat a function's whole time. */
const maxAttempts = 4;

export const documentClient = (): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts }), {
    marshallOptions: { removeUndefinedValues: true },
  });

/**
 * `WHEN_REQUIRED`: by default the SDK puts the checksum of an empty body into presigned URLs, and
 * every upload with content would then be refused.
 */
export const s3Client = (): S3Client =>
  new S3Client({ maxAttempts, requestChecksumCalculation: 'WHEN_REQUIRED' });

export const sqsClient = (): SQSClient => new SQSClient({ maxAttempts });

export const stepFunctionsClient = (): SFNClient => new SFNClient({ maxAttempts });

export const kmsClient = (): KMSClient => new KMSClient({ maxAttempts });

export const rekognitionClient = (): RekognitionClient => new RekognitionClient({ maxAttempts });

export const cloudWatchClient = (): CloudWatchClient => new CloudWatchClient({ maxAttempts });

export const autoScalingClient = (): AutoScalingClient => new AutoScalingClient({ maxAttempts });

export const ecsClient = (): ECSClient => new ECSClient({ maxAttempts });

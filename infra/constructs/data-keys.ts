import type { BucketName, KeyName, QueueName, TableName } from '../../core/contracts/resources.ts';

/** A key that encrypts a class of data. */
export type DataKey = Exclude<KeyName, 'evidence-signing'>;

/** What a bucket's objects are encrypted with. S3 delivers access logs only under its own keys. */
export const bucketKeys: Readonly<Record<BucketName, DataKey | undefined>> = {
  landing: 'footage',
  derived: 'footage',
  evidence: 'records',
  'access-logs': undefined,
};

/** Rows about people and clips. */
export const tableKey = (_table: TableName): DataKey => 'records';
/** Messages carry ids, and one of them a task token. */
export const queueKey = (_queue: QueueName): DataKey => 'records';

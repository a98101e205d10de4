/** Every stateful thing the product has, by the name that contracts, templates and code use. */

/** DynamoDB tables. `tables.ts` says what each is for and how it is protected. */
export const tableNames = [
  'programs',
  'clips',
  'fingerprints',
  'reviews',
  'ledger',
  'wall',
  'retention',
  'erasures',
  'evidence',
] as const;
export type TableName = (typeof tableNames)[number];

/** S3 buckets. */
export const bucketNames = ['landing', 'derived', 'evidence', 'access-logs'] as const;
export type BucketName = (typeof bucketNames)[number];

/** SQS queues; each has a dead-letter queue of its own. */
export const queueNames = ['uploads', 'analysis', 'leaves'] as const;
export type QueueName = (typeof queueNames)[number];

/** Step Functions state machines. */
export const workflowNames = ['clip', 'expiry'] as const;
export type WorkflowName = (typeof workflowNames)[number];

/** KMS keys: two encrypt a class of data each, one signs checkpoints. */
export const keyNames = ['footage', 'records', 'evidence-signing'] as const;
export type KeyName = (typeof keyNames)[number];

/**
 * What a function may do with a table. `append` reads, puts and updates but cannot delete: what a
 * ledger, a tombstone or the log's order needs. `condition` can only be a transaction's condition.
 */
export type TableAccess = 'read' | 'append' | 'read-write' | 'condition';

/**
 * What a function may do with a bucket. `list` includes versions and open multipart uploads,
 * `parts` lists the parts of one such upload and aborts it.
 */
export type BucketAccess = 'read' | 'put' | 'parts' | 'list' | 'delete';

/**
 * What a function may do with a queue. `count` counts its messages; `redrive` counts them and those
 * put aside, and sends the latter back to it.
 */
export type QueueAccess = 'send' | 'consume' | 'redrive' | 'count';

/** What a function may do with a workflow. `answer` returns task tokens. */
export type WorkflowAccess = 'start' | 'answer';

/** Everything a function may touch. What is not listed here it is not granted. */
export interface Access {
  readonly tables?: Readonly<Partial<Record<TableName, TableAccess>>>;
  /** What may be deleted of a table that is else only appended to: partitions that begin so. */
  readonly deletes?: Readonly<Partial<Record<TableName, string>>>;
  readonly buckets?: Readonly<Partial<Record<BucketName, readonly BucketAccess[]>>>;
  readonly queues?: Readonly<Partial<Record<QueueName, QueueAccess>>>;
  readonly workflows?: Readonly<Partial<Record<WorkflowName, WorkflowAccess>>>;
  readonly signs?: 'evidence-signing';
  /** Reads the public half of the signing key. */
  readonly verifies?: 'evidence-signing';
  /** Amazon Rekognition's DetectModerationLabels and DetectFaces, which name no resource. */
  readonly moderates?: true;
  /** Starts and ends GPU workers, and reads the queue's history from CloudWatch. */
  readonly scales?: true;
}

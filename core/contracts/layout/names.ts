import { roles } from '../../domain/vocabulary/people.ts';
import type { KeyName, QueueName, TableName, BucketName, WorkflowName } from '../resources.ts';
import type { Stage } from '../stages.ts';

/**
 * Names by which stacks find each other. Stateful resources get no physical name (a replaced one
 * could not be created beside the old); their names and ARNs are published as SSM parameters.
 * Functions, workflows and queues are named after their contracts, so that log groups, alarms and
 * ARNs can be told without looking.
 */
export const product = 'clipledger';

/** `local`, `dev`, `prod` or any other lower-case name: a sandbox. */
export type DeploymentName = string;

/** Where a stack publishes what others need. */
const parameterName = (deployment: DeploymentName, ...path: readonly string[]): string =>
  `/${product}/${deployment}/${path.join('/')}`;

/** A table's name. */
export const tableParameter = (deployment: DeploymentName, table: TableName): string =>
  parameterName(deployment, 'tables', table, 'name');
/** The ARN of a table's stream. */
export const tableStreamParameter = (deployment: DeploymentName, table: TableName): string =>
  parameterName(deployment, 'tables', table, 'stream-arn');
/** A bucket's name. */
export const bucketParameter = (deployment: DeploymentName, bucket: BucketName): string =>
  parameterName(deployment, 'buckets', bucket, 'name');
/** A key's ARN. */
export const keyParameter = (deployment: DeploymentName, key: KeyName): string =>
  parameterName(deployment, 'keys', key, 'arn');
/** A queue's address. */
export const queueParameter = (deployment: DeploymentName, queue: QueueName): string =>
  parameterName(deployment, 'queues', queue, 'url');
/** The id of the HTTP API. */
export const apiParameter = (deployment: DeploymentName): string =>
  parameterName(deployment, 'api', 'id');
/** The id of the authorizer that checks sign-ins. */
export const authorizerParameter = (deployment: DeploymentName): string =>
  parameterName(deployment, 'api', 'authorizer-id');

/** A function's name. */
export const functionName = (
  deployment: DeploymentName,
  { stage, name }: { readonly stage: Stage; readonly name: string },
): string => `${product}-${deployment}-${stage}-${name}`;
/** A state machine's name. */
export const workflowName = (deployment: DeploymentName, workflow: WorkflowName): string =>
  `${product}-${deployment}-${workflow}-workflow`;
/** A queue's name. */
export const queueName = (deployment: DeploymentName, queue: QueueName): string =>
  `${product}-${deployment}-${queue}-queue`;
/** The name of the queue where a queue's undeliverable messages end. */
export const deadLetterQueueName = (deployment: DeploymentName, queue: QueueName): string =>
  `${product}-${deployment}-${queue}-dead-letters`;

/** Where a stream's batches end that its function could not take. */
export const missedRecordsQueueName = (
  deployment: DeploymentName,
  { stage, name }: { readonly stage: Stage; readonly name: string },
): string => `${product}-${deployment}-${stage}-${name}-missed`;

/** The groups of the user pool: one a role, by its name. */
export const userGroups: readonly string[] = roles;

/** Outputs of the stacks that a client needs, by their CloudFormation output names. */
export const outputs = {
  apiId: 'ApiId',
  apiUrl: 'ApiUrl',
  userPoolId: 'UserPoolId',
  userPoolClientId: 'UserPoolClientId',
} as const;

/** The name of a stage's stack. */
export const stackName = (deployment: DeploymentName, stack: string): string =>
  `${product}-${deployment}-${stack}`;

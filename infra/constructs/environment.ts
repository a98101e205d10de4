import {
  bucketVariable,
  queueVariable,
  signingKeyVariable,
  tableVariable,
  workflowVariable,
  type FunctionContract,
} from '../../core/contracts/functions/function-contract.ts';
import type {
  BucketName,
  QueueName,
  TableName,
  WorkflowName,
} from '../../core/contracts/resources.ts';
import type { Published } from './published.ts';

const namesOf = <Name extends string>(
  record: Readonly<Partial<Record<Name, unknown>>> | undefined,
): readonly Name[] => Object.keys(record ?? {}) as Name[];

/** The variables that the contract's resources bring, each with the resource's name or address. */
export const environmentOf = (
  { access }: FunctionContract,
  published: Published,
): Record<string, string> => ({
  ...Object.fromEntries([
    ...namesOf<TableName>(access.tables).map((table) => [
      tableVariable(table),
      published.tableName(table),
    ]),
    ...namesOf<BucketName>(access.buckets).map((bucket) => [
      bucketVariable(bucket),
      published.bucketName(bucket),
    ]),
    ...namesOf<QueueName>(access.queues).map((queue) => [
      queueVariable(queue),
      published.queueUrl(queue),
    ]),
    ...namesOf<WorkflowName>(access.workflows).map((workflow) => [
      workflowVariable(workflow),
      published.workflowArn(workflow),
    ]),
  ]),
  ...(access.signs === undefined && access.verifies === undefined
    ? {}
    : { [signingKeyVariable]: published.keyArn('evidence-signing') }),
});

/** Settings as an environment has them. */
export const asText = (settings: object): Record<string, string> =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));

import { ArnFormat, Stack } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import {
  apiParameter,
  authorizerParameter,
  bucketParameter,
  deadLetterQueueName,
  functionName,
  keyParameter,
  missedRecordsQueueName,
  queueName,
  queueParameter,
  tableParameter,
  tableStreamParameter,
  workflowName,
  type DeploymentName,
} from '../../core/contracts/layout/names.ts';
import {
  workerClusterName,
  workerGroupName,
  type WorkerKindName,
} from '../../core/contracts/layout/workers.ts';
import type { FunctionContract } from '../../core/contracts/functions/function-contract.ts';
import type {
  BucketName,
  KeyName,
  QueueName,
  TableName,
  WorkflowName,
} from '../../core/contracts/resources.ts';

type Named = Pick<FunctionContract, 'stage' | 'name'>;

/**
 * How one stack finds what another made. Stateful things are read from the parameters that their
 * stack publishes, when CloudFormation deploys; functions, queues and workflows are told by their
 * names. No stack imports another's output, so each can be deployed and replaced by itself.
 */
export class Published {
  readonly #scope: Construct;
  readonly #deployment: DeploymentName;

  constructor(scope: Construct, deployment: DeploymentName) {
    this.#scope = scope;
    this.#deployment = deployment;
  }

  tableName(table: TableName): string {
    return this.#read(tableParameter(this.#deployment, table));
  }

  tableArn(table: TableName): string {
    return this.#arn('dynamodb', 'table', this.tableName(table));
  }

  indexArn(table: TableName, index: string): string {
    return `${this.tableArn(table)}/index/${index}`;
  }

  streamArn(table: TableName): string {
    return this.#read(tableStreamParameter(this.#deployment, table));
  }

  bucketName(bucket: BucketName): string {
    return this.#read(bucketParameter(this.#deployment, bucket));
  }

  bucketArn(bucket: BucketName): string {
    // Buckets are named alike in all accounts and regions.
    return `arn:${Stack.of(this.#scope).partition}:s3:::${this.bucketName(bucket)}`;
  }

  keyArn(key: KeyName): string {
    return this.#read(keyParameter(this.#deployment, key));
  }

  apiId(): string {
    return this.#read(apiParameter(this.#deployment));
  }

  authorizerId(): string {
    return this.#read(authorizerParameter(this.#deployment));
  }

  queueArn(queue: QueueName): string {
    return this.#queueArnOf(queueName(this.#deployment, queue));
  }

  /** Published and not put together: the local cloud has addresses of its own. */
  queueUrl(queue: QueueName): string {
    return this.#read(queueParameter(this.#deployment, queue));
  }

  deadLetterQueueArn(queue: QueueName): string {
    return this.#queueArnOf(deadLetterQueueName(this.#deployment, queue));
  }

  missedRecordsQueueArn(contract: Named): string {
    return this.#queueArnOf(missedRecordsQueueName(this.#deployment, contract));
  }

  functionArn(contract: Named): string {
    return Stack.of(this.#scope).formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName: functionName(this.#deployment, contract),
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  workflowArn(workflow: WorkflowName): string {
    return Stack.of(this.#scope).formatArn({
      service: 'states',
      resource: 'stateMachine',
      resourceName: workflowName(this.#deployment, workflow),
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  workerClusterArn(): string {
    return this.#arn('ecs', 'cluster', workerClusterName(this.#deployment));
  }

  /** ECS names what is in a cluster below the cluster's name: tasks, machines, services. */
  inWorkerCluster(what: 'container-instance' | 'task' | 'service', name: string): string {
    return this.#arn('ecs', what, `${workerClusterName(this.#deployment)}/${name}`);
  }

  /** The group's id in its ARN is made at run time: the name behind it is ours. */
  workerGroupArn(kind: WorkerKindName): string {
    const { account, partition, region } = Stack.of(this.#scope);
    const name = workerGroupName(this.#deployment, kind);
    const groups = `arn:${partition}:autoscaling:${region}:${account}:autoScalingGroup`;
    return `${groups}:*:autoScalingGroupName/${name}`;
  }

  workerServiceArn(kind: WorkerKindName): string {
    return this.inWorkerCluster('service', workerGroupName(this.#deployment, kind));
  }

  #queueArnOf(name: string): string {
    return Stack.of(this.#scope).formatArn({ service: 'sqs', resource: name });
  }

  #arn(service: string, resource: string, resourceName: string): string {
    return Stack.of(this.#scope).formatArn({ service, resource, resourceName });
  }

  #read(parameter: string): string {
    return StringParameter.valueForStringParameter(this.#scope, parameter);
  }
}

import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption, RedrivePermission } from 'aws-cdk-lib/aws-sqs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { FunctionContract } from '../../core/contracts/functions/function-contract.ts';
import { functionContracts } from '../../core/contracts/functions/index.ts';
import {
  deadLetterQueueName,
  missedRecordsQueueName,
  queueName,
  queueParameter,
} from '../../core/contracts/layout/names.ts';
import type { QueueName } from '../../core/contracts/resources.ts';
import { maxAnalysisDeliveries } from '../../core/contracts/workflows/clip-workflow.ts';
import type { Deployment } from '../config/deployment.ts';
import { acknowledge } from './acknowledge.ts';
import { constructId } from './construct-id.ts';

/** Deliveries before a message is put aside. */
const maxDeliveries = 10;

/**
 * The analyzer answers its workflow itself, at the latest at the 20th delivery of a job that was
 * throttled again and again: a message that died in the queue would leave a workflow waiting.
 * Half as many again, since a host that is stopped hands its job back unanswered.
 */
const maxDeliveriesOf = (queue: QueueName): number =>
  queue === 'analysis' ? maxAnalysisDeliveries * 1.5 : maxDeliveries;

/** The longest that SQS keeps a message. */
const retention = Duration.days(14);
/** How long SQS uses one data key: fewer calls of KMS, which cost. */
const dataKeyReuse = Duration.hours(1);

export interface PipelineQueueProps {
  readonly queue: QueueName;
  readonly deployment: Deployment;
  readonly key: IKey;
}

const encryptedUnder = (key: IKey, { data }: Deployment) => ({
  encryption: QueueEncryption.KMS,
  encryptionMasterKey: key,
  dataKeyReuse,
  enforceSSL: true,
  retentionPeriod: retention,
  removalPolicy: data === 'keep' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
});

/** A queue of the contracts with the queue where its undeliverable messages end. */
export class PipelineQueue extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, { queue, deployment, key }: PipelineQueueProps) {
    super(scope, `${constructId(queue)}Queue`);
    const encrypted = encryptedUnder(key, deployment);
    const name = queueName(deployment.name, queue);
    const deadLetters = new Queue(this, 'DeadLetters', {
      ...encrypted,
      queueName: deadLetterQueueName(deployment.name, queue),
      redriveAllowPolicy: {
        redrivePermission: RedrivePermission.BY_QUEUE,
        // By its name: the queue itself already names this one.
        sourceQueues: [
          Queue.fromQueueArn(
            this,
            'Source',
            Stack.of(this).formatArn({ service: 'sqs', resource: name }),
          ),
        ],
      },
    });
    this.queue = new Queue(this, 'Queue', {
      ...encrypted,
      queueName: name,
      visibilityTimeout: Duration.seconds(
        deployment.redeliverAfterSeconds(consumerTimeoutSeconds(queue)),
      ),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: maxDeliveriesOf(queue) },
    });
    new StringParameter(this, 'Url', {
      parameterName: queueParameter(deployment.name, queue),
      stringValue: this.queue.queueUrl,
    });
  }
}

/** What a stream's function could not take: Lambda writes to it, people read it. */
export class MissedRecordsQueue extends Construct {
  constructor(
    scope: Construct,
    {
      contract,
      deployment,
      key,
    }: Omit<PipelineQueueProps, 'queue'> & { contract: FunctionContract },
  ) {
    super(scope, `${constructId(contract.name)}MissedRecords`);
    const queue = new Queue(this, 'Queue', {
      ...encryptedUnder(key, deployment),
      queueName: missedRecordsQueueName(deployment.name, contract),
      redriveAllowPolicy: { redrivePermission: RedrivePermission.DENY_ALL },
    });
    acknowledge(queue, [
      {
        rule: 'AwsSolutions-SQS3',
        reason:
          'It is itself where undeliverable records end: Lambda names it as the destination of ' +
          'failures, which this rule does not look for. No function reads it.',
      },
    ]);
  }
}

/** The timeout of the function that reads a queue. Throws `RangeError` if none or two do. */
const consumerTimeoutSeconds = (queue: QueueName): number => {
  const consumers = functionContracts.filter(
    ({ trigger }) => trigger.kind === 'queue' && trigger.queue === queue,
  );
  const [consumer] = consumers;
  if (consumer === undefined || consumers.length > 1) {
    throw new RangeError(`Queue ${queue} has ${consumers.length} consumers: it needs exactly one`);
  }
  return consumer.timeoutSeconds;
};

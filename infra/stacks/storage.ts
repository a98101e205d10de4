import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage, type CfnKey } from 'aws-cdk-lib/aws-kms';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { functionContracts } from '../../core/contracts/functions/index.ts';
import { keyParameter, product } from '../../core/contracts/layout/names.ts';
import {
  queueNames,
  tableNames,
  type KeyName,
  type QueueName,
} from '../../core/contracts/resources.ts';
import type { Deployment } from '../config/deployment.ts';
import { AccessLogBucket, HouseBucket } from '../constructs/house-bucket.ts';
import { HouseTable } from '../constructs/house-table.ts';
import { constructId } from '../constructs/construct-id.ts';
import { MissedRecordsQueue, PipelineQueue } from '../constructs/pipeline-queue.ts';
import { HouseStack } from './house-stack.ts';

/** Everything that holds state: keys, tables, buckets, queues. Everything else can be made anew. */
export class StorageStack extends HouseStack {
  constructor(scope: Construct, deployment: Deployment) {
    super(scope, 'storage', {
      deployment,
      description: 'ClipLedger: keys, tables, buckets and queues',
      isStateful: true,
    });
    const footage = this.#key('footage', 'Uploaded clips and what is made of them');
    const records = this.#key('records', 'Rows about people and clips; messages; the evidence log');
    this.#signingKey();
    for (const table of tableNames) new HouseTable(this, { table, deployment, key: records });
    const queues = this.#queues(records);
    const accessLogs = new AccessLogBucket(this, deployment);
    const landing = new HouseBucket(this, {
      bucket: 'landing',
      deployment,
      key: footage,
      accessLogs,
      takesUploads: true,
    });
    new HouseBucket(this, { bucket: 'derived', deployment, key: footage, accessLogs });
    new HouseBucket(this, { bucket: 'evidence', deployment, key: records, accessLogs });
    this.#tellOfUploads(landing, queues.uploads.queue, records);
  }

  #key(name: Exclude<KeyName, 'evidence-signing'>, description: string): Key {
    const key = new Key(this, `${constructId(name)}Key`, {
      description,
      enableKeyRotation: true,
      removalPolicy: this.#removalPolicy(),
    });
    return this.#publishKey(name, key);
  }

  /** Ed25519, as C2SP checkpoints are signed. AWS cannot rotate asymmetric keys. */
  #signingKey(): void {
    const key = new Key(this, 'EvidenceSigningKey', {
      description: 'Signs the checkpoints of the evidence log',
      keySpec: KeySpec.ECC_NIST_EDWARDS25519,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: this.#removalPolicy(),
    });
    this.#publishKey('evidence-signing', key);
  }

  #publishKey(name: KeyName, key: Key): Key {
    (key.node.defaultChild as CfnKey).overrideLogicalId(`Key${constructId(name)}`);
    new StringParameter(this, `${constructId(name)}KeyArn`, {
      parameterName: keyParameter(this.deployment.name, name),
      stringValue: key.keyArn,
    });
    return key;
  }

  #removalPolicy(): RemovalPolicy {
    return this.deployment.data === 'keep' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
  }

  #queues(key: Key): Readonly<Record<QueueName, PipelineQueue>> {
    const { deployment } = this;
    for (const contract of functionContracts) {
      if (contract.trigger.kind === 'stream') {
        new MissedRecordsQueue(this, { contract, deployment, key });
      }
    }
    const entries = queueNames.map(
      (queue) => [queue, new PipelineQueue(this, { queue, deployment, key })] as const,
    );
    return Object.fromEntries(entries) as Record<QueueName, PipelineQueue>;
  }

  /**
   * S3 → SQS without EventBridge: 16 ms against 148 at the median. Said on the bucket itself: the
   * construct library would add a function that sets it. The policies cannot name the bucket by
   * its ARN, which is not known before the bucket is, and the bucket cannot be before the policies:
   * S3 tries the queue out. So they name our buckets of this account by how CloudFormation starts
   * their names.
   */
  #tellOfUploads({ bucket }: HouseBucket, queue: Queue, key: Key): void {
    const fromOurBuckets = {
      StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
      ArnLike: {
        'aws:SourceArn': `arn:${this.partition}:s3:::${product}-${this.deployment.name}-*`,
      },
    };
    const s3 = new ServicePrincipal('s3.amazonaws.com');
    queue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'TellOfUploads',
        principals: [s3],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: fromOurBuckets,
      }),
    );
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'EncryptWordOfUploads',
        principals: [s3],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: fromOurBuckets,
      }),
    );
    const made = bucket.node.defaultChild as CfnBucket;
    made.notificationConfiguration = {
      queueConfigurations: [
        {
          event: 's3:ObjectCreated:*',
          queue: queue.queueArn,
          filter: { s3Key: { rules: [{ name: 'prefix', value: 'clips/' }] } },
        },
      ],
    };
    const policy = queue.node.tryFindChild('Policy');
    if (policy !== undefined) bucket.node.addDependency(policy);
  }
}

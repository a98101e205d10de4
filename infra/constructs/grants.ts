import { Aws, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { FunctionContract } from '../../core/contracts/functions/function-contract.ts';
import type {
  BucketAccess,
  BucketName,
  KeyName,
  QueueAccess,
  QueueName,
  TableAccess,
  TableName,
  WorkflowAccess,
  WorkflowName,
} from '../../core/contracts/resources.ts';
import { workerKindNames } from '../../core/contracts/layout/workers.ts';
import { tables } from '../../core/contracts/tables.ts';
import type { Deployment } from '../config/deployment.ts';
import { acknowledge } from './acknowledge.ts';
import { bucketKeys, queueKey, tableKey, type DataKey } from './data-keys.ts';
import type { Published } from './published.ts';

const readItems = ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'];
const writeItems = ['dynamodb:PutItem', 'dynamodb:UpdateItem'];
const deleteItems = ['dynamodb:DeleteItem'];
const checkItems = ['dynamodb:ConditionCheckItem'];

/** Never Scan: a function that must read a whole table has the wrong keys. */
const tableActions: Readonly<Record<TableAccess, readonly string[]>> = {
  read: readItems,
  append: [...readItems, ...writeItems, ...checkItems],
  'read-write': [...readItems, ...writeItems, ...deleteItems, ...checkItems],
  condition: checkItems,
};

/** What is done to objects, and what is done to the bucket that lists them. */
const objectActions: Readonly<Record<BucketAccess, readonly string[]>> = {
  read: ['s3:GetObject', 's3:GetObjectVersion'],
  put: ['s3:PutObject'],
  // Beginning and joining an upload are `s3:PutObject`.
  parts: ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
  list: ['s3:ListMultipartUploadParts'],
  delete: ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:DeleteObjectVersion'],
};
const listActions = ['s3:ListBucket', 's3:ListBucketMultipartUploads', 's3:ListBucketVersions'];

const queueActions: Readonly<Record<QueueAccess, readonly string[]>> = {
  send: ['sqs:SendMessage'],
  // What Lambda's poller does in the function's name.
  consume: [
    'sqs:ChangeMessageVisibility',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'sqs:ReceiveMessage',
  ],
  redrive: ['sqs:GetQueueAttributes', 'sqs:SendMessage'],
  count: ['sqs:GetQueueAttributes'],
};
/** What a redrive does to the queue of dead letters. */
const deadLetterActions = [
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:GetQueueUrl',
  'sqs:ReceiveMessage',
];

const streamActions = [
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:ListStreams',
];

/** A token names no machine, but IAM lets the right to return one be limited to a machine's. */
const workflowActions: Readonly<Record<WorkflowAccess, readonly string[]>> = {
  start: ['states:StartExecution'],
  answer: ['states:SendTaskFailure', 'states:SendTaskHeartbeat', 'states:SendTaskSuccess'],
};

/**
 * What services do with a data key in a caller's name. Written out because the usual
 * `kms:GenerateDataKey*` is a wildcard; pairs of keys are asymmetric and not for data.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
const decrypt = ['kms:Decrypt', 'kms:DescribeKey'];
const encryptItems = [
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];
/** S3 decrypts to join the parts of an upload, SQS to check a key that it reuses. */
const encryptObjects = ['kms:GenerateDataKey'];

/** The objects of a bucket that functions may touch: all that lie below it, or below a prefix. */
const objectPrefix: Readonly<Record<BucketName, string>> = {
  landing: 'clips/',
  derived: 'clips/',
  evidence: '',
  'access-logs': '',
};

const entriesOf = <Name extends string, Value>(
  record: Readonly<Partial<Record<Name, Value>>> | undefined,
): readonly (readonly [Name, Value])[] => Object.entries(record ?? {}) as [Name, Value][];

/** The services through which a data key may be used: never with KMS itself. */
const throughServices = (scope: Construct) => ({
  StringEquals: {
    'kms:ViaService': ['dynamodb', 's3', 'sqs'].map(
      (service) => `${service}.${Stack.of(scope).region}.amazonaws.com`,
    ),
  },
});

/** Collects what a function may do with each data key while its other rights are written. */
class KeyUses {
  readonly #actions = new Map<DataKey, Set<string>>();

  add(key: DataKey, actions: readonly string[]): void {
    const known = this.#actions.get(key) ?? new Set();
    for (const action of actions) known.add(action);
    this.#actions.set(key, known);
  }

  statements(scope: Construct, published: Published): readonly PolicyStatement[] {
    return [...this.#actions].map(
      ([key, actions]) =>
        new PolicyStatement({
          actions: [...actions].toSorted(),
          resources: [published.keyArn(key)],
          conditions: throughServices(scope),
        }),
    );
  }
}

const tableStatement = (
  [table, mode]: readonly [TableName, TableAccess],
  published: Published,
  keys: KeyUses,
): PolicyStatement => {
  keys.add(
    tableKey(table),
    mode === 'read' || mode === 'condition' ? decrypt : [...decrypt, ...encryptItems],
  );
  const isQueried = mode !== 'condition';
  const indexes = isQueried ? tables[table].indexes : [];
  return new PolicyStatement({
    actions: [...tableActions[mode]],
    resources: [
      published.tableArn(table),
      ...indexes.map(({ name }) => published.indexArn(table, name)),
    ],
  });
};

/**
 * Deleting items whose partition key begins so, and no others. A transaction's deletions are
 * judged one by one, as if each were called by itself.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
const deletionStatement = (
  [table, prefix]: readonly [TableName, string],
  published: Published,
): PolicyStatement =>
  new PolicyStatement({
    actions: [...deleteItems],
    resources: [published.tableArn(table)],
    conditions: {
      // Without the second, a request that names no key at all would pass the first.
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${prefix}*`] },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    },
  });

const bucketStatements = (
  [bucket, modes]: readonly [BucketName, readonly BucketAccess[]],
  published: Published,
  keys: KeyUses,
): readonly PolicyStatement[] => {
  const key = bucketKeys[bucket];
  // Parts are listed with their checksums, which lie under the key.
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html
  if (key !== undefined && (modes.includes('read') || modes.includes('parts'))) {
    keys.add(key, decrypt);
  }
  if (key !== undefined && modes.includes('put')) keys.add(key, [...decrypt, ...encryptObjects]);
  const onObjects = new PolicyStatement({
    actions: [...new Set(modes.flatMap((mode) => objectActions[mode]))],
    resources: [`${published.bucketArn(bucket)}/${objectPrefix[bucket]}*`],
  });
  if (!modes.includes('list')) return [onObjects];
  const onBucket = new PolicyStatement({
    actions: listActions,
    resources: [published.bucketArn(bucket)],
  });
  return [onObjects, onBucket];
};

const queueStatements = (
  [queue, mode]: readonly [QueueName, QueueAccess],
  published: Published,
  keys: KeyUses,
): readonly PolicyStatement[] => {
  // Counting messages opens none.
  if (mode !== 'count') {
    keys.add(queueKey(queue), mode === 'consume' ? decrypt : [...decrypt, ...encryptObjects]);
  }
  const onQueue = new PolicyStatement({
    actions: [...queueActions[mode]],
    resources: [published.queueArn(queue)],
  });
  if (mode !== 'redrive') return [onQueue];
  const onDeadLetters = new PolicyStatement({
    actions: deadLetterActions,
    resources: [published.deadLetterQueueArn(queue)],
  });
  return [onQueue, onDeadLetters];
};

/** What the trigger itself takes: Lambda polls queues and streams in the function's name. */
const triggerStatements = (
  contract: FunctionContract,
  published: Published,
  keys: KeyUses,
): readonly PolicyStatement[] => {
  const { trigger } = contract;
  switch (trigger.kind) {
    case 'queue':
      return queueStatements([trigger.queue, 'consume'], published, keys);
    case 'stream': {
      for (const table of trigger.tables) keys.add(tableKey(table), decrypt);
      // Where Lambda tells of records that it gave up on.
      keys.add('records', encryptObjects);
      return [
        new PolicyStatement({
          actions: streamActions,
          resources: trigger.tables.map((table) => published.streamArn(table)),
        }),
        new PolicyStatement({
          actions: [...queueActions.send],
          resources: [published.missedRecordsQueueArn(contract)],
        }),
      ];
    }
    case 'http':
    case 'schedule':
    case 'workflow-task':
      return [];
  }
};

const signingStatements = (
  { access }: FunctionContract,
  published: Published,
): readonly PolicyStatement[] => {
  const key: KeyName | undefined = access.signs ?? access.verifies;
  if (key === undefined) return [];
  const actions = access.signs === undefined ? [] : ['kms:Sign'];
  return [
    new PolicyStatement({
      actions: ['kms:GetPublicKey', ...actions],
      resources: [published.keyArn(key)],
    }),
  ];
};

/** Rekognition's calls name no resource. Faces: their age beside explicit content, and to cover. */
const moderationActions: readonly string[] = [
  'rekognition:DetectFaces',
  'rekognition:DetectModerationLabels',
];

/**
 * Starting and ending workers. What looks has no resource to name; what changes names ours.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2autoscaling.html
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
 */
const scalingStatements = (published: Published): readonly PolicyStatement[] => [
  new PolicyStatement({
    actions: [
      'autoscaling:DescribeAutoScalingGroups',
      'autoscaling:DescribeScalingActivities',
      'cloudwatch:GetMetricData',
    ],
    resources: ['*'],
  }),
  new PolicyStatement({
    actions: ['autoscaling:SetDesiredCapacity', 'autoscaling:TerminateInstanceInAutoScalingGroup'],
    resources: workerKindNames.map((kind) => published.workerGroupArn(kind)),
  }),
  new PolicyStatement({
    actions: ['ecs:ListContainerInstances'],
    resources: [published.workerClusterArn()],
  }),
  new PolicyStatement({
    actions: ['ecs:DescribeContainerInstances', 'ecs:ListTasks'],
    resources: [published.inWorkerCluster('container-instance', '*')],
  }),
  new PolicyStatement({
    actions: ['ecs:DescribeTasks', 'ecs:GetTaskProtection'],
    resources: [published.inWorkerCluster('task', '*')],
  }),
  new PolicyStatement({
    actions: ['ecs:UpdateService'],
    resources: workerKindNames.map((kind) => published.workerServiceArn(kind)),
  }),
];

/**
 * All that a function may do, from its contract and from nothing else. Its own log is the
 * construct's affair.
 */
export const statementsFor = (
  scope: Construct,
  contract: FunctionContract,
  published: Published,
): readonly PolicyStatement[] => {
  const { access } = contract;
  const keys = new KeyUses();
  const statements = [
    ...entriesOf<TableName, TableAccess>(access.tables).map((entry) =>
      tableStatement(entry, published, keys),
    ),
    ...entriesOf<TableName, string>(access.deletes).map((entry) =>
      deletionStatement(entry, published),
    ),
    ...entriesOf<BucketName, readonly BucketAccess[]>(access.buckets).flatMap((entry) =>
      bucketStatements(entry, published, keys),
    ),
    ...entriesOf<QueueName, QueueAccess>(access.queues).flatMap((entry) =>
      queueStatements(entry, published, keys),
    ),
    ...entriesOf<WorkflowName, WorkflowAccess>(access.workflows).map(
      ([workflow, mode]) =>
        new PolicyStatement({
          actions: [...workflowActions[mode]],
          resources: [published.workflowArn(workflow)],
        }),
    ),
    ...triggerStatements(contract, published, keys),
    ...signingStatements(contract, published),
    ...(access.moderates === true
      ? [new PolicyStatement({ actions: [...moderationActions], resources: ['*'] })]
      : []),
    ...(access.scales === true ? scalingStatements(published) : []),
  ];
  return [...statements, ...keys.statements(scope, published)];
};

/** The folders of S3 in which a deployment's manifests and, beside them, their models lie. */
const modelFolders = ({ modelManifests }: Deployment): readonly string[] => {
  const folders = modelManifests.flatMap((manifest) => {
    const [, folder] = /^s3:\/\/(.+\/)[^/]+$/.exec(manifest) ?? [];
    return folder === undefined ? [] : [folder];
  });
  return [...new Set(folders)];
};

/** Reading the models that a deployment names. They are nobody's data, and not in our buckets. */
export const modelStatements = (deployment: Deployment): readonly PolicyStatement[] => {
  const folders = modelFolders(deployment);
  if (folders.length === 0) return [];
  return [
    new PolicyStatement({
      actions: ['s3:GetObject'],
      resources: folders.map((folder) => `arn:${Aws.PARTITION}:s3:::${folder}*`),
    }),
  ];
};

/** The object wildcards among a function's rights, as cdk-nag writes them in its findings. */
const objectWildcards = (
  scope: Construct,
  contract: FunctionContract,
  published: Published,
): readonly string[] =>
  entriesOf<BucketName, readonly BucketAccess[]>(contract.access.buckets).map(([bucket]) => {
    const name = Stack.of(scope).resolve(published.bucketName(bucket)) as { readonly Ref: string };
    return `Resource::arn:<AWS::Partition>:s3:::<${name.Ref}>/${objectPrefix[bucket]}*`;
  });

/** Whose rights a role holds, and where. */
export interface RoleOf {
  readonly contract: FunctionContract;
  readonly deployment: Deployment;
  readonly published: Published;
}

/** Says of a contract's role why its wildcards are as narrow as AWS lets them be. */
export const acknowledgeWildcards = (
  role: Construct,
  { contract, deployment, published }: RoleOf,
): void => {
  const models = contract.layers === undefined ? [] : modelFolders(deployment);
  acknowledge(role, [
    ...objectWildcards(role, contract, published).map((wildcard) => ({
      rule: `AwsSolutions-IAM5[${wildcard}]`,
      reason:
        'Objects are named by ids of clips and of log tiles, which are made at run time: the ' +
        'prefix is the narrowest name there is.',
    })),
    ...models.map((folder) => ({
      rule: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${folder}*]`,
      reason: 'A manifest names the model beside it, in the folder that the deployment names.',
    })),
    ...(contract.access.moderates === true
      ? [
          {
            rule: 'AwsSolutions-IAM5[Resource::*]',
            reason:
              'Rekognition’s DetectFaces and DetectModerationLabels have no resource to name.',
          },
        ]
      : []),
    ...(contract.access.scales === true ? scalingWildcards(role, published) : []),
  ]);
};

/** The wildcards of scaling, each as it is found. */
const scalingWildcards = (role: Construct, published: Published) => [
  {
    rule: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'Describing groups and reading metrics, its only actions, have no resource to name.',
  },
  ...[
    ...workerKindNames.map((kind) => published.workerGroupArn(kind)),
    published.inWorkerCluster('container-instance', '*'),
    published.inWorkerCluster('task', '*'),
  ].map((arn) => ({
    rule: `AwsSolutions-IAM5[Resource::${findingText(role, arn)}]`,
    reason:
      'AWS names groups, machines and tasks when they are made: the name of our cluster and of ' +
      'our groups is the narrowest there is.',
  })),
];

/** A text with references as cdk-nag writes it: `<Name>` for each. */
export const findingText = (scope: Construct, text: string): string => {
  const resolved: unknown = Stack.of(scope).resolve(text);
  if (typeof resolved === 'string') return resolved;
  const [, parts] = (resolved as { 'Fn::Join': [string, readonly unknown[]] })['Fn::Join'];
  return parts
    .map((part) => (typeof part === 'string' ? part : `<${(part as { Ref: string }).Ref}>`))
    .join('');
};

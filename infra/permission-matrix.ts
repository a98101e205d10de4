import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { functionId, type InferenceHost } from '../core/contracts/functions/function-contract.ts';
import { deployedContracts, scaleWorkers } from '../core/contracts/functions/index.ts';
import { queueNames, tableNames, workflowNames } from '../core/contracts/resources.ts';
import { gpuInference } from './config/inference.ts';
import { prod } from './config/prod.ts';
import { projectFolder } from './constructs/bundles.ts';
import { holdersOf, type Holder } from './rights.ts';
import { synthesizeTemplates, type StackTemplate } from './templates.ts';

/** What a letter of the matrix stands for: exactly these actions, on exactly that resource. */
interface Letter {
  readonly letter: string;
  readonly means: string;
  readonly actions: readonly string[];
}

/** A column of the matrix. */
interface Column {
  readonly title: string;
  /** Resources as `rights.ts` writes them, all of which belong to the column. */
  readonly resources: RegExp;
  readonly letters: readonly Letter[];
}

const tableLetters: readonly Letter[] = [
  {
    letter: 'R',
    means: 'read',
    actions: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'],
  },
  {
    letter: 'W',
    means: 'write',
    actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
  },
  { letter: 'X', means: 'delete items', actions: ['dynamodb:DeleteItem'] },
  { letter: 'C', means: 'condition of a transaction', actions: ['dynamodb:ConditionCheckItem'] },
  {
    letter: 'F',
    means: 'follow the stream',
    actions: [
      'dynamodb:DescribeStream',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:ListStreams',
    ],
  },
];

const bucketLetters: readonly Letter[] = [
  { letter: 'R', means: 'read', actions: ['s3:GetObject', 's3:GetObjectVersion'] },
  { letter: 'P', means: 'put', actions: ['s3:PutObject'] },
  {
    letter: 'U',
    means: 'uploads in parts',
    actions: ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
  },
  {
    letter: 'L',
    means: 'list',
    actions: [
      's3:ListBucket',
      's3:ListBucketMultipartUploads',
      's3:ListBucketVersions',
      's3:ListMultipartUploadParts',
    ],
  },
  {
    letter: 'D',
    means: 'delete',
    actions: ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:DeleteObjectVersion'],
  },
];

const countLetter: Letter = {
  letter: 'N',
  means: 'number of messages',
  actions: ['sqs:GetQueueAttributes'],
};

const queueLetters: readonly Letter[] = [
  { letter: 'S', means: 'send', actions: ['sqs:SendMessage'] },
  countLetter,
  {
    letter: 'T',
    means: 'take',
    actions: ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:ReceiveMessage'],
  },
];

const deadLetterLetters: readonly Letter[] = [
  countLetter,
  {
    letter: 'T',
    means: 'take what was put aside',
    actions: ['sqs:DeleteMessage', 'sqs:GetQueueUrl', 'sqs:ReceiveMessage'],
  },
];

const workflowLetters: readonly Letter[] = [
  { letter: 'S', means: 'start', actions: ['states:StartExecution'] },
  {
    letter: 'A',
    means: 'answer a task token',
    actions: ['states:SendTaskFailure', 'states:SendTaskHeartbeat', 'states:SendTaskSuccess'],
  },
];

const dataKeyLetters: readonly Letter[] = [
  { letter: 'D', means: 'decrypt', actions: ['kms:Decrypt', 'kms:DescribeKey'] },
  { letter: 'G', means: 'generate a data key', actions: ['kms:GenerateDataKey'] },
  {
    letter: 'E',
    means: 'encrypt items',
    actions: [
      'kms:Encrypt',
      'kms:GenerateDataKeyWithoutPlaintext',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
    ],
  },
];

const signingLetters: readonly Letter[] = [
  { letter: 'P', means: 'read the public key', actions: ['kms:GetPublicKey'] },
  { letter: 'S', means: 'sign', actions: ['kms:Sign'] },
];

const moderationLetters: readonly Letter[] = [
  {
    letter: 'M',
    means: 'moderate',
    actions: ['rekognition:DetectFaces', 'rekognition:DetectModerationLabels'],
  },
];

/** In the column of what names no resource, beside Rekognition. */
const watchingLetters: readonly Letter[] = [
  {
    letter: 'W',
    means: 'watch groups of machines and metrics',
    actions: [
      'autoscaling:DescribeAutoScalingGroups',
      'autoscaling:DescribeScalingActivities',
      'cloudwatch:GetMetricData',
    ],
  },
];

const scalingLetters: readonly Letter[] = [
  {
    letter: 'L',
    means: 'look at machines and workers',
    actions: [
      'ecs:DescribeContainerInstances',
      'ecs:DescribeTasks',
      'ecs:GetTaskProtection',
      'ecs:ListContainerInstances',
      'ecs:ListTasks',
    ],
  },
  {
    letter: 'S',
    means: 'start and end them',
    actions: [
      'autoscaling:SetDesiredCapacity',
      'autoscaling:TerminateInstanceInAutoScalingGroup',
      'ecs:UpdateService',
    ],
  },
  { letter: 'B', means: 'say that one is busy', actions: ['ecs:UpdateTaskProtection'] },
];

/** The footage and the log; S3 alone writes the bucket of access logs. */
const functionBuckets = ['landing', 'derived', 'evidence'] as const;

const groups: readonly { readonly title: string; readonly columns: readonly Column[] }[] = [
  {
    title: 'tables',
    columns: tableNames.map((table) => ({
      title: table,
      resources: new RegExp(`^(table/${table}(/index/.+)?|stream/${table})$`),
      letters: tableLetters,
    })),
  },
  {
    title: 'buckets',
    columns: functionBuckets.map((bucket) => ({
      title: bucket,
      resources: new RegExp(`^bucket/${bucket}(/.*)?$`),
      letters: bucketLetters,
    })),
  },
  {
    title: 'queues',
    columns: queueNames.map((queue) => ({
      title: queue,
      resources: new RegExp(`^queue/${queue}$`),
      letters: queueLetters,
    })),
  },
  {
    title: 'dead letters',
    columns: queueNames.map((queue) => ({
      title: queue,
      resources: new RegExp(`^dead-letters/${queue}$`),
      letters: deadLetterLetters,
    })),
  },
  {
    title: 'workflows',
    columns: workflowNames.map((workflow) => ({
      title: workflow,
      resources: new RegExp(`^workflow/${workflow}$`),
      letters: workflowLetters,
    })),
  },
  {
    title: 'data keys',
    columns: ['footage', 'records'].map((key) => ({
      title: `${key} key`,
      resources: new RegExp(`^key/${key}$`),
      letters: dataKeyLetters,
    })),
  },
  {
    title: 'signing key',
    columns: [
      { title: 'signing key', resources: /^key\/evidence-signing$/, letters: signingLetters },
    ],
  },
  {
    title: 'Rekognition',
    columns: [
      {
        title: 'Rekognition',
        resources: /^\*$/,
        letters: [...moderationLetters, ...watchingLetters],
      },
    ],
  },
  {
    title: 'GPU workers',
    columns: [{ title: 'GPU workers', resources: /^(group|cluster)\//, letters: scalingLetters }],
  },
];

const columns = groups.flatMap((group) => group.columns);

/**
 * Letters for what a holder may do with a column's resources. What no letter says exactly is
 * written out, so that a surprise stands out.
 */
const cellOf = ({ rights }: Holder, { resources, letters }: Column): string => {
  const allowed = new Set(
    rights
      .filter((right) => right.resources.some((resource) => resources.test(resource)))
      .flatMap(({ actions }) => actions),
  );
  const whole = letters.filter(({ actions }) => actions.every((action) => allowed.has(action)));
  const said = new Set(whole.flatMap(({ actions }) => actions));
  const unsaid = [...allowed].filter((action) => !said.has(action));
  return [whole.map(({ letter }) => letter).join(''), ...unsaid].filter(Boolean).join(' ');
};

/**
 * The matrix of a deployment whose clips are analyzed on this host, as rows: function, then a cell
 * a column. Where workers do a function's work, their row has its name. For tests and the document.
 */
export const permissionRows = (
  host: InferenceHost,
  templates: readonly StackTemplate[],
): readonly (readonly [string, Readonly<Record<string, string>>])[] => {
  const holders = holdersOf(prod.name, templates);
  const ids = deployedContracts(host).map(functionId);
  const workers = holders.filter(({ kind }) => kind === 'worker').map(({ name }) => name);
  return [...ids, ...workers].map((id) => {
    const holder = holders.find(
      ({ kind, name }) => (kind === 'function' || kind === 'worker') && name === id,
    );
    if (holder === undefined) throw new Error(`No role of ${id} is in the templates`);
    const cells = groups.flatMap((group) =>
      group.columns.map((column) => [keyOf(group.title, column), cellOf(holder, column)] as const),
    );
    return [id, Object.fromEntries(cells)] as const;
  });
};

/** `tables/clips`: the evidence table and the evidence bucket have one name. */
const keyOf = (group: string, { title }: Column): string =>
  group === title ? title : `${group}/${title}`;

const markdownTable = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(3, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 3)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
};

const titleOf = (group: string, { title }: Column): string =>
  ['buckets', 'workflows', 'dead letters'].includes(group)
    ? `${title} ${group === 'dead letters' ? group : group.replace(/s$/, '')}`
    : title;

const matrixTable = (
  host: InferenceHost,
  templates: readonly StackTemplate[],
  isShown: (id: string) => boolean = () => true,
): string => {
  const titles = groups.flatMap((group) =>
    group.columns.map((column) => titleOf(group.title, column)),
  );
  const rows = permissionRows(host, templates)
    .filter(([id]) => isShown(id))
    .map(([id, cells]) => [id, ...Object.values(cells)]);
  return markdownTable([['function', ...titles], ...rows]);
};

const legendTable = (): string => {
  const rows = groups.flatMap((group) =>
    (group.columns[0]?.letters ?? []).map(({ letter, means, actions }) => [
      group.title,
      letter,
      means,
      actions.map((action) => `\`${action}\``).join(', '),
    ]),
  );
  return markdownTable([['of', 'letter', 'may', 'actions'], ...rows]);
};

/** Rights that no column shows: who calls whom, and where missed records go. */
const otherRights = (
  templates: readonly StackTemplate[],
  isShown: (holder: Holder) => boolean = () => true,
): string => {
  const holders = holdersOf(prod.name, templates).filter(isShown);
  const rows = holders.flatMap(({ kind, name, rights }) =>
    rights
      .filter(
        (right) => (kind !== 'function' && kind !== 'worker') || !right.resources.every(isInMatrix),
      )
      .map(({ actions, resources }) => [
        kind,
        name,
        actions.map((action) => `\`${action}\``).join(', '),
        resources.map((resource) => `\`${resource}\``).join(', '),
      ]),
  );
  return markdownTable([['kind', 'name', 'may', 'on'], ...rows]);
};

const isInMatrix = (resource: string): boolean =>
  resource === 'its own log' || columns.some((column) => column.resources.test(resource));

/** The document: generated from the templates of `prod`, as CloudFormation would get them. */
export const permissionMatrix = (
  templates: readonly StackTemplate[] = synthesizeTemplates(prod, { checksTemplates: false }),
  withWorkers: readonly StackTemplate[] = synthesizeTemplates(prodWithWorkers, {
    checksTemplates: false,
  }),
): string => `# Who may do what

Written by \`npx tsx infra/permission-matrix.ts\` from the synthesized templates of \`prod\`, and
compared with the contracts by \`test/infra/permissions.test.ts\`. Nobody may do what is not here.

## Functions

Every function may also write its own log. Data keys may be used through DynamoDB, S3 and SQS only.

${matrixTable('lambda', templates)}

## Letters

${legendTable()}

## Who calls whom

${otherRights(templates)}

## With GPU workers

With \`-c host=gpu\` workers do the work of the function analyze-clip, with its rights, and one
function more is deployed.

${matrixTable('gpu', withWorkers, (id) => id.startsWith('inference/'))}

${otherRights(withWorkers, ({ kind, name }) => kind === 'machine' || name === scalesWorkers)}
`;

const prodWithWorkers = { ...prod, inference: gpuInference };
const scalesWorkers = functionId(scaleWorkers);

/** Where the document lies. */
export const permissionMatrixFile = join(projectFolder, 'docs', 'permissions.md');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(permissionMatrixFile, permissionMatrix());
}

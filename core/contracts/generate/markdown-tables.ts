import { functionContracts } from '../functions/index.ts';
import { functionId, type FunctionContract, type Trigger } from '../functions/function-contract.ts';
import type { Access } from '../resources.ts';
import { allRoutes } from '../http/routes.ts';
import { stages, type Stage } from '../stages.ts';

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Every function: what calls it, what it does, what it may touch. Markdown. */
export const functionTable = (): string =>
  table(
    ['function', 'called by', 'does', 'may touch'],
    functionContracts.map((contract) => [
      `\`${functionId(contract)}\``,
      describeTrigger(contract.trigger),
      contract.purpose,
      describeAccess(contract.access),
    ]),
  );

/** Every route: who may call it, which function answers. Markdown. */
export const routeTable = (): string =>
  table(
    ['route', 'for', 'does', 'function'],
    allRoutes.map((route) => [
      `\`${route.method} ${route.path}\``,
      route.access === 'public'
        ? 'anyone'
        : Object.entries(route.access)
            .map(([role, reach]) => `${role} (${reach})`)
            .join(', '),
      route.summary,
      `\`${route.function}\``,
    ]),
  );

const stagePurposes: Readonly<Record<Stage, string>> = {
  campaigns: 'campaigns, consent notices, consent records',
  intake: 'grants an upload, checks what landed, starts the clip workflow',
  inference: 'decodes, measures, has frames moderated, keeps frames for reviewers',
  review: 'decides by rule or asks a person',
  rewards: 'ledger, awards, balances, Honor Wall',
  retention: 'retention schedule, withdrawal, expiry, erasure, tombstones',
  evidence: 'append-only log of salted leaves, receipts, signed checkpoints',
  datasets: 'releases, read-time consent, recalls',
  portal: 'web pages for every role',
  operations: 'dashboards, alarms, sweeps, redrive',
};

/** Every stage that has functions: what starts it, what it does. Markdown. */
export const stageTable = (): string =>
  table(
    ['stage', 'starts with', 'does', 'functions'],
    stages.flatMap((stage) => {
      const own = functionContracts.filter((contract) => contract.stage === stage);
      return own.length === 0 ? [] : [stageRow(stage, own)];
    }),
  );

const stageRow = (stage: Stage, own: readonly FunctionContract[]): readonly string[] => [
  stage,
  [...new Set(own.map(({ trigger }) => triggerWords[trigger.kind]))].join(', '),
  stagePurposes[stage],
  own.map(({ name }) => `\`${name}\``).join(', '),
];

const triggerWords: Readonly<Record<Trigger['kind'], string>> = {
  http: 'HTTP',
  queue: 'queue',
  stream: 'table stream',
  schedule: 'schedule',
  'workflow-task': 'workflow',
};

const describeTrigger = (trigger: Trigger): string => {
  switch (trigger.kind) {
    case 'http':
      return 'HTTP';
    case 'queue':
      return `queue \`${trigger.queue}\`, ${trigger.batchSize} at a time`;
    case 'stream':
      return `stream of ${trigger.tables.map((name) => `\`${name}\``).join(', ')}`;
    case 'schedule':
      return trigger.everyMinutes === 1 ? 'every minute' : `every ${trigger.everyMinutes} minutes`;
    case 'workflow-task':
      return 'workflow';
  }
};

const describeAccess = (access: Access): string =>
  [
    ...listed(access.tables, (mode) => mode),
    ...listed(access.deletes, (prefix) => `deletes \`${prefix}*\` only`),
    ...listed(access.buckets, (modes) => modes.join('+'), 'bucket '),
    ...listed(access.queues, (mode) => mode, 'queue '),
    ...listed(access.workflows, (mode) => mode, 'workflow '),
    ...(access.signs === undefined ? [] : ['signs checkpoints']),
    ...(access.verifies === undefined ? [] : ['public half of the signing key']),
    ...(access.moderates === true ? ['Rekognition'] : []),
    ...(access.scales === true ? ['GPU workers, the queue’s metrics'] : []),
  ].join(', ');

const listed = <Mode>(
  grants: Readonly<Record<string, Mode>> | undefined,
  word: (mode: Mode) => string,
  kind = '',
): readonly string[] =>
  Object.entries(grants ?? {}).map(([name, mode]) => `${kind}\`${name}\` ${word(mode)}`);

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  functionId,
  type FunctionContract,
  type InferenceHost,
} from '../../core/contracts/functions/function-contract.ts';
import { analyzeClip, deployedContracts } from '../../core/contracts/functions/index.ts';
import type {
  BucketAccess,
  QueueAccess,
  TableAccess,
  TableName,
} from '../../core/contracts/resources.ts';
import { programItems, waitingPrefix } from '../../core/contracts/layout/items.ts';
import { tables } from '../../core/contracts/tables.ts';
import {
  permissionMatrix,
  permissionMatrixFile,
  permissionRows,
} from '../../infra/permission-matrix.ts';
import { holdersOf, type Holder } from '../../infra/rights.ts';
import { newId } from '../support/samples.ts';
import { synthesized, type Synthesized } from './synthesized.ts';

let prod: Synthesized;
let withWorkers: Synthesized;
let holders: readonly Holder[];
beforeAll(() => {
  prod = synthesized('prod');
  withWorkers = synthesized('prod', { host: 'gpu' });
  holders = holdersOf('prod', prod.templates);
});

/** Letters of the matrix, told from the contracts alone. */
const tableLetters: Readonly<Record<TableAccess, string>> = {
  read: 'R',
  append: 'RWC',
  'read-write': 'RWXC',
  condition: 'C',
};
const bucketLetters: readonly (readonly [BucketAccess, string])[] = [
  ['read', 'R'],
  ['put', 'P'],
  ['parts', 'U'],
  ['list', 'L'],
  ['delete', 'D'],
];
const queueLetters: Readonly<Record<QueueAccess, string>> = {
  send: 'S',
  consume: 'NT',
  redrive: 'SN',
  count: 'N',
};

/** Who lists everything and deletes everything can do so with parts. */
const includesMode = (modes: readonly BucketAccess[], mode: BucketAccess): boolean =>
  modes.includes(mode) || (mode === 'parts' && modes.includes('list') && modes.includes('delete'));

/** The cells that a contract fills; every other cell of its row must be empty. */
const cellsOf = ({ access, trigger }: FunctionContract): Readonly<Record<string, string>> => {
  const cells: Record<string, string> = {};
  const add = (cell: string, letters: string): void => {
    cells[cell] = `${cells[cell] ?? ''}${letters}`;
  };
  for (const [table, mode] of Object.entries(access.tables ?? {})) {
    const deletes = access.deletes?.[table as TableName] !== undefined;
    add(`tables/${table}`, tableLetters[deletes ? 'read-write' : mode]);
  }
  if (trigger.kind === 'stream') for (const table of trigger.tables) add(`tables/${table}`, 'F');
  for (const [bucket, modes] of Object.entries(access.buckets ?? {})) {
    for (const [mode, letter] of bucketLetters) {
      if (includesMode(modes, mode)) add(`buckets/${bucket}`, letter);
    }
  }
  for (const [queue, mode] of Object.entries(access.queues ?? {})) {
    add(`queues/${queue}`, queueLetters[mode]);
    if (mode === 'redrive') add(`dead letters/${queue}`, 'NT');
  }
  if (trigger.kind === 'queue' && access.queues?.[trigger.queue] === undefined) {
    add(`queues/${trigger.queue}`, queueLetters.consume);
  }
  for (const [workflow, mode] of Object.entries(access.workflows ?? {})) {
    add(`workflows/${workflow}`, mode === 'start' ? 'S' : 'A');
  }
  if (access.signs !== undefined) add('signing key', 'PS');
  else if (access.verifies !== undefined) add('signing key', 'P');
  if (access.moderates === true) add('Rekognition', 'M');
  if (access.scales === true) {
    add('Rekognition', 'W');
    add('GPU workers', 'LS');
  }
  return { ...cells, ...keyCellsOf({ access, trigger }) };
};

/** What the keys must let a function do so that it can use what it may touch. */
const keyCellsOf = ({
  access,
  trigger,
}: Pick<FunctionContract, 'access' | 'trigger'>): Readonly<Record<string, string>> => {
  const modes = Object.values(access.tables ?? {});
  const footage = [access.buckets?.landing ?? [], access.buckets?.derived ?? []].flat();
  const log = access.buckets?.evidence ?? [];
  const writes = modes.some((mode) => mode === 'append' || mode === 'read-write');
  const sends =
    writes ||
    trigger.kind === 'stream' ||
    log.includes('put') ||
    Object.values(access.queues ?? {}).some((mode) => mode !== 'consume' && mode !== 'count');
  const reads = footage.includes('read') || footage.includes('parts');
  const footageLetters = footage.includes('put') ? 'DG' : reads ? 'D' : '';
  const recordLetters = `D${sends ? 'G' : ''}${writes ? 'E' : ''}`;
  // Counting messages opens none.
  const opensNothing = access.scales === true;
  return {
    ...(footageLetters === '' ? {} : { 'data keys/footage key': footageLetters }),
    ...(opensNothing ? {} : { 'data keys/records key': recordLetters }),
  };
};

const allows = (holder: Holder, actions: RegExp, resources: RegExp): boolean =>
  holder.rights.some(
    (right) =>
      right.actions.some((action) => actions.test(action)) &&
      right.resources.some((resource) => resources.test(resource)),
  );

const whoMay = (actions: RegExp, resources: RegExp): readonly string[] =>
  holders
    .filter((holder) => allows(holder, actions, resources))
    .map(({ name }) => name)
    .toSorted();

describe('the permission matrix', () => {
  const grantedBy = (host: InferenceHost, { templates }: Synthesized) =>
    Object.fromEntries(
      permissionRows(host, templates).map(([id, cells]) => [
        id,
        Object.fromEntries(Object.entries(cells).filter(([, letters]) => letters !== '')),
      ]),
    );
  const saidFor = (host: InferenceHost) =>
    Object.fromEntries(
      deployedContracts(host).map((contract) => [functionId(contract), cellsOf(contract)]),
    );

  it('grants every function what its contract says, and nothing else', () => {
    expect(grantedBy('lambda', prod)).toEqual(saidFor('lambda'));
  });

  it('grants workers what their function’s contract says, and to say that they are busy', () => {
    expect(grantedBy('gpu', withWorkers)).toEqual({
      ...saidFor('gpu'),
      [functionId(analyzeClip)]: { ...cellsOf(analyzeClip), 'GPU workers': 'B' },
    });
  });

  it('is written down as it is deployed', () => {
    // Out of step? npx tsx infra/permission-matrix.ts
    expect(readFileSync(permissionMatrixFile, 'utf8')).toBe(
      permissionMatrix(prod.templates, withWorkers.templates),
    );
  });

  it('shows every right of every function: what is in no column is a log or missed records', () => {
    const things = ['table', 'stream', 'bucket', 'queue', 'dead-letters', 'workflow', 'key'];
    const shown = new RegExp(`^(${things.join('|')})/|^\\*$|^its own log$|^missed/[a-z-]+$`);
    const hidden = holders
      .filter(({ kind }) => kind === 'function')
      .flatMap(({ rights }) => rights.flatMap(({ resources }) => resources))
      .filter((resource) => !shown.test(resource));
    expect(hidden).toEqual([]);
  });
});

describe('nobody may do more than this', () => {
  it('only settling writes money', () => {
    expect(whoMay(/^dynamodb:(Put|Update|Delete|Batch.*Write)/, /^table\/ledger/)).toEqual([
      'rewards/settle-clip',
    ]);
  });

  it('nobody deletes from the ledger, the tombstones, the wall or the log’s order', () => {
    expect(whoMay(/^dynamodb:Delete/, /^table\/(ledger|erasures|evidence|wall)/)).toEqual([]);
  });

  it('only opening a grant deletes beside the consents: a place in the waiting list', () => {
    expect(whoMay(/^dynamodb:Delete/, /^table\/programs/)).toEqual(['intake/serve-uploads']);
    const limits = holders
      .flatMap(({ rights }) => rights)
      .filter(({ actions }) => actions.includes('dynamodb:DeleteItem'))
      .filter(({ resources }) => resources.includes('table/programs'))
      .map(({ actions, condition }) => ({ actions, condition }));
    expect(limits).toEqual([
      {
        actions: ['dynamodb:DeleteItem'],
        condition: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['WAITING#*'] },
          Null: { 'dynamodb:LeadingKeys': 'false' },
        },
      },
    ]);
  });

  it('what may be deleted by its key holds no consent, cap, act or campaign', () => {
    const person = newId('contributor');
    const campaign = newId('campaign');
    const camera = { contributorId: person, cameraId: newId('camera') };
    const category = 'package-theft';
    const waiting = { campaignId: campaign, category, contributorId: person } as const;
    const deletable = (key: { readonly pk: string }) => key.pk.startsWith(waitingPrefix);
    expect(
      [
        programItems.ownPlace(waiting),
        programItems.waitingPlace({ ...waiting, joinedAt: '2026-01-01T00:00:00.000Z' }),
      ].every(deletable),
    ).toBe(true);
    expect(
      [
        programItems.consentInForce(person, campaign),
        programItems.consentRecord(newId('consent')),
        programItems.contributorCap(person, campaign, category),
        programItems.camera(camera, campaign, category),
        programItems.openGrants(person),
        programItems.act(person, newId('act')),
        programItems.slots(campaign, category, 0),
        programItems.campaign(campaign),
        programItems.paidFile(campaign, 'mark'),
      ].filter(deletable),
    ).toEqual([]);
  });

  it('only erasing deletes footage', () => {
    expect(whoMay(/^s3:.*Delete/, /^bucket\//)).toEqual(['retention/erase-batch']);
  });

  it('only erasing, a client’s request and the sweep abort an upload in parts', () => {
    expect(whoMay(/^s3:Abort/, /^bucket\//)).toEqual([
      'intake/close-grants',
      'intake/serve-uploads',
      'retention/erase-batch',
    ]);
  });

  it('only what signs uploads puts originals, and the sweep, which joins parts', () => {
    expect(whoMay(/^s3:Put/, /^bucket\/landing/)).toEqual([
      'intake/close-grants',
      'intake/serve-uploads',
    ]);
  });

  it('only validation, analysis, the logged look and the sweep of what came read originals', () => {
    expect(whoMay(/^s3:GetObject/, /^bucket\/landing/)).toEqual([
      'inference/analyze-clip',
      'intake/close-grants',
      'intake/validate-upload',
      'review/show-footage',
    ]);
  });

  it('only the log’s writer signs', () => {
    expect(whoMay(/^kms:Sign$/, /./)).toEqual(['evidence/append-leaves']);
  });

  it('only a redrive takes what was put aside, and it takes nothing from a queue itself', () => {
    expect(whoMay(/^sqs:(Receive|Delete)/, /^dead-letters\//)).toEqual([
      'operations/serve-operations',
    ]);
    expect(whoMay(/^sqs:(Receive|Delete)/, /^queue\//)).toEqual([
      'evidence/append-leaves',
      'inference/analyze-clip',
      'intake/validate-upload',
    ]);
  });

  it('nobody scans a table or touches it by a wildcard', () => {
    expect(whoMay(/^dynamodb:(Scan|\*)/, /./)).toEqual([]);
    const tableResources = holders
      .flatMap(({ rights }) => rights.flatMap(({ resources }) => resources))
      .filter((resource) => resource.startsWith('table/'));
    const known = Object.entries(tables).flatMap(([table, { indexes }]) => [
      `table/${table}`,
      ...indexes.map(({ name }) => `table/${table}/index/${name}`),
    ]);
    for (const resource of tableResources) expect(known).toContain(resource);
  });

  it('no action is a wildcard', () => {
    const actions = holders.flatMap(({ rights }) => rights.flatMap((right) => right.actions));
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  it('a resource is a wildcard only where AWS has no name: moderation, delivery of logs', () => {
    const everything = holders.flatMap(({ kind, name, rights }) =>
      rights
        .filter(({ resources }) => resources.includes('*'))
        .map(
          ({ actions }) => `${kind} ${name} ${actions.join(' ').replace(/(logs:\S+ ?)+/, 'logs')}`,
        ),
    );
    expect(everything.toSorted()).toEqual([
      'function inference/analyze-clip ' +
        'rekognition:DetectFaces rekognition:DetectModerationLabels',
      'workflow clip logs',
      'workflow expiry logs',
    ]);
  });

  it('objects are a wildcard below one prefix', () => {
    const objects = holders
      .flatMap(({ rights }) => rights.flatMap(({ resources }) => resources))
      .filter((resource) => resource.startsWith('bucket/') && resource.includes('*'));
    expect([...new Set(objects)].toSorted()).toEqual([
      'bucket/derived/clips/*',
      'bucket/evidence/*',
      'bucket/landing/clips/*',
    ]);
  });

  it('data keys are used through services only', () => {
    const uses = holders
      .filter(({ kind }) => kind === 'function')
      .flatMap(({ rights }) => rights)
      .filter(({ resources }) =>
        resources.some((resource) => /^key\/(footage|records)$/.test(resource)),
      );
    expect(uses.length).toBeGreaterThan(0);
    for (const { isConditional } of uses) expect(isConditional).toBe(true);
  });

  it('every role belongs to a function, a workflow or a schedule', () => {
    expect(holders.filter(({ kind }) => kind === 'other')).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  functionId,
  type FunctionContract,
} from '../../core/contracts/functions/function-contract.ts';
import { functionContracts } from '../../core/contracts/functions/index.ts';
import type { BucketAccess, QueueAccess, TableAccess } from '../../core/contracts/resources.ts';
import { tables } from '../../core/contracts/tables.ts';
import {
  permissionMatrix,
  permissionMatrixFile,
  permissionRows,
} from '../../infra/permission-matrix.ts';
import { holdersOf, type Holder } from '../../infra/rights.ts';
import { synthesized, type Synthesized } from './synthesized.ts';

let prod: Synthesized;
let holders: readonly Holder[];
beforeAll(() => {
  prod = synthesized('prod');
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
  ['list', 'L'],
  ['delete', 'D'],
];
const queueLetters: Readonly<Record<QueueAccess, string>> = { send: 'S', consume: 'T' };

/** The cells that a contract fills; every other cell of its row must be empty. */
const cellsOf = ({ access, trigger }: FunctionContract): Readonly<Record<string, string>> => {
  const cells: Record<string, string> = {};
  const add = (cell: string, letters: string): void => {
    cells[cell] = `${cells[cell] ?? ''}${letters}`;
  };
  for (const [table, mode] of Object.entries(access.tables ?? {})) {
    add(`tables/${table}`, tableLetters[mode]);
  }
  if (trigger.kind === 'stream') for (const table of trigger.tables) add(`tables/${table}`, 'F');
  for (const [bucket, modes] of Object.entries(access.buckets ?? {})) {
    for (const [mode, letter] of bucketLetters) {
      if (modes.includes(mode)) add(`buckets/${bucket}`, letter);
    }
  }
  for (const [queue, mode] of Object.entries(access.queues ?? {})) {
    add(`queues/${queue}`, queueLetters[mode]);
  }
  if (trigger.kind === 'queue') add(`queues/${trigger.queue}`, 'T');
  for (const [workflow, mode] of Object.entries(access.workflows ?? {})) {
    add(`workflows/${workflow}`, mode === 'start' ? 'S' : 'A');
  }
  if (access.signs !== undefined) add('signing key', 'PS');
  else if (access.verifies !== undefined) add('signing key', 'P');
  if (access.moderates === true) add('Rekognition', 'M');
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
    Object.values(access.queues ?? {}).includes('send');
  const footageLetters = footage.includes('put') ? 'DG' : footage.includes('read') ? 'D' : '';
  const recordLetters = `D${sends ? 'G' : ''}${writes ? 'E' : ''}`;
  return {
    ...(footageLetters === '' ? {} : { 'data keys/footage key': footageLetters }),
    'data keys/records key': recordLetters,
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
  it('grants every function what its contract says, and nothing else', () => {
    const granted = permissionRows(prod.templates).map(([id, cells]) => [
      id,
      Object.fromEntries(Object.entries(cells).filter(([, letters]) => letters !== '')),
    ]);
    expect(Object.fromEntries(granted)).toEqual(
      Object.fromEntries(
        functionContracts.map((contract) => [functionId(contract), cellsOf(contract)]),
      ),
    );
  });

  it('is written down as it is deployed', () => {
    // Out of step? npx tsx infra/permission-matrix.ts
    expect(readFileSync(permissionMatrixFile, 'utf8')).toBe(permissionMatrix(prod.templates));
  });

  it('shows every right of every function: what is in no column is a log or missed records', () => {
    const shown =
      /^(table|stream|bucket|queue|workflow|key)\/|^\*$|^its own log$|^missed\/[a-z-]+$/;
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

  it('nobody deletes from the ledger, the tombstones, the consents or the log’s order', () => {
    expect(whoMay(/^dynamodb:Delete/, /^table\/(ledger|erasures|evidence|programs|wall)/)).toEqual(
      [],
    );
  });

  it('only erasing deletes footage', () => {
    expect(whoMay(/^s3:.*Delete|^s3:Abort/, /^bucket\//)).toEqual(['retention/erase-batch']);
  });

  it('only validation and analysis read originals, and the sweep looks whether they came', () => {
    expect(whoMay(/^s3:GetObject/, /^bucket\/landing/)).toEqual([
      'inference/analyze-clip',
      'intake/close-grants',
      'intake/validate-upload',
    ]);
  });

  it('only the log’s writer signs', () => {
    expect(whoMay(/^kms:Sign$/, /./)).toEqual(['evidence/append-leaves']);
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
      'function inference/analyze-clip rekognition:DetectModerationLabels',
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

import { clipItems, programItems, slotShards, slotsOfShard } from '../../contracts/layout/items.ts';
import { isLive, type LiveClip } from '../../domain/intake/clip.ts';
import type { GrantDenial, GrantOpening } from '../../domain/intake/ports.ts';
import { tableOf, type ClipPorts, type ClipTables } from './clip-ports.ts';
import { dueItemOf } from './due-item.ts';
import { shuffled } from './random-draw.ts';
import { readItems, type Table } from './table.ts';
import { writeAll, type FailedConditions, type TransactItem } from './transaction.ts';

/**
 * Opens a grant in one transaction. A shard of the slots is drawn; when that one is full, the
 * counters of all are read and the others with room are tried, each once: at most 16.
 */
export const openGrant = async (
  opening: GrantOpening,
  ports: ClipPorts,
): Promise<'opened' | GrantDenial> => {
  const { clip, wanted, capPerCamera, maxOpenGrants } = opening;
  if (!isLive(clip)) throw new RangeError(`Clip ${clip.clipId} declares no event`);
  if (capPerCamera < 1) return 'camera-cap-reached';
  if (maxOpenGrants < 1) return 'too-many-open-grants';
  const holding = shardNumbers.filter((shard) => slotsOfShard(wanted, shard) > 0);
  const [first, ...others] = shuffled(holding, ports.draw);
  if (first === undefined) return 'campaign-full';
  const outcome = await takeFrom(first, { ...opening, clip }, ports);
  if (outcome !== 'shard-full') return outcome;
  for (const shard of await withRoom(others, { ...opening, clip }, ports)) {
    const next = await takeFrom(shard, { ...opening, clip }, ports);
    if (next !== 'shard-full') return next;
  }
  return 'campaign-full';
};

type LiveOpening = GrantOpening & { readonly clip: LiveClip };

const shardNumbers = Array.from({ length: slotShards }, (_, shard) => shard);

/** The shards that had room a moment ago, in the given order. 16 keys: one BatchGetItem. */
const withRoom = async (
  shards: readonly number[],
  { clip, wanted }: LiveOpening,
  { documents, tables }: ClipPorts,
): Promise<readonly number[]> => {
  const programs: Table = { documents, table: tableOf(tables, 'programs') };
  const keyOf = (shard: number) =>
    programItems.slots(clip.campaignId, clip.declared.category, shard);
  const taken = new Map<unknown, unknown>();
  for (const item of await readItems(programs, shards.map(keyOf))) {
    taken.set(item['pk'], item['taken']);
  }
  return shards.filter((shard) => {
    const held = taken.get(keyOf(shard).pk);
    return typeof held !== 'number' || held < slotsOfShard(wanted, shard);
  });
};

/** Positions in the transaction whose failed condition says something. */
const at = { clip: 0, consent: 1, camera: 2, openGrants: 3 } as const;

const takeFrom = async (
  shard: number,
  opening: LiveOpening,
  { documents, tables, draw }: ClipPorts,
): Promise<'opened' | 'shard-full' | GrantDenial> => {
  const failed = await writeAll(documents, writesOf(shard, opening, tables), {
    draw,
    decisive: at.clip,
  });
  return failed.size === 0 ? 'opened' : denialOf(failed);
};

/** A clip that is there was opened by this very call before; otherwise what a person can mend. */
const denialOf = (failed: FailedConditions): 'opened' | 'shard-full' | GrantDenial => {
  if (failed.has(at.clip)) return 'opened';
  if (failed.has(at.consent)) return 'consent-missing';
  if (failed.has(at.openGrants)) return 'too-many-open-grants';
  if (failed.has(at.camera)) return 'camera-cap-reached';
  return 'shard-full';
};

/** Eight items below 1 KB in three tables: 8 × 2 = 16 write units. */
const writesOf = (
  shard: number,
  { clip, grant, capPerCamera, wanted, maxOpenGrants, due }: LiveOpening,
  tables: ClipTables,
): readonly TransactItem[] => {
  const { clipId, contributorId, campaignId } = clip;
  const { category, cameraId } = clip.declared;
  return [
    {
      Put: {
        TableName: tables.clips,
        Item: { ...clipItems.clip(clipId), ...clip, slotShard: shard },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    {
      ConditionCheck: {
        TableName: tableOf(tables, 'programs'),
        Key: { ...programItems.consentInForce(contributorId, campaignId) },
        ConditionExpression: 'epoch = :epoch',
        ExpressionAttributeValues: { ':epoch': clip.consentEpoch },
      },
    },
    countUp(
      tableOf(tables, 'programs'),
      programItems.camera({ contributorId, cameraId }, campaignId, category),
      capPerCamera,
    ),
    countUp(tableOf(tables, 'programs'), programItems.openGrants(contributorId), maxOpenGrants),
    countUp(
      tableOf(tables, 'programs'),
      programItems.slots(campaignId, category, shard),
      slotsOfShard(wanted, shard),
      { category },
    ),
    { Put: { TableName: tables.clips, Item: { ...clipItems.grant(clipId), ...grant } } },
    {
      Put: {
        TableName: tables.clips,
        Item: { ...clipItems.byContributor(contributorId, clipId), clipId },
      },
    },
    { Put: { TableName: tableOf(tables, 'retention'), Item: { ...dueItemOf(due) } } },
  ];
};

/** Counts one up below a limit of at least 1; the first count makes the item. */
const countUp = (
  table: string,
  key: { readonly pk: string; readonly sk: string },
  limit: number,
  marks: Readonly<Record<string, string>> = {},
): TransactItem => {
  const names = Object.keys(marks);
  const set = names.map((name) => `#${name} = :${name}`).join(', ');
  return {
    Update: {
      TableName: table,
      Key: { ...key },
      UpdateExpression: `${set === '' ? '' : `SET ${set} `}ADD taken :one`,
      ConditionExpression: 'attribute_not_exists(taken) OR taken < :limit',
      ExpressionAttributeValues: {
        ':one': 1,
        ':limit': limit,
        ...Object.fromEntries(names.map((name) => [`:${name}`, marks[name]])),
      },
      ...(names.length === 0
        ? {}
        : {
            ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
          }),
    },
  };
};

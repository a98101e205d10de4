import { clipItems, programItems } from '../../contracts/layout/items.ts';
import { isLive, type LiveClip } from '../../domain/intake/clip.ts';
import type { GrantDenial, GrantOpening, WaitingPlace } from '../../domain/intake/ports.ts';
import { actDenialOf, beginAct, joinAct } from './act-item.ts';
import { tableOf, type ClipPorts, type ClipTables } from './clip-ports.ts';
import { claimContent } from './content-claims.ts';
import { dueItemOf } from './due-item.ts';
import { grantItem } from './grant-item.ts';
import { shuffled } from './random-draw.ts';
import { readFreeSlots, shardNumbers, takeSlot } from './slot-shards.ts';
import type { Table } from './table.ts';
import { writeAll, type FailedConditions, type TransactItem } from './transaction.ts';

/**
 * Opens a grant in one transaction. A shard of the slots is drawn; when that one is full, the
 * counters of all are read and the others with room are tried, each once: at most 16.
 */
export const openGrant = async (
  opening: GrantOpening,
  ports: ClipPorts,
): Promise<'opened' | GrantDenial> => {
  const { clip, caps, maxOpenGrants } = opening;
  if (!isLive(clip)) throw new RangeError(`Clip ${clip.clipId} declares no event`);
  if (maxOpenGrants < 1) return 'too-many-open-grants';
  if (caps.perContributor < 1) return 'contributor-cap-reached';
  if (caps.perCamera < 1) return 'camera-cap-reached';
  const [first = 0, ...others] = shuffled(shardNumbers, ports.draw);
  const outcome = await takeFrom(first, { ...opening, clip }, ports);
  if (outcome !== 'shard-full') return outcome;
  for (const shard of await withRoom(others, clip, ports)) {
    const next = await takeFrom(shard, { ...opening, clip }, ports);
    if (next !== 'shard-full') return next;
  }
  return 'campaign-full';
};

type LiveOpening = GrantOpening & { readonly clip: LiveClip };

/** The shards that had room a moment ago, in the given order. */
const withRoom = async (
  shards: readonly number[],
  { campaignId, declared: { category } }: LiveClip,
  { documents, tables }: ClipPorts,
): Promise<readonly number[]> => {
  const programs: Table = { documents, table: tableOf(tables, 'programs') };
  const free = await readFreeSlots({ campaignId, category }, shards, programs);
  return shards.filter((shard) => (free.get(shard) ?? 0) > 0);
};

/** Positions in the transaction whose failed condition says something. */
const at = { clip: 0, consent: 1, content: 2, openGrants: 3, contributor: 4, camera: 5, act: 6 };

const takeFrom = async (
  shard: number,
  opening: LiveOpening,
  { documents, tables, draw }: ClipPorts,
): Promise<'opened' | 'shard-full' | GrantDenial> => {
  const failed = await writeAll(documents, writesOf(shard, opening, tables), {
    draw,
    decisive: at.clip,
  });
  if (failed.size === 0) return 'opened';
  const denial = denialOf(failed);
  if (denial !== 'act-unfit' || opening.beginsAct) return denial;
  return actDenialOf(opening.clip, { documents, table: tableOf(tables, 'programs') });
};

/** A clip that is there was opened by this very call before; otherwise what a person can mend. */
const denialOf = (failed: FailedConditions): 'opened' | 'shard-full' | GrantDenial => {
  if (failed.has(at.clip)) return 'opened';
  if (failed.has(at.consent)) return 'consent-missing';
  if (failed.has(at.content)) return 'already-given';
  if (failed.has(at.openGrants)) return 'too-many-open-grants';
  if (failed.has(at.contributor)) return 'contributor-cap-reached';
  if (failed.has(at.camera)) return 'camera-cap-reached';
  if (failed.has(at.act)) return 'act-unfit';
  return 'shard-full';
};

/**
 * Eleven items below 1 KB in three tables (an act of many cameras may have 2 KB), and two more that
 * leave a waiting list: 11 × 2 = 22 write units, or 26. No two contributors meet in any of them but
 * the slots and, with one file, its claim.
 */
const writesOf = (
  shard: number,
  { clip, grant, caps, beginsAct, maxOpenGrants, place, due }: LiveOpening,
  tables: ClipTables,
): readonly TransactItem[] => {
  const { clipId, contributorId, campaignId } = clip;
  const { category, cameraId } = clip.declared;
  const programs = tableOf(tables, 'programs');
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
        TableName: programs,
        Key: { ...programItems.consentInForce(contributorId, campaignId) },
        ConditionExpression: 'epoch = :epoch',
        ExpressionAttributeValues: { ':epoch': clip.consentEpoch },
      },
    },
    claimContent(tables.clips, grant.sha256, clipId),
    countUp(programs, programItems.openGrants(contributorId), maxOpenGrants),
    countUp(
      programs,
      programItems.contributorCap(contributorId, campaignId, category),
      caps.perContributor,
    ),
    countUp(
      programs,
      programItems.camera({ contributorId, cameraId }, campaignId, category),
      caps.perCamera,
    ),
    beginsAct ? beginAct(programs, clip) : joinAct(programs, clip, caps.perAct),
    takeSlot(programs, { campaignId, category, shard }),
    { Put: { TableName: tables.clips, Item: { ...grantItem(grant) } } },
    {
      Put: {
        TableName: tables.clips,
        Item: { ...clipItems.byContributor(contributorId, clipId), clipId },
      },
    },
    { Put: { TableName: tableOf(tables, 'retention'), Item: { ...dueItemOf(due) } } },
    ...(place === undefined ? [] : leaveWaitingList(programs, place)),
  ];
};

const leaveWaitingList = (table: string, place: WaitingPlace): readonly TransactItem[] =>
  [programItems.waitingPlace(place), programItems.ownPlace(place)].map((key) => ({
    Delete: { TableName: table, Key: { ...key } },
  }));

/** Counts one up below a limit of at least 1; the first count makes the item. */
const countUp = (
  table: string,
  key: { readonly pk: string; readonly sk: string },
  limit: number,
): TransactItem => ({
  Update: {
    TableName: table,
    Key: { ...key },
    UpdateExpression: 'ADD taken :one',
    ConditionExpression: 'attribute_not_exists(taken) OR taken < :limit',
    ExpressionAttributeValues: { ':one': 1, ':limit': limit },
  },
});

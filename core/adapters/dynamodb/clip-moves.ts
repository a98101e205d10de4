import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { clipItems, programItems, type ItemKey } from '../../contracts/layout/items.ts';
import { givesSlotBack, isLive, sourcesOf, type Clip } from '../../domain/intake/clip.ts';
import { freesContent } from '../../domain/intake/content.ts';
import type { ClipMove } from '../../domain/intake/ports.ts';
import { leaveAct } from './act-item.ts';
import { underAttempt } from './analysis-task.ts';
import { readClip } from './clip-item.ts';
import { dueItemOf } from './due-item.ts';
import { tableOf, type ClipPorts } from './clip-ports.ts';
import { freeContents } from './content-claims.ts';
import type { Table } from './table.ts';
import { writeAll, type TransactItem } from './transaction.ts';

/**
 * Times that somebody else may move the clip between our read and our write. A clip has at most
 * seven moves in its life, so one more than that cannot happen.
 */
const maxAttempts = 8;

/**
 * Moves a clip: one read, then one write conditioned on the state that was read, since the state
 * says which counts go back. Write units: 1 for the clip alone; otherwise 2 an item, at most clip,
 * attempt, open grants, slots, camera, contributor, act, two claims and due entry: 20.
 */
export const moveClip = async (
  move: ClipMove,
  ports: ClipPorts,
): Promise<'moved' | 'already' | 'stale'> => {
  const clips: Table = { documents: ports.documents, table: ports.tables.clips };
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const clip = await readClip(move.clipId, clips);
    if (clip?.state === move.to) return 'already';
    if (clip === undefined || !mayLeave(clip, move)) return 'stale';
    const update = stateUpdate(clip, move, ports);
    const freed = freesContent(clip.state, move.to) ? await freeContents(move.clipId, clips) : [];
    const besides = [
      ...condition(move, ports),
      ...countsBack(clip, move, ports),
      ...freed,
      ...dueWrite(move, ports),
    ];
    if (besides.length === 0) {
      if (await writeOne(update, ports)) return 'moved';
      continue;
    }
    const items = [{ Update: update }, ...besides];
    const failed = await writeAll(ports.documents, items, { draw: ports.draw });
    if (failed.size === 0) return 'moved';
    if (move.under !== undefined && failed.has(conditionAt)) return 'stale';
  }
  throw new Error(`Clip ${move.clipId} moved ${maxAttempts} times while it was being moved`);
};

/** Where a move's condition on an attempt stands: right after the clip itself. */
const conditionAt = 1;

const condition = ({ clipId, under }: ClipMove, { tables }: ClipPorts): TransactItem[] =>
  under === undefined ? [] : [underAttempt(clipId, under, tables.clips)];

const mayLeave = ({ state }: Clip, { to, from }: ClipMove): boolean =>
  sourcesOf(to).includes(state) && (from === undefined || from.includes(state));

type Update = NonNullable<TransactItem['Update']>;

const stubRemoves = ' REMOVE declared, reward, reason';

/** `erased` keeps a stub of ids, state and times: what was declared and why it ended go. */
const stateUpdate = (
  clip: Clip,
  { clipId, to, at, reason }: ClipMove,
  ports: ClipPorts,
): Update => {
  const sets = ['#state = :to', '#at.#to = :at'];
  const keptReason = to === 'erased' ? undefined : reason;
  if (keptReason !== undefined) sets.push('reason = :reason');
  return {
    TableName: ports.tables.clips,
    Key: { ...clipItems.clip(clipId) },
    UpdateExpression: `SET ${sets.join(', ')}${to === 'erased' ? stubRemoves : ''}`,
    ConditionExpression: '#state = :from',
    ExpressionAttributeNames: { '#state': 'state', '#at': 'at', '#to': to },
    ExpressionAttributeValues: {
      ':to': to,
      ':at': at,
      ':from': clip.state,
      ...(keptReason === undefined ? {} : { ':reason': keptReason }),
    },
  };
};

const writeOne = async (update: Update, { documents }: ClipPorts): Promise<boolean> => {
  try {
    await documents.send(new UpdateCommand(update));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};

/** What the clip held and gives back; in the move's own transaction, so it goes back once. */
const countsBack = (clip: Clip, { to }: ClipMove, { tables }: ClipPorts): TransactItem[] => {
  const { campaignId, contributorId } = clip;
  const keys: ItemKey[] = [];
  if (clip.state === 'granted') keys.push(programItems.openGrants(contributorId));
  const left = givesSlotBack(clip.state, to) && isLive(clip) ? clip : undefined;
  if (left !== undefined) {
    const { category, cameraId } = left.declared;
    keys.push(
      programItems.slots(campaignId, category, clip.slotShard),
      programItems.camera({ contributorId, cameraId }, campaignId, category),
      programItems.contributorCap(contributorId, campaignId, category),
    );
  }
  if (keys.length === 0) return [];
  const programs = tableOf(tables, 'programs');
  return [
    ...keys.map((key) => countDown(programs, key)),
    ...(left === undefined ? [] : [leaveAct(programs, left)]),
  ];
};

const countDown = (table: string, key: ItemKey): TransactItem => ({
  Update: {
    TableName: table,
    Key: { ...key },
    UpdateExpression: 'ADD taken :minusOne',
    ExpressionAttributeValues: { ':minusOne': -1 },
  },
});

const dueWrite = ({ due }: ClipMove, { tables }: ClipPorts): TransactItem[] =>
  due === undefined
    ? []
    : [{ Put: { TableName: tableOf(tables, 'retention'), Item: { ...dueItemOf(due) } } }];

import * as z from 'zod';
import { programItems } from '../../contracts/layout/items.ts';
import { categories } from '../../domain/campaigns/campaign.ts';
import type { Act } from '../../domain/intake/act.ts';
import type { LiveClip } from '../../domain/intake/clip.ts';
import type { GrantDenial } from '../../domain/intake/ports.ts';
import type { ActId, ContributorId } from '../../domain/vocabulary/ids.ts';
import {
  actIdShape,
  cameraIdShape,
  campaignIdShape,
  clipIdShape,
  contributorIdShape,
} from './stored-shapes.ts';
import { readItem, type StoredItem, type Table } from './table.ts';
import type { TransactItem } from './transaction.ts';

/** A map by camera, so that one condition on one path keeps a camera from entering twice. */
const actShape = z.object({
  actId: actIdShape,
  contributorId: contributorIdShape,
  campaignId: campaignIdShape,
  category: z.enum(categories),
  clips: z.record(z.string(), clipIdShape),
});

const actOf = (item: StoredItem): Act => {
  const { clips, ...act } = actShape.parse(item);
  return {
    ...act,
    clips: Object.entries(clips)
      .map(([cameraId, clipId]) => ({ clipId, cameraId: cameraIdShape.parse(cameraId) }))
      .toSorted((one, other) => (one.clipId < other.clipId ? -1 : 1)),
  };
};

/** An act of this contributor, seeing every write that was answered. */
export const readAct = async (
  contributorId: ContributorId,
  actId: ActId,
  programs: Table,
): Promise<Act | undefined> => {
  const item = await readItem(programs, programItems.act(contributorId, actId));
  return item === undefined ? undefined : actOf(item);
};

/** Makes an act with this clip in it. An act holds 20 clips at most: below 2 KB. */
export const beginAct = (table: string, clip: LiveClip): TransactItem => {
  const { clipId, contributorId, campaignId } = clip;
  const { actId, category, cameraId } = clip.declared;
  const clips = { [cameraId]: clipId };
  return {
    Put: {
      TableName: table,
      Item: {
        ...programItems.act(contributorId, actId),
        actId,
        contributorId,
        campaignId,
        category,
        clips,
      },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
};

/** Enters the clip into an act of its own kind that has room and not this camera. */
export const joinAct = (table: string, clip: LiveClip, maxClips: number): TransactItem => ({
  Update: {
    TableName: table,
    Key: { ...programItems.act(clip.contributorId, clip.declared.actId) },
    UpdateExpression: 'SET clips.#camera = :clipId',
    ConditionExpression:
      'campaignId = :campaignId AND category = :category ' +
      'AND attribute_not_exists(clips.#camera) AND size(clips) < :maxClips',
    ExpressionAttributeNames: { '#camera': clip.declared.cameraId },
    ExpressionAttributeValues: {
      ':clipId': clip.clipId,
      ':campaignId': clip.campaignId,
      ':category': clip.declared.category,
      ':maxClips': maxClips,
    },
  },
});

/** Takes the clip out of its act. */
export const leaveAct = (table: string, clip: LiveClip): TransactItem => ({
  Update: {
    TableName: table,
    Key: { ...programItems.act(clip.contributorId, clip.declared.actId) },
    UpdateExpression: 'REMOVE clips.#camera',
    ExpressionAttributeNames: { '#camera': clip.declared.cameraId },
  },
});

/** Why a clip could not enter its act. Only its owner's own grants change an act meanwhile. */
export const actDenialOf = async (clip: LiveClip, programs: Table): Promise<GrantDenial> => {
  const act = await readAct(clip.contributorId, clip.declared.actId, programs);
  const { category, cameraId } = clip.declared;
  const fits =
    act?.campaignId === clip.campaignId &&
    act.category === category &&
    act.clips.every((other) => other.cameraId !== cameraId);
  return fits ? 'act-cap-reached' : 'act-unfit';
};

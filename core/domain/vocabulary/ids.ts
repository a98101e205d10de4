/**
 * Ids are a prefix that tells what is named, an underscore, and a ULID: sortable by creation, no
 * meaning beyond that, safe to show in logs (`clip_01J9Z3…`).
 */
export type ClipId = `clip_${string}`;
export type CampaignId = `campaign_${string}`;
export type ContributorId = `contributor_${string}`;
export type CameraId = `camera_${string}`;
export type ActId = `act_${string}`;
export type ConsentId = `consent_${string}`;
export type AwardId = `award_${string}`;
export type ErasureId = `erasure_${string}`;
export type LeafId = `leaf_${string}`;
export type ViewId = `view_${string}`;

/** Every prefix an id of ours can carry. */
export const idPrefixes = [
  'clip',
  'campaign',
  'contributor',
  'camera',
  'act',
  'consent',
  'award',
  'erasure',
  'leaf',
  'view',
] as const;
export type IdPrefix = (typeof idPrefixes)[number];

/** Makes new ids; sortable by the time they were made. */
export interface IdSource {
  next<Prefix extends IdPrefix>(prefix: Prefix): `${Prefix}_${string}`;
}

/** The part of an id after its prefix: what two ids of one thing have in common. */
export const bodyOf = (id: `${string}_${string}`): string => id.slice(id.indexOf('_') + 1);

/** The award of a clip has the clip's own ULID: one clip can have only one award id, for ever. */
export const awardIdOf = (clipId: ClipId): AwardId => `award_${bodyOf(clipId)}`;

/** The erasure of a clip, likewise. */
export const erasureIdOf = (clipId: ClipId): ErasureId => `erasure_${bodyOf(clipId)}`;

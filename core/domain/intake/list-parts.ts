import type { ClipId } from '../vocabulary/ids.ts';
import type { Actor } from '../vocabulary/people.ts';
import { Refusal } from '../vocabulary/refusal.ts';
import type { Clip, PartPlan } from './clip.ts';
import type { ArrivedPart, ClipStore, PartUploads } from './ports.ts';
import { findOwnClip } from './read-clips.ts';
import { isInParts, type PartsGrant } from './reservation.ts';

/** What knowing of parts needs. */
export interface PartsPorts {
  readonly clips: ClipStore;
  readonly partUploads: PartUploads;
}

/** How far an upload in parts is. */
export interface PartsStatus {
  readonly plan: PartPlan;
  /** By number. */
  readonly arrived: readonly ArrivedPart[];
}

/** The refusal of whatever needs an upload that is going on. */
export const notUploading = (clipId: ClipId): Refusal =>
  new Refusal(
    'not-uploading',
    `Clip ${clipId} is not being given in parts, or no more. Look where it stands.`,
  );

/** The grant of a clip that is being given in parts. Refuses `not-uploading`. */
export const grantInPartsOf = async (
  clip: Clip,
  { clips }: { readonly clips: ClipStore },
): Promise<PartsGrant> => {
  const grant = clip.state === 'granted' ? await clips.findGrant(clip.clipId) : undefined;
  if (grant === undefined || !isInParts(grant)) throw notUploading(clip.clipId);
  return grant;
};

/**
 * What of an upload has arrived; nothing while it was not begun. Undefined when it was joined into
 * its object or aborted.
 */
export const arrivedOf = async (
  { clipId, parts: { uploadId } }: PartsGrant,
  { partUploads }: { readonly partUploads: PartUploads },
): Promise<readonly ArrivedPart[] | undefined> =>
  uploadId === undefined ? [] : partUploads.list(clipId, uploadId);

/**
 * Which parts of one's own upload have arrived: where a client goes on after a crash. Refuses
 * `not-uploading` when nothing is left to upload: the clip's state then says what became of it.
 */
export const listParts = async (
  actor: Actor,
  clipId: ClipId,
  ports: PartsPorts,
): Promise<PartsStatus> => {
  const clip = await findOwnClip(actor, clipId, ports);
  const grant = await grantInPartsOf(clip, ports);
  const arrived = await arrivedOf(grant, ports);
  if (arrived === undefined) throw notUploading(clipId);
  return { plan: grant.parts, arrived };
};

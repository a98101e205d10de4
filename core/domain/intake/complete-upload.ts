import type { ClipId } from '../vocabulary/ids.ts';
import type { Actor } from '../vocabulary/people.ts';
import { Refusal } from '../vocabulary/refusal.ts';
import type { Clip } from './clip.ts';
import { arrivedOf, grantInPartsOf, type PartsPorts } from './list-parts.ts';
import { missingParts } from './part-plan.ts';
import type { ArrivedPart, PartUploads } from './ports.ts';
import { findOwnClip } from './read-clips.ts';
import type { PartsGrant } from './reservation.ts';

/** Part numbers that a refusal names; 5 GB have 299. */
const maxNamedParts = 10;

/**
 * Joins the parts of one's own upload, once all have arrived; storage's event then starts what it
 * starts for a single PUT. Asking again gives the clip as it is. Refuses `not-found`,
 * `not-uploading`, and `parts-missing` with how many are `missing`.
 */
export const completeUpload = async (
  actor: Actor,
  clipId: ClipId,
  ports: PartsPorts,
): Promise<Clip> => {
  const clip = await findOwnClip(actor, clipId, ports);
  if (hasLanded(clip)) return clip;
  const grant = await grantInPartsOf(clip, ports);
  const arrived = await arrivedOf(grant, ports);
  // Joined before, or closed a moment ago: the clip's state tells which, here or soon.
  if (arrived !== undefined) await joinOrRefuse(grant, arrived, ports);
  return (await ports.clips.find(clipId)) ?? clip;
};

/** A repeated call, whose first answer was lost, finds the clip on its way. */
const hasLanded = ({ state, at }: Clip): boolean =>
  at.analyzing !== undefined || state === 'refused';

const joinOrRefuse = async (
  grant: PartsGrant,
  arrived: readonly ArrivedPart[],
  ports: PartsPorts,
): Promise<void> => {
  const missing = missingParts(grant, arrived);
  if (missing.length > 0) throw partsMissing(missing);
  if ((await joinParts(grant, arrived, ports)) !== 'parts-differ') return;
  throw new Refusal(
    'parts-missing',
    'A part was sent again while the parts were joined. Call again.',
    { missing: 0 },
  );
};

const partsMissing = (missing: readonly number[]): Refusal => {
  const named = missing.slice(0, maxNamedParts).join(', ');
  const more = missing.length - maxNamedParts;
  return new Refusal(
    'parts-missing',
    `Send what has not arrived whole: ${named}${more > 0 ? ` and ${more} more` : ''}.`,
    { missing: missing.length },
  );
};

/** Joins an upload of which no part is missing. Answers as `PartUploads.complete`. */
export const joinParts = (
  { clipId, parts: { uploadId, partCount } }: PartsGrant,
  arrived: readonly ArrivedPart[],
  { partUploads }: { readonly partUploads: PartUploads },
): ReturnType<PartUploads['complete']> => {
  if (uploadId === undefined) throw new RangeError(`The upload of ${clipId} was never begun`);
  const planned = arrived.filter(({ partNumber }) => partNumber <= partCount);
  return partUploads.complete(clipId, uploadId, planned);
};

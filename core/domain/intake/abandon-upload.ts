import { endClip, type EndClipPorts } from '../retention/end-clip.ts';
import type { ClipId } from '../vocabulary/ids.ts';
import type { Actor } from '../vocabulary/people.ts';
import { Refusal } from '../vocabulary/refusal.ts';
import type { Clip } from './clip.ts';
import type { PartUploads } from './ports.ts';
import { findOwnClip } from './read-clips.ts';
import type { ReasonCode } from './reasons.ts';

/** What a client can say of an upload that will not come; storage's own answer, as it saw it. */
export const abandonReasons = [
  'upload-abandoned',
  'checksum-differs',
  'size-differs',
] as const satisfies readonly ReasonCode[];
export type AbandonReason = (typeof abandonReasons)[number];

/** What abandoning needs. */
export interface AbandonPorts extends EndClipPorts {
  readonly partUploads: Pick<PartUploads, 'abort'>;
}

/**
 * Closes one's own grant whose upload storage refused or that will not come, so that its slot
 * goes back at once, and destroys the parts that have arrived. Only a clip that is still `granted`
 * can be abandoned.
 */
export const abandonUpload = async (
  actor: Actor,
  { clipId, reason }: { clipId: ClipId; reason: AbandonReason },
  ports: AbandonPorts,
): Promise<Clip> => {
  const clip = await findOwnClip(actor, clipId, ports);
  const moved = await endClip({ clipId, to: 'refused', from: ['granted'], reason }, ports);
  if (moved === 'stale') {
    throw new Refusal('not-withdrawable', 'The upload was already taken up. Withdraw the clip.');
  }
  // No part is signed any more. A crash before this leaves the parts to the clip's erasure.
  const uploadId = (await ports.clips.findGrant(clipId))?.parts?.uploadId;
  if (uploadId !== undefined) await ports.partUploads.abort(clipId, uploadId);
  return (await ports.clips.find(clipId)) ?? clip;
};

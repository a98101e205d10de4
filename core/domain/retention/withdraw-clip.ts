import type { Clip } from '../intake/clip.ts';
import { findOwnClip } from '../intake/read-clips.ts';
import type { ClipId } from '../vocabulary/ids.ts';
import type { Actor } from '../vocabulary/people.ts';
import { Refusal } from '../vocabulary/refusal.ts';
import { endClip, type EndClipPorts } from './end-clip.ts';

/**
 * Takes one's own clip back, in one transaction: the clip leaves every state that something could
 * still be done in, and its erasure falls due. Money already awarded stays earned. Repeating it
 * confirms it. Refuses `not-withdrawable` for what is already being erased.
 */
export const withdrawClip = async (
  actor: Actor,
  clipId: ClipId,
  ports: EndClipPorts,
): Promise<Clip> => {
  const clip = await findOwnClip(actor, clipId, ports);
  const reason = 'withdrawn-by-contributor';
  const moved = await endClip({ clipId, to: 'withdrawn', reason }, ports);
  if (moved === 'stale') {
    throw new Refusal('not-withdrawable', 'Nothing to withdraw: this clip is leaving or has left.');
  }
  return (await ports.clips.find(clipId)) ?? clip;
};

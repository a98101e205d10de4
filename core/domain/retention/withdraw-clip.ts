import type { Clip } from '../intake/clip.ts';
import type { ClipStore } from '../intake/ports.ts';
import { findOwnClip } from '../intake/read-clips.ts';
import type { ClipId } from '../vocabulary/ids.ts';
import type { Actor } from '../vocabulary/people.ts';
import { Refusal } from '../vocabulary/refusal.ts';
import type { Clock } from '../vocabulary/time.ts';
import { dueAtFor } from './policy.ts';
import type { PolicyStore } from './ports.ts';

/**
 * Takes one's own clip back, in one transaction: the clip leaves every state that something could
 * still be done in, and its erasure falls due. Money already awarded stays earned. Repeating it
 * confirms it. Refuses `not-withdrawable` for what is already being erased.
 */
export const withdrawClip = async (
  actor: Actor,
  clipId: ClipId,
  { clips, policies, clock }: { clips: ClipStore; policies: PolicyStore; clock: Clock },
): Promise<Clip> => {
  const clip = await findOwnClip(actor, clipId, { clips });
  const now = clock.now();
  const moved = await clips.move({
    clipId,
    to: 'withdrawn',
    at: now,
    reason: 'withdrawn-by-contributor',
    due: {
      task: 'erase',
      clipId,
      dueAt: dueAtFor(await policies.current(), 'withdrawn-clip', now),
    },
  });
  if (moved === 'stale') {
    throw new Refusal('not-withdrawable', 'Nothing to withdraw: this clip is leaving or has left.');
  }
  return (await clips.find(clipId)) ?? clip;
};

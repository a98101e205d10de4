import type { ClipId } from '../vocabulary/ids.ts';
import { holds, type Actor } from '../vocabulary/people.ts';
import { Refusal } from '../vocabulary/refusal.ts';
import type { Erasure } from './erasure.ts';
import type { ErasureStore } from './ports.ts';

/** How far a clip's erasure is, for whose clip it was and for compliance. */
export const readErasure = async (
  actor: Actor,
  clipId: ClipId,
  { erasures }: { erasures: ErasureStore },
): Promise<Erasure> => {
  const erasure = await erasures.find(clipId);
  const allowed =
    erasure !== undefined &&
    (erasure.intent.contributorId === actor.actorId || holds(actor, 'compliance'));
  if (!allowed) {
    throw new Refusal(
      'not-found',
      `There is no erasure of a clip ${clipId} of yours. After a withdrawal it begins in minutes.`,
    );
  }
  return erasure;
};

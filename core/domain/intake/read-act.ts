import type { ActId } from '../vocabulary/ids.ts';
import type { Actor } from '../vocabulary/people.ts';
import { Refusal } from '../vocabulary/refusal.ts';
import type { Act } from './act.ts';
import type { ClipStore } from './ports.ts';

/** One's own act; anybody else's is `not-found`. */
export const readAct = async (
  actor: Actor,
  actId: ActId,
  { clips }: { clips: Pick<ClipStore, 'findAct'> },
): Promise<Act> => {
  const act = await clips.findAct(actor.actorId, actId);
  if (act === undefined) throw new Refusal('not-found', `There is no act ${actId} of yours.`);
  return act;
};

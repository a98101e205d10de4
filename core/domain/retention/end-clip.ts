import type { ClipState } from '../intake/clip.ts';
import type { ClipMove, ClipStore } from '../intake/ports.ts';
import type { Clock } from '../vocabulary/time.ts';
import { dueAtFor, recordClassOf } from './policy.ts';
import type { PolicyStore } from './ports.ts';

/** A state in which work on a clip has ended unpaid, so that its retention period begins. */
export type EndState = Extract<ClipState, 'refused' | 'expired' | 'rejected' | 'withdrawn'>;

/** What ending a clip needs. */
export interface EndClipPorts {
  readonly clips: ClipStore;
  readonly policies: PolicyStore;
  readonly clock: Clock;
}

/**
 * Moves a clip into an end state, and with it, in one transaction, what makes its erasure due by
 * the policy in force: no clip can end without falling due. Answers as `ClipStore.move`.
 */
export const endClip = async (
  end: Pick<ClipMove, 'clipId' | 'from' | 'reason' | 'under'> & { readonly to: EndState },
  { clips, policies, clock }: EndClipPorts,
): Promise<'moved' | 'already' | 'stale'> => {
  const at = clock.now();
  const recordClass = recordClassOf(end.to);
  if (recordClass === undefined) throw new RangeError(`No record class for ${end.to} clips`);
  const dueAt = dueAtFor(await policies.current(), recordClass, at);
  return clips.move({ ...end, at, due: { task: 'erase', clipId: end.clipId, dueAt } });
};

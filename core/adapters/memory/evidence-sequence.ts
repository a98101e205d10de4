import { planAssignment } from '../../domain/evidence/assignment.ts';
import { EvidenceMissing } from '../../domain/evidence/errors.ts';
import type { Leaf } from '../../domain/evidence/leaf.ts';
import {
  maxLeavesPerAssignment,
  maxLeavesPerRange,
  type LeafSequence,
  type SequencedLeaf,
} from '../../domain/evidence/ports.ts';
import type { LeafId } from '../../domain/vocabulary/ids.ts';

/**
 * A sequence in memory with the conditions of the stored one: the head moves only from the size
 * that was read before, so two writers that overlap see a lost race here too.
 */
export const createMemorySequence = (
  /** Passes between reading and writing, as the time a network takes; rivals can come between. */
  latency: () => Promise<void> = () => Promise.resolve(),
): LeafSequence => {
  const order: Leaf[] = [];
  const places = new Map<LeafId, SequencedLeaf>();
  return {
    async assign(leaves) {
      if (leaves.length > maxLeavesPerAssignment) {
        throw new RangeError(`At most ${maxLeavesPerAssignment} leaves at once`);
      }
      const size = order.length;
      const plan = planAssignment(leaves, knownOf(leaves, places));
      await latency();
      if (plan.fresh.length > 0 && order.length !== size) return { outcome: 'lost-race' };
      for (const leaf of plan.fresh) {
        places.set(leaf.leafId, { index: order.length, leaf });
        order.push(leaf);
      }
      return plan.answerFrom(size);
    },
    async range(from, to) {
      if (to - from > maxLeavesPerRange) {
        throw new RangeError(`At most ${maxLeavesPerRange} leaves at once`);
      }
      if (to > order.length) throw new EvidenceMissing(`The sequence ends before ${to}`);
      return order.slice(from, to);
    },
    async find(leafId) {
      return places.get(leafId);
    },
    async size() {
      return order.length;
    },
  };
};

const knownOf = (
  leaves: readonly Leaf[],
  places: ReadonlyMap<LeafId, SequencedLeaf>,
): ReadonlyMap<LeafId, SequencedLeaf> => {
  const known = new Map<LeafId, SequencedLeaf>();
  for (const { leafId } of leaves) {
    const place = places.get(leafId);
    if (place !== undefined) known.set(leafId, place);
  }
  return known;
};

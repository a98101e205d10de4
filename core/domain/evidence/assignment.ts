import type { LeafId } from '../vocabulary/ids.ts';
import type { Leaf } from './leaf.ts';
import type { Assignment, SequencedLeaf } from './ports.ts';

/** What to write for an assignment, and what to answer once it is written. */
export interface AssignmentPlan {
  /** New leaves, once each, in the order they were given. */
  readonly fresh: readonly Leaf[];
  /** The answer when the fresh leaves take the places from `size` on. */
  readonly answerFrom: (size: number) => Assignment;
}

/**
 * Decides which leaves are new. The first content an id was given with stands; the same again is
 * the same leaf; other content is a clash. The one rule for every `LeafSequence`.
 */
export const planAssignment = (
  leaves: readonly Leaf[],
  known: ReadonlyMap<LeafId, SequencedLeaf>,
): AssignmentPlan => {
  const fresh = new Map<LeafId, Leaf>();
  const clashes: Leaf[] = [];
  const agreed: Leaf[] = [];
  for (const leaf of leaves) {
    const first = known.get(leaf.leafId)?.leaf ?? fresh.get(leaf.leafId) ?? leaf;
    if (!sameLeaf(first, leaf)) {
      clashes.push(leaf);
      continue;
    }
    agreed.push(leaf);
    if (!known.has(leaf.leafId)) fresh.set(leaf.leafId, named(first));
  }
  const order = [...fresh.values()];
  const offsets = new Map(order.map(({ leafId }, offset) => [leafId, offset]));
  const placeOf = (leaf: Leaf, size: number) => {
    const index = known.get(leaf.leafId)?.index ?? size + (offsets.get(leaf.leafId) ?? 0);
    return { leaf, index };
  };
  return {
    fresh: order,
    answerFrom: (size) => ({
      outcome: 'assigned',
      size: size + order.length,
      places: agreed.map((leaf) => placeOf(leaf, size)),
      clashes,
    }),
  };
};

/** The named fields only: whatever else a caller's object carries must not be stored. */
const named = ({ leafId, kind, day, commitment }: Leaf): Leaf => ({
  leafId,
  kind,
  day,
  commitment,
});

/** Whether two leaves say the same. */
const sameLeaf = (one: Leaf, other: Leaf): boolean =>
  one.leafId === other.leafId &&
  one.kind === other.kind &&
  one.day === other.day &&
  one.commitment === other.commitment;

import { describe, expect, it } from '@jest/globals';
import type { Leaf } from '../../core/domain/evidence/leaf.ts';
import type { LeafSequence } from '../../core/domain/evidence/ports.ts';

/** A well-formed leaf; equal arguments give equal leaves. */
const leafOf = (at: number, content = at): Leaf => ({
  leafId: `leaf_${String(at).padStart(26, '0')}`,
  kind: 'awarded',
  day: '2026-11-23',
  commitment: Buffer.alloc(32, content).toString('base64'),
});

const leavesOf = (from: number, to: number): Leaf[] =>
  Array.from({ length: to - from }, (_, at) => leafOf(from + at));

/** Assigns, trying again after lost races as every writer does. */
const assign = async (sequence: LeafSequence, leaves: readonly Leaf[]) => {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const assignment = await sequence.assign(leaves);
    if (assignment.outcome === 'assigned') return assignment;
  }
  throw new Error('Lost 200 races');
};

/** What every `LeafSequence` keeps. `make` gives an empty one each time. */
export const leafSequenceContract = (make: () => Promise<LeafSequence>): void => {
  describe('a sequence of leaves', () => {
    it('is empty at first', async () => {
      const sequence = await make();
      expect(await sequence.size()).toBe(0);
      expect(await sequence.range(0, 0)).toEqual([]);
      expect(await sequence.find('leaf_none')).toBeUndefined();
    });

    it('gives new leaves the next places in their order', async () => {
      const sequence = await make();
      const first = await assign(sequence, leavesOf(0, 3));
      expect(first.places.map(({ index }) => index)).toEqual([0, 1, 2]);
      const second = await assign(sequence, leavesOf(3, 5));
      expect(second).toMatchObject({ size: 5, clashes: [] });
      expect(await sequence.size()).toBe(5);
      expect(await sequence.range(0, 5)).toEqual(leavesOf(0, 5));
      expect(await sequence.find(leafOf(4).leafId)).toEqual({ index: 4, leaf: leafOf(4) });
    });

    it('gives a leaf that it knows its old place', async () => {
      const sequence = await make();
      await assign(sequence, leavesOf(0, 3));
      const again = await assign(sequence, [leafOf(9), leafOf(1), leafOf(9), leafOf(2)]);
      expect(again.places.map(({ index }) => index)).toEqual([3, 1, 3, 2]);
      expect(await sequence.size()).toBe(4);
      const all = await assign(sequence, leavesOf(0, 3));
      expect(all.places.map(({ index }) => index)).toEqual([0, 1, 2]);
      expect(await sequence.size()).toBe(4);
    });

    it('reports an id that comes with other content and keeps the first', async () => {
      const sequence = await make();
      await assign(sequence, [leafOf(0)]);
      const altered = leafOf(0, 77);
      const rest = [leafOf(1), leafOf(2), leafOf(2, 78)];
      const assignment = await assign(sequence, [altered, ...rest]);
      expect(assignment.clashes).toEqual([altered, leafOf(2, 78)]);
      expect(assignment.places).toEqual([
        { index: 1, leaf: leafOf(1) },
        { index: 2, leaf: leafOf(2) },
      ]);
      expect(await sequence.range(0, 3)).toEqual([leafOf(0), leafOf(1), leafOf(2)]);
    });

    it('reads any range across assignments, and no gap', async () => {
      const sequence = await make();
      for (const [from, to] of [
        [0, 90],
        [90, 91],
        [91, 181],
        [181, 200],
      ] as const) {
        await assign(sequence, leavesOf(from, to));
      }
      for (const [from, to] of [
        [0, 200],
        [89, 91],
        [90, 92],
        [150, 151],
        [199, 200],
        [100, 100],
      ] as const) {
        expect(await sequence.range(from, to)).toEqual(leavesOf(from, to));
      }
      await expect(sequence.range(190, 201)).rejects.toThrow('sequence');
    });

    it('takes 90 leaves at once and not one more', async () => {
      const sequence = await make();
      await expect(sequence.assign(leavesOf(0, 91))).rejects.toThrow(RangeError);
      expect(await sequence.size()).toBe(0);
      expect((await assign(sequence, leavesOf(0, 90))).size).toBe(90);
      await expect(sequence.range(0, 4_097)).rejects.toThrow(RangeError);
    });

    it('stores nothing of a leaf but its four fields', async () => {
      const sequence = await make();
      const more = { ...leafOf(0), note: 'not for the log' };
      await assign(sequence, [more]);
      expect((await sequence.find(more.leafId))?.leaf).toEqual(leafOf(0));
      expect(await sequence.range(0, 1)).toEqual([leafOf(0)]);
    });

    it('gives rivals distinct places without gaps, and one leaf one place', async () => {
      const sequence = await make();
      const writers = Array.from({ length: 6 }, (_, writer) =>
        assign(sequence, [...leavesOf(writer * 10, writer * 10 + 10), leafOf(1_000)]),
      );
      const places = (await Promise.all(writers)).flatMap((assignment) => assignment.places);
      const byId = new Map<string, Set<number>>();
      for (const { leaf, index } of places) {
        byId.set(leaf.leafId, (byId.get(leaf.leafId) ?? new Set()).add(index));
      }
      expect([...byId.values()].every((indexes) => indexes.size === 1)).toBe(true);
      const taken = [...byId.values()].flatMap((indexes) => [...indexes]);
      const inOrder = taken.sort((one, other) => one - other);
      expect(inOrder).toEqual(Array.from({ length: 61 }, (_, at) => at));
      expect(await sequence.size()).toBe(61);
      for (const { leaf, index } of places) {
        expect(await sequence.range(index, index + 1)).toEqual([leaf]);
      }
    });
  });
};

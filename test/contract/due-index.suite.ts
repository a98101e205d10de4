import { describe, expect, it } from '@jest/globals';
import { bucketOf, bucketOfEntry, type DueEntry } from '../../core/domain/retention/due.ts';
import type { DueIndex } from '../../core/domain/retention/ports.ts';
import { addSeconds } from '../../core/domain/vocabulary/time.ts';
import { newId } from '../support/samples.ts';

const minute = '2026-11-23T01:17';
const second = (seconds: number): string => addSeconds(`${minute}:00.000Z`, seconds);

/** Entries of one bucket, at these seconds of the minute. */
const entriesAt = (...seconds: readonly number[]): readonly DueEntry[] =>
  seconds.map((at) => {
    const clipId = newId('clip');
    return {
      task: 'erase' as const,
      // One shard for all: the shard follows from the last six characters.
      clipId: `clip_${clipId.slice(5, -6)}AAAAAA` as const,
      dueAt: second(at),
    };
  });

const bucketOfAll = (entries: readonly DueEntry[]) => {
  const [first] = entries;
  if (first === undefined) throw new RangeError('No entry');
  return bucketOfEntry(first);
};

/** What every `DueIndex` keeps. `make` gives an empty one each time. */
export const dueIndexContract = (make: () => Promise<DueIndex>): void => {
  describe('an index of what is due', () => {
    it('lists what is due in a bucket, oldest first', async () => {
      const due = await make();
      const entries = entriesAt(30, 10, 20);
      for (const entry of entries) await due.put(entry);
      const listed = await due.list(bucketOfAll(entries), second(59), 10);
      expect(listed.map(({ dueAt }) => dueAt)).toEqual([second(10), second(20), second(30)]);
      expect(listed[0]).toEqual(entries[1]);
    });

    it('lists what falls due at this very instant and nothing later', async () => {
      const due = await make();
      const entries = entriesAt(10, 20, 30);
      for (const entry of entries) await due.put(entry);
      const listed = await due.list(bucketOfAll(entries), second(20), 10);
      expect(listed.map(({ dueAt }) => dueAt)).toEqual([second(10), second(20)]);
    });

    it('lists no more than asked', async () => {
      const due = await make();
      const entries = entriesAt(1, 2, 3, 4, 5);
      for (const entry of entries) await due.put(entry);
      const listed = await due.list(bucketOfAll(entries), second(59), 3);
      expect(listed.map(({ dueAt }) => dueAt)).toEqual([second(1), second(2), second(3)]);
    });

    it('keeps one of an entry that is written twice, and none once removed twice', async () => {
      const due = await make();
      const [entry] = entriesAt(10);
      if (entry === undefined) throw new RangeError('No entry');
      const bucket = bucketOfEntry(entry);
      await due.put(entry);
      await due.put(entry);
      expect(await due.list(bucket, second(59), 10)).toEqual([entry]);
      await due.remove(entry);
      await due.remove(entry);
      expect(await due.list(bucket, second(59), 10)).toEqual([]);
    });

    it('keeps tasks, minutes and shards apart', async () => {
      const due = await make();
      const [entry] = entriesAt(10);
      if (entry === undefined) throw new RangeError('No entry');
      await due.put(entry);
      const own = bucketOfEntry(entry);
      const others = [0, 1, 2, 3, 4, 5, 6, 7]
        .flatMap((shard) => [
          bucketOf('erase', minute, shard),
          bucketOf('close-grant', minute, shard),
          bucketOf('erase', '2026-11-23T01:18', shard),
        ])
        .filter((bucket) => bucket !== own);
      const found = await Promise.all(others.map((bucket) => due.list(bucket, second(600), 10)));
      expect(found.flat()).toEqual([]);
    });

    it('tells when the oldest of a bucket falls due, in the future too', async () => {
      const due = await make();
      const entries = entriesAt(30, 10);
      const bucket = bucketOfAll(entries);
      expect(await due.oldest(bucket)).toBeUndefined();
      for (const entry of entries) await due.put(entry);
      expect(await due.oldest(bucket)).toBe(second(10));
    });

    it('moves the cursor of a task forward, never back', async () => {
      const due = await make();
      expect(await due.cursor('erase')).toBeUndefined();
      await due.advance('erase', '2026-11-23T01:17');
      await due.advance('erase', '2026-11-23T01:19');
      await due.advance('erase', '2026-11-23T01:18');
      expect(await due.cursor('erase')).toBe('2026-11-23T01:19');
      expect(await due.cursor('close-grant')).toBeUndefined();
    });

    const lease = (holder: string, from: number, to: number) => ({
      holder,
      now: second(from),
      until: second(to),
    });

    it('leases a bucket to one of many rivals', async () => {
      const due = await make();
      const bucket = bucketOf('erase', minute, 3);
      const taken = await Promise.all(
        Array.from({ length: 5 }, (_, at) => due.lease(bucket, lease(`run-${at}`, 0, 600 + at))),
      );
      expect(taken.filter(Boolean)).toHaveLength(1);
    });

    it('leases a bucket again once the lease is over or given back', async () => {
      const due = await make();
      const bucket = bucketOf('erase', minute, 3);
      expect(await due.lease(bucket, lease('one', 0, 600))).toBe(true);
      expect(await due.lease(bucket, lease('other', 599, 1_200))).toBe(false);
      expect(await due.lease(bucket, lease('other', 600, 1_200))).toBe(true);
      await due.release(bucket);
      await due.release(bucket);
      expect(await due.lease(bucket, lease('one', 601, 1_201))).toBe(true);
      const next = bucketOf('erase', minute, 4);
      expect(await due.lease(next, lease('other', 601, 1_201))).toBe(true);
    });

    it('leases a bucket again to the run that has it: an answer may have been lost', async () => {
      const due = await make();
      const bucket = bucketOf('erase', minute, 3);
      expect(await due.lease(bucket, lease('one', 0, 600))).toBe(true);
      expect(await due.lease(bucket, lease('one', 10, 610))).toBe(true);
      expect(await due.lease(bucket, lease('other', 605, 1_200))).toBe(false);
    });
  });
};

import { describe, expect, it } from '@jest/globals';
import { createMemoryDueIndex } from '../../../core/adapters/memory/due-index.ts';
import { createMemoryTables } from '../../../core/adapters/memory/tables.ts';
import { createVirtualClock } from '../../../core/adapters/memory/virtual-clock.ts';
import { createMemoryExpiryWorkflow } from '../../../core/adapters/memory/workflow-starts.ts';
import { bucketOfEntry, minuteOf, type DueEntry } from '../../../core/domain/retention/due.ts';
import {
  dueBuckets,
  settleSeconds,
  visitDueBuckets,
} from '../../../core/domain/retention/due-sweep.ts';
import { findDue, maxBucketsPerRun, startExpiry } from '../../../core/domain/retention/find-due.ts';
import type { ClipId } from '../../../core/domain/vocabulary/ids.ts';
import { addSeconds } from '../../../core/domain/vocabulary/time.ts';
import { newId, sampleNow } from '../../support/samples.ts';

const createSweep = () => {
  const due = createMemoryDueIndex(createMemoryTables());
  const clock = createVirtualClock(sampleNow);
  const put = async (afterSeconds: number): Promise<DueEntry> => {
    const dueAt = addSeconds(clock.now(), afterSeconds);
    const entry: DueEntry = { task: 'erase', clipId: newId('clip'), dueAt };
    await due.put(entry);
    return entry;
  };
  return { due, clock, put };
};

describe('the sweep over due minutes', () => {
  it('finds nothing where nothing is due', async () => {
    const sweep = createSweep();
    await sweep.put(60);
    expect(await dueBuckets('erase', sweep)).toEqual([]);
  });

  it('finds what is due, oldest minute first, and nothing of another task', async () => {
    const sweep = createSweep();
    const entries = [await sweep.put(-30), await sweep.put(-180), await sweep.put(-90)];
    await sweep.put(60);
    const buckets = await dueBuckets('erase', sweep);
    expect(buckets).toEqual(
      entries
        .toSorted((one, other) => (one.dueAt < other.dueAt ? -1 : 1))
        .map((entry) => bucketOfEntry(entry)),
    );
    expect(await dueBuckets('close-grant', sweep)).toEqual([]);
  });

  it('leaves a minute behind when it is empty and nobody can still write to it', async () => {
    const sweep = createSweep();
    await dueBuckets('erase', sweep);
    const cursor = await sweep.due.cursor('erase');
    const settled = minuteOf(addSeconds(sampleNow, -settleSeconds));
    expect(cursor).toBe(settled);
  });

  it('stays at a minute that holds something, and finds it again and again', async () => {
    const sweep = createSweep();
    await dueBuckets('erase', sweep);
    const entry = await sweep.put(0);
    for (let hour = 0; hour < 3; hour += 1) {
      sweep.clock.advance(3_600);
      expect(await dueBuckets('erase', sweep)).toEqual([bucketOfEntry(entry)]);
      expect(((await sweep.due.cursor('erase')) ?? '') <= minuteOf(entry.dueAt)).toBe(true);
    }
    await sweep.due.remove(entry);
    expect(await dueBuckets('erase', sweep)).toEqual([]);
    expect(((await sweep.due.cursor('erase')) ?? '') > minuteOf(entry.dueAt)).toBe(true);
  });

  it('finds everything once, whenever it was put, tick by tick over hours', async () => {
    const sweep = createSweep();
    const put = new Set<ClipId>();
    const seen: ClipId[] = [];
    for (let minute = 0; minute < 300; minute += 1) {
      if (minute % 3 === 0) put.add((await sweep.put((minute * 37) % 4_000)).clipId);
      sweep.clock.advance(60);
      await visitDueBuckets('erase', sweep, {
        maxEntries: 100,
        atOnce: 3,
        visit: async (entry) => {
          seen.push(entry.clipId);
          await sweep.due.remove(entry);
        },
      });
    }
    sweep.clock.advance(4_000);
    await visitDueBuckets('erase', sweep, {
      maxEntries: 100,
      atOnce: 3,
      visit: async (entry) => {
        seen.push(entry.clipId);
      },
    });
    expect(seen).toHaveLength(put.size);
    expect(new Set(seen)).toEqual(put);
  });

  it('visits no more than it was told to', async () => {
    const sweep = createSweep();
    for (let at = 0; at < 10; at += 1) await sweep.put(-at);
    let visited = 0;
    await visitDueBuckets('erase', sweep, {
      maxEntries: 4,
      atOnce: 3,
      visit: async () => {
        visited += 1;
      },
    });
    expect(visited).toBe(4);
  });
});

describe('the expiry workflow', () => {
  it('is started only when something is due, and once a name', async () => {
    const sweep = createSweep();
    const runs: string[] = [];
    const workflow = createMemoryExpiryWorkflow((name) => runs.push(name));
    expect(await startExpiry({ ...sweep, workflow })).toBe('nothing-due');
    await sweep.put(0);
    expect(await startExpiry({ ...sweep, workflow })).toBe('started');
    expect(await startExpiry({ ...sweep, workflow })).toBe('started');
    expect(runs).toHaveLength(1);
    sweep.clock.advance(5);
    await startExpiry({ ...sweep, workflow });
    expect(new Set(runs).size).toBe(2);
  });

  it('keeps its buckets from other runs until it gives them back or has lost them', async () => {
    const sweep = createSweep();
    const bucket = bucketOfEntry(await sweep.put(0));
    expect(await findDue('run-1', sweep)).toEqual({ buckets: [bucket] });
    expect(await findDue('run-2', sweep)).toEqual({ buckets: [] });
    await sweep.due.release(bucket);
    expect(await findDue('run-2', sweep)).toEqual({ buckets: [bucket] });
    sweep.clock.advance(1_800);
    expect(await findDue('run-3', sweep)).toEqual({ buckets: [bucket] });
  });

  it('finds its buckets again when it is asked again, because an answer got lost', async () => {
    const sweep = createSweep();
    const bucket = bucketOfEntry(await sweep.put(0));
    await findDue('run-1', sweep);
    expect(await findDue('run-1', sweep)).toEqual({ buckets: [bucket] });
  });

  it('takes a bounded number of buckets, the oldest', async () => {
    const sweep = createSweep();
    for (let minute = 0; minute < 9; minute += 1) {
      for (let at = 0; at < 40; at += 1) await sweep.put(-60 * minute);
    }
    const all = await dueBuckets('erase', sweep);
    expect(all.length).toBeGreaterThan(maxBucketsPerRun);
    const { buckets } = await findDue('run-1', sweep);
    expect(buckets).toEqual(all.slice(0, maxBucketsPerRun));
  });
});

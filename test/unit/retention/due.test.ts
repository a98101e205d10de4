import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  bucketOf,
  bucketOfEntry,
  dueTasks,
  minuteOf,
  parseBucket,
  shardsPerMinute,
} from '../../../core/domain/retention/due.ts';
import { addSeconds } from '../../../core/domain/vocabulary/time.ts';
import { newId, sampleNow } from '../../support/samples.ts';

const shards = fc.integer({ min: 0, max: shardsPerMinute - 1 });
const seconds = fc.integer({ min: -1e8, max: 1e8 });

describe('due buckets', () => {
  it('come back from their names', () => {
    fc.assert(
      fc.property(fc.constantFrom(...dueTasks), seconds, shards, (task, offset, shard) => {
        const minute = minuteOf(addSeconds(sampleNow, offset));
        const bucket = bucketOf(task, minute, shard);
        expect(parseBucket(bucket)).toEqual({ bucket, task, minute, shard });
      }),
    );
  });

  it.each([
    '',
    'erase',
    'erase@2026-11-23T01:17',
    'delete@2026-11-23T01:17#1',
    'erase@2026-11-23#1',
    'erase@2026-11-23T01:17#-1',
    'erase@2026-11-23T01:17#1\n',
  ])('have no name like "%s"', (name) => {
    expect(() => parseBucket(name)).toThrow(RangeError);
  });

  it('hold what falls due in their minute, always in the same shard', () => {
    fc.assert(
      fc.property(seconds, (offset) => {
        const entry = {
          task: 'erase' as const,
          clipId: newId('clip'),
          dueAt: addSeconds(sampleNow, offset),
        };
        const { minute, shard } = parseBucket(bucketOfEntry(entry));
        expect(minute).toBe(entry.dueAt.slice(0, 16));
        expect(shard).toBeGreaterThanOrEqual(0);
        expect(shard).toBeLessThan(shardsPerMinute);
        const later = { ...entry, dueAt: addSeconds(entry.dueAt, 86_400) };
        expect(parseBucket(bucketOfEntry(later)).shard).toBe(shard);
      }),
    );
  });

  it('share a minute’s clips evenly', () => {
    const counts = Array.from({ length: shardsPerMinute }, () => 0);
    const clips = 8_000;
    for (let at = 0; at < clips; at += 1) {
      const entry = { task: 'erase' as const, clipId: newId('clip'), dueAt: sampleNow };
      const { shard } = parseBucket(bucketOfEntry(entry));
      counts[shard] = (counts[shard] ?? 0) + 1;
    }
    // 1,000 each are expected; five standard deviations of a fair draw are 148.
    for (const count of counts) expect(Math.abs(count - clips / shardsPerMinute)).toBeLessThan(150);
  });
});

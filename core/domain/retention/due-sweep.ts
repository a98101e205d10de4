import type { Clock, Instant } from '../vocabulary/time.ts';
import { addSeconds } from '../vocabulary/time.ts';
import {
  bucketOf,
  minuteOf,
  shardsPerMinute,
  type BucketId,
  type DueEntry,
  type DueTask,
} from './due.ts';
import type { DueIndex } from './ports.ts';

/**
 * A minute is only left behind when it ended this long ago: a writer with a slow clock, or one that
 * was held up, may still add to it. Functions live at most 300 s, clocks differ by less than 60 s.
 */
export const settleSeconds = 360;

/** Minutes looked at in one run: a day of backlog, at 8 shards 11,520 small queries. */
const maxMinutesPerRun = 1_440;

/** Where the first run of all starts to look: a deploy that broke off is mended in two hours. */
const firstLookBackSeconds = 7_200;

/** The buckets that may hold due entries now, oldest first; leaves drained ones behind. */
export const dueBuckets = async (
  task: DueTask,
  { due, clock }: { due: DueIndex; clock: Clock },
): Promise<readonly BucketId[]> => {
  const now = clock.now();
  const from = (await due.cursor(task)) ?? (await firstCursor(task, now, due));
  const buckets: BucketId[] = [];
  let drainedSoFar = true;
  let leaveBehind = from;
  let seen = 0;
  for (let minute = from; minute <= minuteOf(now) && seen < maxMinutesPerRun; seen += 1) {
    const held = await bucketsOfMinute(task, minute, now, due);
    buckets.push(...held.due);
    drainedSoFar &&= held.empty && isSettled(minute, now);
    minute = nextMinute(minute);
    if (drainedSoFar) leaveBehind = minute;
  }
  if (leaveBehind > from) await due.advance(task, leaveBehind);
  return buckets;
};

/** Remembered at once: a window that slid with the clock would leave an old entry behind. */
const firstCursor = async (task: DueTask, now: Instant, due: DueIndex): Promise<string> => {
  const minute = minuteOf(addSeconds(now, -firstLookBackSeconds));
  await due.advance(task, minute);
  return minute;
};

const bucketsOfMinute = async (
  task: DueTask,
  minute: string,
  now: Instant,
  due: DueIndex,
): Promise<{ due: readonly BucketId[]; empty: boolean }> => {
  const oldest = await Promise.all(
    Array.from({ length: shardsPerMinute }, async (_, shard) => {
      const bucket = bucketOf(task, minute, shard);
      return { bucket, dueAt: await due.oldest(bucket) };
    }),
  );
  return {
    due: oldest.filter(({ dueAt }) => dueAt !== undefined && dueAt <= now).map((o) => o.bucket),
    empty: oldest.every(({ dueAt }) => dueAt === undefined),
  };
};

const nextMinute = (minute: string): string => minuteOf(addSeconds(`${minute}:00.000Z`, 60));

const isSettled = (minute: string, now: Instant): boolean =>
  addSeconds(`${minute}:00.000Z`, 60 + settleSeconds) <= now;

/** Visits every due entry of a task, oldest bucket first, up to a bound, so many at a time. */
export const visitDueBuckets = async (
  task: DueTask,
  ports: { due: DueIndex; clock: Clock },
  {
    maxEntries,
    atOnce,
    visit,
  }: { maxEntries: number; atOnce: number; visit: (entry: DueEntry) => Promise<void> },
): Promise<void> => {
  let left = maxEntries;
  for (const bucket of await dueBuckets(task, ports)) {
    if (left === 0) return;
    const entries = await ports.due.list(bucket, ports.clock.now(), left);
    for (let at = 0; at < entries.length; at += atOnce) {
      await Promise.all(entries.slice(at, at + atOnce).map(visit));
    }
    left -= entries.length;
  }
};

import type { ClipId } from '../vocabulary/ids.ts';
import type { Instant } from '../vocabulary/time.ts';

/** What can fall due. `close-grant`: did an upload come? `erase`: a retention period ends. */
export const dueTasks = ['close-grant', 'erase'] as const;
export type DueTask = (typeof dueTasks)[number];

/** Something to do with a clip at a time. Writing it twice leaves one. */
export interface DueEntry {
  readonly task: DueTask;
  readonly clipId: ClipId;
  readonly dueAt: Instant;
}

/**
 * Entries are bucketed by the minute they fall due, and each minute is split into shards, because
 * one DynamoDB key takes 1,000 writes a second: 8 shards let 8,000 clips a second fall due.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
export const shardsPerMinute = 8;

/** Names one bucket: all entries of a task that fall due in one minute and shard. */
export type BucketId = `${DueTask}@${string}#${number}`;

/** The minute an instant falls in: `2026-11-23T01:17`. */
export const minuteOf = (instant: Instant): string => instant.slice(0, 16);

/** The bucket of a task, minute and shard. */
export const bucketOf = (task: DueTask, minute: string, shard: number): BucketId =>
  `${task}@${minute}#${shard}`;

/** The bucket an entry belongs to. ULIDs end in random characters: their sum spreads evenly. */
export const bucketOfEntry = (entry: DueEntry): BucketId => {
  let sum = 0;
  for (const character of entry.clipId.slice(-6)) sum += character.charCodeAt(0);
  return bucketOf(entry.task, minuteOf(entry.dueAt), sum % shardsPerMinute);
};

const bucketPattern = /^(close-grant|erase)@(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})#(\d+)$/;

/** Reads a bucket's name. Throws `RangeError` on anything else. */
export const parseBucket = (
  bucket: string,
): { bucket: BucketId; task: DueTask; minute: string; shard: number } => {
  const [, task, minute, shard] = bucketPattern.exec(bucket) ?? [];
  if (task === undefined || minute === undefined || shard === undefined) {
    throw new RangeError(`Not a due bucket: "${bucket}"`);
  }
  return {
    bucket: bucketOf(task as DueTask, minute, Number(shard)),
    task: task as DueTask,
    minute,
    shard: Number(shard),
  };
};

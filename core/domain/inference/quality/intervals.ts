import type { Interval } from '../picture.ts';

/** Stretches told of one kind: a clip that flickers has no stretches worth a list. */
export const maxIntervals = 64;

const millisecond = (value: number): number => Math.round(value * 1_000) / 1_000;

/**
 * The stretches in which the flag is set. A picture stands for the time until the next one; the
 * last one for `1 / perSecond`. Stretches shorter than `minSeconds` are left out.
 */
export const intervalsWhere = (
  flags: readonly boolean[],
  {
    seconds,
    perSecond,
    minSeconds,
  }: { seconds: readonly number[]; perSecond: number; minSeconds: number },
): readonly Interval[] => {
  const found: Interval[] = [];
  let start: number | undefined;
  for (let index = 0; index <= flags.length && found.length < maxIntervals; index += 1) {
    const isSet = flags[index] ?? false;
    if (isSet) start ??= seconds[index];
    else if (start !== undefined) {
      const endSeconds = seconds[index] ?? (seconds[index - 1] ?? start) + 1 / perSecond;
      if (endSeconds - start >= minSeconds - 1e-9) {
        found.push({ startSeconds: millisecond(start), endSeconds: millisecond(endSeconds) });
      }
      start = undefined;
    }
  }
  return found;
};

/** Seconds that at least one of the intervals covers. */
export const coveredBy = (intervals: readonly Interval[]): number => {
  let covered = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const { startSeconds, endSeconds } of intervals.toSorted(
    (one, other) => one.startSeconds - other.startSeconds,
  )) {
    const from = Math.max(startSeconds, until);
    if (endSeconds > from) covered += endSeconds - from;
    until = Math.max(until, endSeconds);
  }
  return covered;
};

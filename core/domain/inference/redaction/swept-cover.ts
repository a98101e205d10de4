import type { Box } from '../picture.ts';
import type { TrackedBox } from '../tracks.ts';

/** Something followed that is to be covered. */
export interface FollowedThing {
  /** In order of time. */
  readonly boxes: readonly TrackedBox[];
  /** A whole person or car, boxed as it moves, and not a face or plate in it. Default: false. */
  readonly isMover?: boolean | undefined;
}

/** A place that is covered for a while, both ends included. */
export interface TimedCover {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly box: Box;
  readonly isMover: boolean;
}

/**
 * Around every box, of its longer side: detectors box a face from brow to chin, and are off by a
 * few per cent; hair, ears and chin identify too.
 */
const marginShare = 0.25;
/** A mover's box holds all of it already, and its margin hides what a reviewer must see. */
const moverMarginShare = 0.05;
/**
 * More margin for what moves, of the way between two boxes: a quarter of a circle between two
 * boxes leaves the straight way by 0.21 of it.
 */
const waywardShare = 0.25;
/** Between two boxes further apart the thing was lost; both places are covered for a while. */
const longestGapSeconds = 4;
/** What is known of a single box: nothing of its speed. Its own size to each side. */
const singleBoxShare = 1;
const singleBoxSeconds = 0.5;
/** Extrapolation looks at most this far. */
const longestPeriodSeconds = 1;

/** The smallest box around two. */
const hullOf = (one: Box, other: Box): Box => {
  const left = Math.min(one.left, other.left);
  const top = Math.min(one.top, other.top);
  return {
    left,
    top,
    width: Math.max(one.left + one.width, other.left + other.width) - left,
    height: Math.max(one.top + one.height, other.top + other.height) - top,
  };
};

const grown = (box: Box, across: number, down: number): Box => ({
  left: box.left - across,
  top: box.top - down,
  width: box.width + 2 * across,
  height: box.height + 2 * down,
});

/** Shares of width and of height are different lengths: `aspect` is width ÷ height in pixels. */
const withMargin = (box: Box, share: number, aspect: number): Box => {
  const longer = Math.max(box.width, box.height / aspect);
  return grown(box, longer * share, longer * share * aspect);
};

/** How far the middle goes from one box to another, in shares of the width. */
const wayBetween = (one: Box, other: Box, aspect: number): number => {
  const across = other.left + other.width / 2 - one.left - one.width / 2;
  const down = other.top + other.height / 2 - one.top - one.height / 2;
  return Math.hypot(across, down / aspect);
};

/** What margins are reckoned with. */
interface Measure {
  /** The picture's width ÷ height in pixels. */
  readonly aspect: number;
  readonly isMover?: boolean | undefined;
}

/** Everything that is passed on the way between two boxes, with margin. */
export const sweptBox = (one: Box, other: Box, { aspect, isMover }: Measure): Box => {
  const share = isMover === true ? moverMarginShare : marginShare;
  const hull = hullOf(withMargin(one, share, aspect), withMargin(other, share, aspect));
  const way = wayBetween(one, other, aspect) * waywardShare;
  return grown(hull, way, way * aspect);
};

const moved = (box: Box, from: Box, to: Box, times: number): Box => ({
  left: box.left + (to.left + to.width / 2 - from.left - from.width / 2) * times,
  top: box.top + (to.top + to.height / 2 - from.top - from.height / 2) * times,
  width: box.width,
  height: box.height,
});

/** What lies `periodSeconds` beyond an end of the track, when it goes on as it did beside it. */
const beyond = (
  end: TrackedBox,
  beside: TrackedBox,
  measure: Measure & { readonly periodSeconds: number },
): Box => {
  const gap = Math.abs(end.seconds - beside.seconds);
  const times = gap > 0 ? measure.periodSeconds / gap : 0;
  return sweptBox(end.box, moved(end.box, beside.box, end.box, times), measure);
};

/** Seconds from one box of a thing to the next, as its finder gave them. */
const periodOf = (boxes: readonly TrackedBox[]): number => {
  const gaps = boxes
    .slice(1)
    .map(({ seconds }, index) => seconds - (boxes[index]?.seconds ?? seconds))
    .filter((gap) => gap > 0)
    .toSorted((one, other) => one - other);
  return Math.min(longestPeriodSeconds, gaps[Math.floor(gaps.length / 2)] ?? singleBoxSeconds);
};

type Span = Omit<TimedCover, 'isMover'>;

const between = (one: TrackedBox, other: TrackedBox, measure: Measure): readonly Span[] => {
  const [startSeconds, endSeconds] = [one.seconds, other.seconds];
  if (endSeconds - startSeconds <= longestGapSeconds) {
    return [{ startSeconds, endSeconds, box: sweptBox(one.box, other.box, measure) }];
  }
  const half = longestGapSeconds / 2;
  const [left, back] = [one.box, other.box].map((box) =>
    withMargin(box, singleBoxShare, measure.aspect),
  );
  return [
    { startSeconds, endSeconds: startSeconds + half, box: left ?? one.box },
    { startSeconds: endSeconds - half, endSeconds, box: back ?? other.box },
  ];
};

const spansOf = ({ boxes, isMover }: FollowedThing, aspect: number): readonly Span[] => {
  const [first, second] = boxes;
  const [beforeLast, last] = [boxes.at(-2), boxes.at(-1)];
  if (first === undefined || last === undefined) return [];
  const measure = { aspect, isMover, periodSeconds: periodOf(boxes) };
  const start = first.seconds - measure.periodSeconds;
  const end = last.seconds + measure.periodSeconds;
  if (second === undefined || beforeLast === undefined) {
    const box = withMargin(first.box, singleBoxShare, aspect);
    return [{ startSeconds: start, endSeconds: end, box }];
  }
  return [
    { startSeconds: start, endSeconds: first.seconds, box: beyond(first, second, measure) },
    ...boxes.slice(1).flatMap((box, index) => between(boxes[index] ?? box, box, measure)),
    { startSeconds: last.seconds, endSeconds: end, box: beyond(last, beforeLast, measure) },
  ];
};

/**
 * What to cover of a followed thing, and when. Between two boxes the whole way from one to the
 * other is covered all the time, because nobody knows how fast it went where; before the first box
 * and after the last, one period more, as far as it would have gone. `aspect` is the picture's
 * width ÷ height in pixels.
 */
export const coversOf = (thing: FollowedThing, aspect: number): readonly TimedCover[] =>
  spansOf(thing, aspect).map((span) => ({ ...span, isMover: thing.isMover === true }));

/** Covers at a moment. */
export interface CoverSchedule {
  /** What to cover on a frame that is seen somewhere within `slackSeconds` of `seconds`. */
  at(seconds: number, slackSeconds: number): readonly TimedCover[];
}

/** Lays out the covers of all things by the second, so that a frame asks only a few of them. */
export const scheduleCovers = (things: readonly FollowedThing[], aspect: number): CoverSchedule => {
  const bySecond = new Map<number, TimedCover[]>();
  for (const cover of things.flatMap((thing) => coversOf(thing, aspect))) {
    // A second more on both sides: the slack of a frame is far less.
    const last = Math.floor(cover.endSeconds) + 1;
    for (let second = Math.floor(cover.startSeconds) - 1; second <= last; second += 1) {
      const covers = bySecond.get(second) ?? [];
      covers.push(cover);
      bySecond.set(second, covers);
    }
  }
  return {
    at: (seconds, slackSeconds) =>
      (bySecond.get(Math.floor(seconds)) ?? []).filter(
        ({ startSeconds, endSeconds }) =>
          startSeconds <= seconds + slackSeconds && endSeconds >= seconds - slackSeconds,
      ),
  };
};

import type { Interval, Look } from '../picture.ts';

/**
 * Finds where the picture stands: a camera that hung, a stream that repeats its last picture.
 *
 * A scene in which nothing moves is not frozen. Light comes in grains and sensors add their own
 * noise: even scaled down to 320 px, from one eighth of a second to the next about every third
 * pixel of a live picture takes a neighbouring level. A frozen picture repeats to the bit, except
 * where the encoder writes it anew in a key picture: then many pixels stray by a level or two,
 * once.
 *
 * What this cannot tell apart: a live picture from which camera and encoder removed every trace of
 * noise for seconds. Hence a long minimum, and hence it is told and never decides.
 */
export interface FreezeWatch {
  add(look: Look): void;
  intervals(): readonly Interval[];
}

/** Shorter stretches are a network's hiccup. */
const minFrozenSeconds = 3;
/** A stretch between two key pictures counts from this length: a slow camera repeats for less. */
const minRunSeconds = 1.5;
/** Share of pixels that may differ at all: 11 of 57,600. A clock in the picture changes more. */
const maxChangedShare = 0.0002;
/** Levels by which an encoder strays when it writes the same picture anew. */
const maxRewrittenLevels = 4;

/** How a look relates to the one before. */
type Step = 'same' | 'rewritten' | 'changed';

const stepBetween = (before: Uint8Array, now: Uint8Array): Step => {
  const allowed = Math.floor(now.length * maxChangedShare);
  let different = 0;
  let strayed = 0;
  for (let at = 0; at < now.length; at += 1) {
    const difference = (now[at] ?? 0) - (before[at] ?? 0);
    if (difference === 0) continue;
    different += 1;
    if (difference > maxRewrittenLevels || difference < -maxRewrittenLevels) strayed += 1;
    if (strayed > allowed) return 'changed';
  }
  return different <= allowed ? 'same' : 'rewritten';
};

/** Looks `first` to `last` that show one picture. */
interface Run {
  readonly first: number;
  readonly last: number;
}

const runsOf = (steps: readonly Step[]): readonly Run[] => {
  const runs: Run[] = [];
  let first = 0;
  for (let at = 1; at <= steps.length; at += 1) {
    if (steps[at] === 'same') continue;
    runs.push({ first, last: at - 1 });
    first = at;
  }
  return runs;
};

/** Starts watching looks that come `looksPerSecond`. Memory: one picture and a word a look. */
export const watchFreezes = (looksPerSecond: number): FreezeWatch => {
  const seconds: number[] = [];
  const steps: Step[] = [];
  let last: Uint8Array | undefined;
  const secondsOf = ({ first, last: end }: Run): number => (end - first + 1) / looksPerSecond;

  const joined = (): readonly Run[] => {
    const long = runsOf(steps).filter((run) => secondsOf(run) >= minRunSeconds);
    const runs: Run[] = [];
    for (const run of long) {
      const before = runs.at(-1);
      const goesOn = before?.last === run.first - 1 && steps[run.first] === 'rewritten';
      if (before !== undefined && goesOn) runs.splice(-1, 1, { ...before, last: run.last });
      else runs.push(run);
    }
    return runs.filter((run) => secondsOf(run) >= minFrozenSeconds);
  };

  return {
    add({ seconds: at, grey }) {
      steps.push(last === undefined ? 'changed' : stepBetween(last, grey));
      seconds.push(at);
      last = grey;
    },
    intervals: () =>
      joined().map((run) => {
        const startSeconds = seconds[run.first] ?? 0;
        return { startSeconds, endSeconds: startSeconds + secondsOf(run) };
      }),
  };
};

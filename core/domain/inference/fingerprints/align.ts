import type { Interval } from '../picture.ts';
import { beats, changeWaves, noiseLength, type Anchor } from './anchors.ts';
import type { Backdrop } from './backdrop.ts';
import { planeLengths, planesPerSecond, type ChangePlanes } from './change-planes.ts';
import { firstFramings, fitBackdrops, framingMoves } from './framing.ts';
import {
  correlationOf,
  overlay,
  total,
  type Fineness,
  type Framing,
  type Layable,
  type Overlay,
  type Placing,
  type PlaneRange,
} from './overlay.ts';
import { climb, type Found, type SearchMove } from './search.ts';

/** What of a clip is compared. */
export interface Comparable {
  readonly planes: ChangePlanes;
  readonly anchors: readonly Anchor[];
  readonly backdrop: Backdrop;
}

/** A clip made ready to be laid on another. */
export interface AlignedSide extends Layable, Comparable {}

/** Makes a clip ready: noise becomes nothing, and strong change counts as its root. */
export const readyToAlign = ({ planes, anchors, backdrop }: Comparable): AlignedSide => {
  const lengths = planeLengths(planes);
  const weigh = (levels: Float32Array): Float32Array => {
    const cells = levels.length / Math.max(1, lengths.length);
    return levels.map((level, at) => {
      const length = lengths[Math.floor(at / cells)] ?? 0;
      return length < noiseLength ? 0 : level / Math.sqrt(length);
    });
  };
  const { known } = planes;
  return {
    planes,
    anchors,
    backdrop,
    known,
    fine: weigh(planes.fine),
    coarse: weigh(planes.coarse),
  };
};

/** Slowest and fastest replay that is looked for: a tenth, and a little. */
const speedBounds = [0.88, 1.14] as const;

/** A change of speed turns about the pivot, so that what fits there stays fitted. */
const timeMoves = (pivotSeconds: number): readonly SearchMove<Placing>[] => [
  {
    move: (values, steps) => ({ ...values, offsetSeconds: values.offsetSeconds + steps * 0.12 }),
  },
  {
    move(values, steps) {
      const speed = values.speed + steps * 0.02;
      if (speed < speedBounds[0] || speed > speedBounds[1]) return undefined;
      const offsetSeconds = values.offsetSeconds - steps * 0.02 * pivotSeconds;
      return { ...values, speed, offsetSeconds };
    },
  },
];

const everything = ({ known }: Layable): PlaneRange => ({ first: 0, last: known.length - 1 });

const around = (side: Layable, seconds: number): PlaneRange => ({
  first: Math.max(0, Math.floor((seconds - 3) * planesPerSecond)),
  last: Math.min(side.known.length - 1, Math.ceil((seconds + 3) * planesPerSecond)),
});

/** Two anchors that look alike, where a search begins. */
interface AnchorPair {
  readonly here: Anchor;
  readonly there: Anchor;
  readonly mirrored: boolean;
  readonly likeness: number;
}

/** Correlation of two spectra; of the one mirrored, waves across change their sign. */
const likenessOf = (one: Anchor, other: Anchor, mirrored: boolean): number => {
  let both = 0;
  let squares = 0;
  let otherSquares = 0;
  for (const [wave, [across]] of changeWaves.entries()) {
    const sign = mirrored && across % 2 === 1 ? -1 : 1;
    for (let beat = 0; beat < beats; beat += 1) {
      const own = one.spectrum[wave * beats + beat] ?? 0;
      const its = other.spectrum[wave * beats + beat] ?? 0;
      both += sign * own * its;
      squares += own * own;
      otherSquares += its * its;
    }
  }
  return squares * otherSquares > 0 ? both / Math.sqrt(squares * otherSquares) : 0;
};

/** Pairs of anchors that a search begins from, and how alike they must be. */
const maxPairs = 3;
const leastLikeness = 0.5;

const likelyPairs = (
  here: AlignedSide,
  there: AlignedSide,
  mirrorings: readonly boolean[],
): readonly AnchorPair[] =>
  here.anchors
    .flatMap((own) =>
      there.anchors.flatMap((its) =>
        mirrorings.map((mirrored) => ({
          here: own,
          there: its,
          mirrored,
          likeness: likenessOf(own, its, mirrored),
        })),
      ),
    )
    .filter(
      ({ here: own, there: its, likeness }) =>
        own.reading === its.reading && likeness >= leastLikeness,
    )
    .toSorted((one, other) => other.likeness - one.likeness)
    .slice(0, maxPairs);

/** Speeds from which the search begins. */
const firstSpeeds = [0.9, 0.95, 1, 1.05, 1.1] as const;
/** Below this around the anchors, a search is given up. */
const hopelessCorrelation = 0.35;

/**
 * The best placing that begins at a pair of anchors. With a framing that the backdrops tell, only
 * time is searched: what is before a camera stands where it stands.
 */
const placeFrom = (
  here: AlignedSide,
  there: AlignedSide,
  { pair, framing }: { pair: AnchorPair; framing: Framing | undefined },
): Found<Placing> | undefined => {
  const pivotSeconds = pair.here.seconds;
  const near = around(here, pivotSeconds);
  const evaluator = (range: PlaneRange, fineness: Fineness) => (placing: Placing) =>
    correlationOf(overlay(here, there, { placing, range, fineness }));
  const coarsely = evaluator(near, 'coarse');
  const framings = framing === undefined ? firstFramings(pair.mirrored) : [framing];
  const starts = firstSpeeds
    .flatMap((speed) => {
      const offsetSeconds = pair.there.seconds - speed * pivotSeconds;
      return framings.map((first) => ({ ...first, speed, offsetSeconds }));
    })
    .map((values) => ({ values, correlation: coarsely(values) }))
    .toSorted((one, other) => other.correlation - one.correlation);
  const start = starts[0];
  if (start === undefined) return undefined;
  const moves = [
    ...timeMoves(pivotSeconds),
    ...(framing === undefined ? framingMoves<Placing>() : []),
  ];
  const first = climb(start, { moves, rounds: 3, evaluate: coarsely });
  if (first.correlation < hopelessCorrelation) return undefined;
  const wide = evaluator(everything(here), 'coarse');
  const second = { values: first.values, correlation: wide(first.values) };
  const third = climb(second, { moves, rounds: 4, evaluate: wide });
  const finely = evaluator(everything(here), 'fine');
  const last = { values: third.values, correlation: finely(third.values) };
  return climb(last, { moves: moves.map(quarter), rounds: 2, evaluate: finely });
};

const quarter = (move: SearchMove<Placing>): SearchMove<Placing> => ({
  move: (values, steps) => move.move(values, steps / 4),
});

/** What two clips have in common under the best placing that was found. */
export interface Match {
  readonly placing: Placing;
  readonly here: Interval;
  readonly there: Interval;
  /** Correlation within the interval. */
  readonly score: number;
  /** How many planes carry the match: 1 where one instant outweighs all others. */
  readonly weight: number;
  /** Share of the change of the clip with less of it that the interval holds. */
  readonly coverage: number;
  /** Whether the backdrops told the framing. */
  readonly framed: boolean;
}

/** What a plane must correlate to lengthen a match rather than to end it. */
const lengtheningCorrelation = 0.45;

/** The stretch that agrees best: where the sum of what agrees over what must is the greatest. */
const bestStretch = ({ both, here, there }: Overlay): PlaneRange | undefined => {
  const gain = Math.sqrt(total(here) / Math.max(total(there), 1e-9));
  let best = 0;
  let sum = 0;
  let first = 0;
  let range: PlaneRange | undefined;
  for (const [index, product] of both.entries()) {
    if (sum <= 0) {
      sum = 0;
      first = index;
    }
    const squares = (here[index] ?? 0) + (there[index] ?? 0) * gain * gain;
    sum += product * gain - (lengtheningCorrelation * squares) / 2;
    if (sum > best) {
      best = sum;
      range = { first, last: index };
    }
  }
  return range;
};

const squaresOf = (levels: Float32Array): number => {
  let sum = 0;
  for (let at = 0; at < levels.length; at += 1) sum += (levels[at] ?? 0) ** 2;
  return sum;
};

const matchOf = (
  here: AlignedSide,
  there: AlignedSide,
  { placing, framed }: { placing: Placing; framed: boolean },
): Match | undefined => {
  const laid = overlay(here, there, { placing, range: everything(here), fineness: 'fine' });
  const range = bestStretch(laid);
  if (range === undefined) return undefined;
  const cut = (values: Float32Array) => values.subarray(range.first, range.last + 1);
  const within = { both: cut(laid.both), here: cut(laid.here), there: cut(laid.there) };
  const held = total(within.here);
  const squared = squaresOf(within.here);
  const startSeconds = range.first / planesPerSecond;
  const endSeconds = range.last / planesPerSecond;
  const there0 = (seconds: number) => Math.max(0, seconds * placing.speed + placing.offsetSeconds);
  return {
    placing,
    here: { startSeconds, endSeconds },
    there: { startSeconds: there0(startSeconds), endSeconds: there0(endSeconds) },
    score: correlationOf(within),
    weight: squared > 0 ? held ** 2 / squared : 0,
    coverage: Math.max(
      held / Math.max(squaresOf(here.fine), 1e-9),
      total(within.there) / (placing.speed * Math.max(squaresOf(there.fine), 1e-9)),
    ),
    framed,
  };
};

/** Two steady cameras whose backdrops fit less than this show two places. */
const samePlace = 0.5;
/** Backdrops that fit so well tell the framing. */
const tellsFraming = 0.55;
/** Where so much of the pictures is as the backdrop says, the camera stood still. */
const steady = 0.6;

/** What the backdrops say: two places, a framing, or nothing where a camera moved. */
const framingOf = (
  here: AlignedSide,
  there: AlignedSide,
): { framing: Framing | undefined } | undefined => {
  const { values, correlation } = fitBackdrops(here.backdrop, there.backdrop);
  if (correlation >= tellsFraming) return { framing: values };
  const stoodStill = [here, there].every(({ backdrop }) => backdrop.steadiness >= steady);
  return stoodStill && correlation < samePlace ? undefined : { framing: undefined };
};

/** The best match of two clips; undefined where nothing speaks for one. */
export const align = (here: AlignedSide, there: AlignedSide): Match | undefined => {
  const told = framingOf(here, there);
  if (told === undefined) return undefined;
  const { framing } = told;
  const mirrorings = framing === undefined ? [false, true] : [framing.mirrored];
  let best: Match | undefined;
  for (const pair of likelyPairs(here, there, mirrorings)) {
    const found = placeFrom(here, there, { pair, framing });
    if (found === undefined) continue;
    const match = matchOf(here, there, { placing: found.values, framed: framing !== undefined });
    if (match === undefined) continue;
    if (best === undefined || match.score * match.coverage > best.score * best.coverage) {
      best = match;
    }
  }
  return best;
};

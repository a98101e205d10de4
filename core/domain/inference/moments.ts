import type { ChangeMoment } from './analysis.ts';

/** Share of the picture that must move before a peak of motion is worth telling: 0.3 %. */
const minPeakMotion = 0.003;
/** Share of the picture that must stay changed: 4 of the 920 cells of a 16:9 picture. */
const minLastingShare = 0.004;
/** A peak stands out when the motion around it falls under this part of it. */
const peakFallsTo = 0.5;
/** Two things within this time are one moment. */
const minSecondsApart = 1;
/** Moments told of one clip. A clip that never stands still has no moments worth a list. */
export const maxMoments = 16;
/** How far before a lasting change to look for who made it; longer ago they only walked. */
const makerSecondsBefore = 0.5;

/** A moment together with the sample that shows it best. */
export interface RankedMoment extends ChangeMoment {
  /** 0-based sample to show: the one with the most motion around it. */
  readonly sample: number;
}

/** What was measured, sample by sample. `motion[i]` leads from sample `i` to `i + 1`. */
export interface Measured {
  readonly seconds: readonly number[];
  readonly motion: readonly number[];
  readonly lastingShares: readonly number[];
}

const at = (values: readonly number[], index: number): number => values[index] ?? 0;

/**
 * The lowest value on the way from `from` in steps of `step` until something higher, or the end.
 * 0 where there is no way: before its first and after its last sample a clip is taken to be still.
 */
const lowestOnTheWay = (values: readonly number[], from: number, step: 1 | -1): number => {
  const top = at(values, from);
  let lowest: number | undefined;
  for (let index = from + step; index >= 0 && index < values.length; index += step) {
    const value = at(values, index);
    if (value > top) return lowest ?? top;
    lowest = Math.min(lowest ?? top, value);
  }
  return lowest ?? 0;
};

/** Samples at whose arrival motion peaks: the valleys on both sides are at most half as high. */
const motionPeaks = ({ seconds, motion }: Measured): readonly RankedMoment[] =>
  motion.flatMap((value, index) => {
    const rises = value > (index === 0 ? 0 : at(motion, index - 1));
    if (!rises || value < minPeakMotion || value < at(motion, index + 1)) return [];
    const valleys = [lowestOnTheWay(motion, index, -1), lowestOnTheWay(motion, index, 1)];
    if (Math.max(...valleys) > value * peakFallsTo) return [];
    const sample = index + 1;
    return [{ seconds: at(seconds, sample), score: value, sample }];
  });

/** The sample up to `sample` with the most motion around: it shows who did it, not only the end. */
const makerSample = ({ seconds, motion }: Measured, sample: number): number => {
  const around = (index: number): number => at(motion, index - 1) + at(motion, index);
  let best = sample;
  for (let index = sample - 1; index > 0; index -= 1) {
    if (at(seconds, sample) - at(seconds, index) > makerSecondsBefore) break;
    if (around(index) > around(best)) best = index;
  }
  return best;
};

/** Cells settle a sample earlier or later than their neighbours: three samples count together. */
const lastingMoments = (measured: Measured): readonly RankedMoment[] => {
  const { seconds, lastingShares: shares } = measured;
  return shares.flatMap((share, sample) => {
    const together = at(shares, sample - 1) + share + at(shares, sample + 1);
    const isTop = share > at(shares, sample - 1) && share >= at(shares, sample + 1);
    if (!isTop || together < minLastingShare) return [];
    return [
      { seconds: at(seconds, sample), score: together, sample: makerSample(measured, sample) },
    ];
  });
};

const byScore = (one: RankedMoment, other: RankedMoment): number =>
  other.score - one.score || one.seconds - other.seconds;

/**
 * The moments of a clip, the most telling first: lasting changes by size, then peaks of motion by
 * size, at least one second apart, at most `maxMoments`.
 */
export const rankMoments = (measured: Measured): readonly RankedMoment[] => {
  const candidates = [
    ...lastingMoments(measured).toSorted(byScore),
    ...motionPeaks(measured).toSorted(byScore),
  ];
  const ranked: RankedMoment[] = [];
  for (const candidate of candidates) {
    if (ranked.length === maxMoments) break;
    const apart = ranked.every(
      ({ seconds }) => Math.abs(seconds - candidate.seconds) >= minSecondsApart,
    );
    if (apart) ranked.push(candidate);
  }
  return ranked;
};

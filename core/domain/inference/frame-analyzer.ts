import type { Analysis, ChangeMoment } from './analysis.ts';
import { chooseFrames, type SampleChoice } from './choose-frames.ts';
import { watchLastingChanges, type LastingChanges } from './lasting-changes.ts';
import { explainByLight } from './lighting.ts';
import { rankMoments } from './moments.ts';
import type { Look } from './picture.ts';
import type { Quality } from './quality/quality.ts';
import { startQualityWatch, type QualityWatch } from './quality/quality-watch.ts';

/** What the looks told. `choices` names samples by their 0-based order. */
export interface Findings {
  readonly frames: Analysis['frames'];
  readonly quality: Quality;
  readonly motion: readonly number[];
  readonly moments: readonly ChangeMoment[];
  readonly choices: readonly (SampleChoice & { readonly seconds: number })[];
}

/** Takes looks one after another and keeps only the last pictures of them. */
export interface FrameAnalyzer {
  /** Throws `RangeError` on a look of another size, an earlier time, or one too many. */
  add(look: Look): void;
  /** What was found so far. */
  findings(): Findings;
}

/** How often pictures come. */
export interface Rates {
  readonly samplesPerSecond: number;
  /** A whole multiple of `samplesPerSecond`. */
  readonly looksPerSecond: number;
}

/** Grey levels a pixel may stray by sensor noise and compression. */
const pixelNoiseLevels = 20;
/** Samples of one clip: 20 minutes at 2 a second; bounds the lists of numbers kept. */
export const maxSamples = 2_400;

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

interface Watch {
  readonly seconds: number[];
  readonly motion: number[];
  readonly quality: QualityWatch;
  lastLook: Look | undefined;
  lastSample: Look | undefined;
  lasting: LastingChanges | undefined;
}

const checkLook = ({ lastLook: last, seconds }: Watch, look: Look): void => {
  const { width, height, grey, isSample } = look;
  if (grey.length !== width * height || grey.length === 0) {
    throw new RangeError(`A look of ${width} × ${height} px with ${grey.length} levels`);
  }
  if (isSample && seconds.length >= maxSamples) {
    throw new RangeError(`More than ${maxSamples} samples`);
  }
  if (last === undefined) return;
  if (last.width !== width || last.height !== height) {
    throw new RangeError(`Looks of ${last.width} × ${last.height} and ${width} × ${height} px`);
  }
  if (look.seconds <= last.seconds) throw new RangeError('Looks must come in order of time');
};

const takeSample = (watch: Watch, sample: Look, { samplesPerSecond }: Rates): void => {
  const { lastSample: last } = watch;
  if (last !== undefined) {
    const { changedShare } = explainByLight(last.grey, sample.grey, pixelNoiseLevels);
    watch.motion.push(rounded(changedShare, 4));
  }
  const { width, height } = sample;
  watch.lasting ??= watchLastingChanges({ width, height, samplesPerSecond });
  watch.lasting.add(sample.grey);
  watch.seconds.push(sample.seconds);
  watch.lastSample = sample;
};

const framesOf = (
  { seconds, lastSample: last }: Watch,
  { samplesPerSecond, looksPerSecond }: Rates,
): Analysis['frames'] => {
  const covered = last === undefined ? 0 : last.seconds - (seconds[0] ?? 0) + 1 / samplesPerSecond;
  return {
    sampled: seconds.length,
    samplesPerSecond,
    looksPerSecond,
    width: last?.width ?? 0,
    height: last?.height ?? 0,
    coveredSeconds: rounded(covered, 3),
  };
};

const findingsOf = (watch: Watch, rates: Rates): Findings => {
  const { seconds, motion } = watch;
  const ranked = rankMoments({ seconds, motion, lastingShares: watch.lasting?.shares() ?? [] });
  return {
    frames: framesOf(watch, rates),
    quality: watch.quality.findings(),
    motion: [...motion],
    moments: ranked
      .map((moment) => ({ seconds: moment.seconds, score: rounded(moment.score, 4) }))
      .toSorted((one, other) => one.seconds - other.seconds),
    choices: chooseFrames(
      seconds.length,
      ranked.map(({ sample }) => sample),
    ).map((choice) => ({ ...choice, seconds: seconds[choice.sample] ?? 0 })),
  };
};

/**
 * Starts an analysis of looks. Motion, moments and most of quality are measured on the samples;
 * whether the picture is frozen or shaken, on every look. The same looks give the same findings on
 * every machine. Memory: two pictures, the cell grid, and a kilobyte a sample.
 */
export const startFrameAnalysis = (rates: Rates): FrameAnalyzer => {
  const { samplesPerSecond, looksPerSecond } = rates;
  if (!(samplesPerSecond > 0)) throw new RangeError('Samples per second must be positive');
  if (!(looksPerSecond > 0) || !Number.isInteger(looksPerSecond / samplesPerSecond)) {
    throw new RangeError('Looks per second must be a whole multiple of samples per second');
  }
  const watch: Watch = {
    seconds: [],
    motion: [],
    quality: startQualityWatch(rates),
    lastLook: undefined,
    lastSample: undefined,
    lasting: undefined,
  };
  return {
    add(look) {
      checkLook(watch, look);
      watch.quality.add(look);
      if (look.isSample) takeSample(watch, look, rates);
      watch.lastLook = look;
    },
    findings: () => findingsOf(watch, rates),
  };
};

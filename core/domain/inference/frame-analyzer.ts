import type { Analysis, ChangeMoment } from './analysis.ts';
import { chooseFrames, type SampleChoice } from './choose-frames.ts';
import { watchLastingChanges, type LastingChanges } from './lasting-changes.ts';
import { explainByLight } from './lighting.ts';
import { rankMoments } from './moments.ts';

/** One sampled picture. */
export interface GreyFrame {
  /** From the start of the clip. */
  readonly seconds: number;
  readonly width: number;
  readonly height: number;
  /** `width × height` levels, 0 black to 255 white, row by row. */
  readonly grey: Uint8Array;
}

/** What the frames told. `choices` names samples by their 0-based order. */
export interface Findings {
  readonly frames: Analysis['frames'];
  readonly brightness: Analysis['brightness'];
  readonly motion: readonly number[];
  readonly moments: readonly ChangeMoment[];
  readonly choices: readonly (SampleChoice & { readonly seconds: number })[];
}

/** Takes frames one after another and keeps only the last picture of them. */
export interface FrameAnalyzer {
  /** Throws `RangeError` on a frame of another size, an earlier time, or one too many. */
  add(frame: GreyFrame): void;
  /** What was found so far. */
  findings(): Findings;
}

/** Grey levels a pixel may stray by sensor noise and compression. */
const pixelNoiseLevels = 20;
/** Samples of one clip: 20 minutes at 2 a second; bounds the lists of numbers kept. */
export const maxSamples = 2_400;

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

const meanOf = (grey: Uint8Array): number => {
  let sum = 0;
  for (const level of grey) sum += level;
  return grey.length === 0 ? 0 : sum / grey.length;
};

interface Watch {
  readonly seconds: number[];
  readonly means: number[];
  readonly motion: number[];
  last: GreyFrame | undefined;
  lasting: LastingChanges | undefined;
}

const checkFrame = ({ last, seconds }: Watch, frame: GreyFrame): void => {
  const { width, height, grey } = frame;
  if (grey.length !== width * height || grey.length === 0) {
    throw new RangeError(`A frame of ${width} × ${height} px with ${grey.length} levels`);
  }
  if (seconds.length >= maxSamples) throw new RangeError(`More than ${maxSamples} samples`);
  if (last === undefined) return;
  if (last.width !== width || last.height !== height) {
    throw new RangeError(`Frames of ${last.width} × ${last.height} and ${width} × ${height} px`);
  }
  if (frame.seconds <= last.seconds) throw new RangeError('Frames must come in order of time');
};

const takeFrame = (watch: Watch, frame: GreyFrame, samplesPerSecond: number): void => {
  checkFrame(watch, frame);
  const { last } = watch;
  if (last !== undefined) {
    const { changedShare } = explainByLight(last.grey, frame.grey, pixelNoiseLevels);
    watch.motion.push(rounded(changedShare, 4));
  }
  const { width, height } = frame;
  watch.lasting ??= watchLastingChanges({ width, height, samplesPerSecond });
  watch.lasting.add(frame.grey);
  watch.means.push(meanOf(frame.grey));
  watch.seconds.push(frame.seconds);
  watch.last = frame;
};

const brightnessOf = (means: readonly number[]): Analysis['brightness'] => {
  if (means.length === 0) return { mean: 0, min: 0, max: 0 };
  const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
  return {
    mean: rounded(mean, 2),
    min: rounded(Math.min(...means), 2),
    max: rounded(Math.max(...means), 2),
  };
};

const findingsOf = (watch: Watch, samplesPerSecond: number): Findings => {
  const { seconds, motion, means, last } = watch;
  const ranked = rankMoments({ seconds, motion, lastingShares: watch.lasting?.shares() ?? [] });
  const covered = last === undefined ? 0 : last.seconds - (seconds[0] ?? 0) + 1 / samplesPerSecond;
  return {
    frames: {
      sampled: seconds.length,
      samplesPerSecond,
      width: last?.width ?? 0,
      height: last?.height ?? 0,
      coveredSeconds: rounded(covered, 3),
    },
    brightness: brightnessOf(means),
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
 * Starts an analysis of frames that come `samplesPerSecond`. The same frames give the same findings
 * on every machine. Memory: two pictures, the cell grid, and three numbers a sample.
 */
export const startFrameAnalysis = (samplesPerSecond: number): FrameAnalyzer => {
  if (!(samplesPerSecond > 0)) throw new RangeError('Samples per second must be positive');
  const watch: Watch = { seconds: [], means: [], motion: [], last: undefined, lasting: undefined };
  return {
    add: (frame) => takeFrame(watch, frame, samplesPerSecond),
    findings: () => findingsOf(watch, samplesPerSecond),
  };
};

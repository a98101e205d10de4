import type { Look } from '../picture.ts';
import type { Quality } from './quality.ts';
import { watchFreezes } from './frozen.ts';
import { intervalsWhere } from './intervals.ts';
import { measureSample, type SampleMeasure } from './sample-measure.ts';
import { watchShake } from './shake.ts';
import { isBlack, isBlurred, obstructedSamples } from './verdicts.ts';

/** Watches looks in order of time, all of one size. */
export interface QualityWatch {
  add(look: Look): void;
  /** What was found so far. */
  findings(): Quality;
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

const medianOf = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const [below = 0, above = 0] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? above : (below + above) / 2;
};

/**
 * Dark, blurred and obstructed stretches shorter than this are a car's lights or a passing hand.
 */
const minStretchSeconds = 1;

const brightnessOf = (means: readonly number[]): Quality['brightness'] => {
  if (means.length === 0) return { mean: 0, min: 0, max: 0 };
  const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
  return {
    mean: rounded(mean, 2),
    min: rounded(
      means.reduce((one, other) => Math.min(one, other)),
      2,
    ),
    max: rounded(
      means.reduce((one, other) => Math.max(one, other)),
      2,
    ),
  };
};

/** Starts watching. Memory: one picture, and a kilobyte a sample. */
export const startQualityWatch = ({
  samplesPerSecond,
  looksPerSecond,
}: {
  samplesPerSecond: number;
  looksPerSecond: number;
}): QualityWatch => {
  const measures: SampleMeasure[] = [];
  const seconds: number[] = [];
  const freezes = watchFreezes(looksPerSecond);
  const shake = watchShake(looksPerSecond);
  const stretches = (flags: readonly boolean[]) =>
    intervalsWhere(flags, { seconds, perSecond: samplesPerSecond, minSeconds: minStretchSeconds });
  return {
    add(look) {
      freezes.add(look);
      shake.add(look);
      if (!look.isSample) return;
      measures.push(measureSample(look));
      seconds.push(look.seconds);
    },
    findings: () => ({
      brightness: brightnessOf(measures.map(({ mean }) => mean)),
      sharpness: rounded(medianOf(measures.map(({ sharpness }) => sharpness)), 3),
      black: stretches(measures.map(isBlack)),
      frozen: freezes.intervals(),
      blurred: stretches(measures.map(isBlurred)),
      obstructed: stretches(obstructedSamples(measures)),
      shake: shake.findings(),
    }),
  };
};

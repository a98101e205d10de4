/**
 * Tells light from movement. A cloud or the camera's own exposure changes every pixel at once by
 * one rule (a shift, or a gain and a shift); something that moves changes some pixels by none.
 */

/** How one picture's light explains another's. */
export interface LightingFit {
  /** For each grey level of the reference, the level it should have in the current picture. */
  readonly expected: Uint8Array;
  /** 0 to 1: share of pixels that differ from what the light explains. */
  readonly changedShare: number;
}

/** Grey levels that light alone may shift a whole picture between two samples; more is an event. */
export const maxLightShift = 48;
/** Bounds of a gain that light alone may put on contrast. */
const gainRange = { min: 0.5, max: 2 } as const;
/** Below this distance of the 20th and 80th percentile the gain of a flat picture is noise. */
const minContrast = 16;
/** A more complex explanation must explain this share of the pixels more than a simpler one. */
const worthwhileShare = 0.0005;

const levels = 256;

const clampLevel = (value: number): number => Math.min(levels - 1, Math.max(0, Math.round(value)));

const tableOf = (gain: number, offset: number): Uint8Array =>
  Uint8Array.from({ length: levels }, (_, level) => clampLevel(gain * level + offset));

const identity = tableOf(1, 0);

const histogramOf = (values: Uint8Array): Uint32Array => {
  const histogram = new Uint32Array(levels);
  // By index: an iterator over 57,600 levels a look costs more than all the rest of this.
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? 0;
    histogram[value] = (histogram[value] ?? 0) + 1;
  }
  return histogram;
};

/** The bin in which the given share of all counts is reached. */
const quantileOf = (histogram: Uint32Array, total: number, share: number): number => {
  let seen = 0;
  for (let bin = 0; bin < histogram.length; bin += 1) {
    seen += histogram[bin] ?? 0;
    if (seen >= share * total && seen > 0) return bin;
  }
  return histogram.length - 1;
};

/** The middle difference of all pixels: what moves, if under half the picture, cannot sway it. */
const medianShift = (reference: Uint8Array, current: Uint8Array): number => {
  const differences = new Uint32Array(2 * levels - 1);
  for (let index = 0; index < current.length; index += 1) {
    const bin = (current[index] ?? 0) - (reference[index] ?? 0) + levels - 1;
    differences[bin] = (differences[bin] ?? 0) + 1;
  }
  return quantileOf(differences, current.length, 0.5) - (levels - 1);
};

const gainAndShift = (reference: Uint8Array, current: Uint8Array): Uint8Array | undefined => {
  const before = histogramOf(reference);
  const after = histogramOf(current);
  const total = current.length;
  const low = quantileOf(before, total, 0.2);
  const spread = quantileOf(before, total, 0.8) - low;
  if (spread < minContrast) return undefined;
  const lowAfter = quantileOf(after, total, 0.2);
  const gain = (quantileOf(after, total, 0.8) - lowAfter) / spread;
  if (gain < gainRange.min || gain > gainRange.max) return undefined;
  const wholeShift = quantileOf(after, total, 0.5) - quantileOf(before, total, 0.5);
  return Math.abs(wholeShift) <= maxLightShift ? tableOf(gain, lowAfter - gain * low) : undefined;
};

const changedShareOf = (
  reference: Uint8Array,
  current: Uint8Array,
  { expected, noiseLevels }: { expected: Uint8Array; noiseLevels: number },
): number => {
  let changed = 0;
  for (let index = 0; index < current.length; index += 1) {
    const predicted = expected[reference[index] ?? 0] ?? 0;
    const difference = (current[index] ?? 0) - predicted;
    if (difference > noiseLevels || difference < -noiseLevels) changed += 1;
  }
  return current.length === 0 ? 0 : changed / current.length;
};

/**
 * The explanation by light that leaves the fewest pixels unexplained, tried from the simplest to
 * the least simple: no change, a shift, a gain and a shift. `noiseLevels` is how far (grey levels)
 * a pixel may stray and still count as unchanged. Throws `RangeError` on pictures of unequal size.
 */
export const explainByLight = (
  reference: Uint8Array,
  current: Uint8Array,
  noiseLevels: number,
): LightingFit => {
  if (reference.length !== current.length) {
    throw new RangeError(`Pictures of ${reference.length} and ${current.length} pixels`);
  }
  const fit = (expected: Uint8Array): LightingFit => ({
    expected,
    changedShare: changedShareOf(reference, current, { expected, noiseLevels }),
  });
  let best = fit(identity);
  if (best.changedShare <= worthwhileShare) return best;
  const shift = medianShift(reference, current);
  const tables = [
    shift !== 0 && Math.abs(shift) <= maxLightShift ? tableOf(1, shift) : undefined,
    gainAndShift(reference, current),
  ];
  for (const expected of tables) {
    if (expected === undefined) continue;
    const candidate = fit(expected);
    if (candidate.changedShare < best.changedShare - worthwhileShare) best = candidate;
  }
  return best;
};

const { abs, max, min, round } = Math;

/**
 * How much each pixel trembles by itself, measured in the clip: grain at night, a codec's blocks,
 * leaves in the wind, edges under a shaking camera. The measure is a running median of the change
 * from look to look, so that somebody who walks through does not sway it.
 */
export interface PixelNoise {
  /** Takes the difference of two looks in a row into account. */
  add(before: Float32Array, now: Float32Array): void;
  /** Writes by how many levels each pixel must differ to count as changed. */
  thresholds(out: Float32Array): void;
}

/** Levels by which the running median follows each look. */
const followLevels = 0.12;
/** Without any noise 8-bit levels still round, and codecs drop what is fainter. */
const minThreshold = 7;
const maxThreshold = 48;
/** The median of |a − b| of two normal values is 0.95 of their deviation; 4.5 deviations. */
const deviationsPerMedian = 4.5 / 0.95;

/** The middle value of a list of levels, by counting. */
const medianOf = (values: Float32Array): number => {
  const counts = new Uint32Array(512);
  for (let index = 0; index < values.length; index += 1) {
    const bin = min(511, round((values[index] ?? 0) * 8));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  let seen = 0;
  for (const [bin, count] of counts.entries()) {
    seen += count;
    if (seen * 2 >= values.length) return bin / 8;
  }
  return 0;
};

/** Starts measuring pictures of `width × height`. */
export const createPixelNoise = (width: number, height: number): PixelNoise => {
  const pixels = width * height;
  const medians = new Float32Array(pixels).fill(0.5);

  const beside = new Float32Array(pixels);

  /** The most of three in a row, or in a column: noise is a matter of places, not of pixels. */
  const widen = (from: Float32Array, to: Float32Array, step: number): void => {
    for (let pixel = 0; pixel < pixels; pixel += 1) {
      // Not out of bounds: one such read makes all of them slow.
      const before = pixel >= step ? (from[pixel - step] ?? 0) : 0;
      const here = from[pixel] ?? 0;
      const after = pixel + step < pixels ? (from[pixel + step] ?? 0) : 0;
      to[pixel] = max(here, (here + before) / 2, (here + after) / 2);
    }
  };

  return {
    add(before, now) {
      for (let pixel = 0; pixel < pixels; pixel += 1) {
        const difference = abs((now[pixel] ?? 0) - (before[pixel] ?? 0));
        const median = medians[pixel] ?? 0;
        medians[pixel] = median + (difference > median ? followLevels : -followLevels);
      }
    },
    thresholds(out) {
      const everywhere = medianOf(medians);
      widen(medians, beside, 1);
      widen(beside, out, width);
      for (let pixel = 0; pixel < pixels; pixel += 1) {
        const noise = max(everywhere, out[pixel] ?? 0);
        const threshold = 3 + noise * deviationsPerMedian;
        out[pixel] = min(maxThreshold, max(minThreshold, threshold));
      }
    },
  };
};

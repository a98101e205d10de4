const { floor, max, min, round } = Math;

/**
 * Small, soft pictures. Halving a look and softening it by one pixel averages about 16 of its
 * pixels: sensor grain, rain and the ringing of a codec shrink to a third or less, a parcel does
 * not.
 */

/** Sizes of what the watch works on. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Where the camera points, in pixels of the small picture, against where it pointed first. */
export interface Shift {
  readonly x: number;
  readonly y: number;
}

/** The long side of a small picture: a standing person of 1/8 of the picture is 11 px tall. */
const smallLongSide = 160;

/** By how much looks of this size are shrunk: a whole number of pixels each way. */
const shrinkFactorFor = ({ width, height }: PictureSize): number =>
  max(1, round(max(width, height) / smallLongSide));

/** What a look of this size is shrunk to; a remainder at the right and below is dropped. */
export const smallSizeFor = (size: PictureSize): PictureSize => {
  const factor = shrinkFactorFor(size);
  return {
    width: max(1, floor(size.width / factor)),
    height: max(1, floor(size.height / factor)),
  };
};

/** Where rows or columns of a moved picture come from: past its ends, the end repeats. */
const placesOf = (count: number, first: number, most: number, into: Int32Array): void => {
  for (let index = 0; index < count; index += 1) {
    into[index] = min(most - 1, max(0, first + index));
  }
};

/** Each pixel becomes 1/4, 1/2, 1/4 of itself and its two neighbours in a row; ends repeat. */
const softenRows = (from: Float32Array, to: Float32Array, { width, height }: PictureSize): void => {
  for (let y = 0; y < height; y += 1) {
    const [first, last] = [y * width, (y + 1) * width - 1];
    let before = from[first] ?? 0;
    let here = before;
    for (let index = first; index < last; index += 1) {
      const after = from[index + 1] ?? 0;
      to[index] = here * 0.5 + (before + after) * 0.25;
      before = here;
      here = after;
    }
    to[last] = here * 0.75 + before * 0.25;
  }
};

const softenColumns = (
  from: Float32Array,
  to: Float32Array,
  { width, height }: PictureSize,
): void => {
  for (let y = 0; y < height; y += 1) {
    const up = y > 0 ? width : 0;
    const down = y + 1 < height ? width : 0;
    for (let index = y * width; index < (y + 1) * width; index += 1) {
      const beside = (from[index - up] ?? 0) + (from[index + down] ?? 0);
      to[index] = (from[index] ?? 0) * 0.5 + beside * 0.25;
    }
  }
};

/** Makes small soft pictures of looks of one size, without allocating for each. */
export interface Shrinker {
  readonly small: PictureSize;
  /** Writes the small picture of `grey`, seen from where the camera first pointed, into `out`. */
  shrink(grey: Uint8Array, shift: Shift, out: Float32Array): void;
}

/**
 * Adds up `factor` pixels from each of `columns`, `factor` apart: the first counts for a share
 * only, and the one after the last for the rest of it, which moves the picture by part of a pixel.
 */
const sumRow = (
  grey: Uint8Array,
  row: number,
  columns: Int32Array,
  { factor, share }: { factor: number; share: number },
  sums: Float32Array,
): void => {
  for (let x = 0, at = 0; x < sums.length; x += 1, at += factor) {
    const first = grey[row + (columns[at] ?? 0)] ?? 0;
    const after = share === 0 ? 0 : (grey[row + (columns[at + factor] ?? 0)] ?? 0);
    let sum = first * (1 - share) + after * share;
    for (let step = 1; step < factor; step += 1) {
      sum += grey[row + (columns[at + step] ?? 0)] ?? 0;
    }
    sums[x] = sum;
  }
};

/** A shrinker for looks of `size`. */
export const createShrinker = (size: PictureSize): Shrinker => {
  const factor = shrinkFactorFor(size);
  const small = smallSizeFor(size);
  const pixels = small.width * small.height;
  const means = new Float32Array(pixels);
  const softRows = new Float32Array(pixels);
  const sums = new Float32Array(small.width);
  const columns = new Int32Array((small.width + 1) * factor);
  const rows = new Int32Array((small.height + 1) * factor);

  const addRow = (y: number, weight: number): void => {
    const start = y * small.width;
    for (let x = 0; x < small.width; x += 1) {
      means[start + x] = (means[start + x] ?? 0) + (sums[x] ?? 0) * weight;
    }
  };

  /** The same without a shift: whole pixels only. */
  const shrinkInPlace = (grey: Uint8Array): void => {
    const scale = 1 / (factor * factor);
    for (let y = 0, to = 0; y < small.height; y += 1) {
      for (let x = 0; x < small.width; x += 1, to += 1) {
        const start = y * factor * size.width + x * factor;
        let sum = 0;
        for (let down = 0; down < factor; down += 1) {
          const row = start + down * size.width;
          for (let across = 0; across < factor; across += 1) sum += grey[row + across] ?? 0;
        }
        means[to] = sum * scale;
      }
    }
  };

  const shrinkMoved = (grey: Uint8Array, shift: Shift): void => {
    const [x, y] = [shift.x * factor, shift.y * factor];
    const [left, top] = [floor(x), floor(y)];
    const [shareX, shareY] = [x - left, y - top];
    placesOf(columns.length, left, size.width, columns);
    placesOf(rows.length, top, size.height, rows);
    const scale = 1 / (factor * factor);
    means.fill(0);
    for (let source = 0; source < small.height * factor + 1; source += 1) {
      const row = (rows[source] ?? 0) * size.width;
      sumRow(grey, row, columns, { factor, share: shareX }, sums);
      const block = floor(source / factor);
      const isFirst = source % factor === 0;
      if (block < small.height) addRow(block, isFirst ? (1 - shareY) * scale : scale);
      if (isFirst && block > 0 && shareY > 0) addRow(block - 1, shareY * scale);
    }
  };

  return {
    small,
    shrink(grey, shift, out) {
      if (shift.x === 0 && shift.y === 0) shrinkInPlace(grey);
      else shrinkMoved(grey, shift);
      softenRows(means, softRows, small);
      softenColumns(softRows, out, small);
    },
  };
};

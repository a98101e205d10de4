/** Taken once: loops over pixels call them millions of times. */
const { abs, ceil, floor, max, min, round } = Math;

/**
 * The grid on which moving regions are found: cells of 4 × 4 pixels of a small grey picture. On a
 * picture of 320 px that is 80 cells along the longer side; one cell covers 24 px of 1080p.
 */
export const cellPixels = 4;

/** A small grey picture's size and its grid's. The last cells are cut where it does not divide. */
export interface Grid {
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
}

/** The grid of pictures of this size. */
export const gridOf = ({ width, height }: { width: number; height: number }): Grid => ({
  width,
  height,
  columns: ceil(width / cellPixels),
  rows: ceil(height / cellPixels),
});

/** Mean level of each cell. */
export const cellMeans = (grid: Grid, grey: Uint8Array): Float32Array => {
  const { width, height, columns, rows } = grid;
  const means = new Float32Array(columns * rows);
  for (let cell = 0; cell < means.length; cell += 1) {
    const left = (cell % columns) * cellPixels;
    const top = floor(cell / columns) * cellPixels;
    const [right, bottom] = [min(width, left + cellPixels), min(height, top + cellPixels)];
    let sum = 0;
    for (let y = top; y < bottom; y += 1) {
      for (let at = y * width + left; at < y * width + right; at += 1) sum += grey[at] ?? 0;
    }
    means[cell] = sum / ((right - left) * (bottom - top));
  }
  return means;
};

/** How a picture differs from another, cell by cell, in quarters of a level. */
export interface Differences {
  /** The amount by which the cell is lighter or darker: noise averages out. */
  readonly light: Uint8Array;
  /** The mean difference of its pixels: a pattern of the same mean shows here. */
  readonly pattern: Uint8Array;
}

/** Differences are kept in quarters of a level, up to 63. */
export const perLevel = 4;

/**
 * Light that changes does not change everywhere alike: shadows, lamps, a lens that is darker at
 * its corners. So much of the change that is expected of a cell may be missing or too much.
 */
const unevenLightShare = 0.3;

/** What is seen against what is expected; `expected` is the level to expect for each level. */
export const differencesOf = (
  { width, height, columns, rows }: Grid,
  seen: Uint8Array,
  { background, expected }: { background: Uint8Array; expected: Float32Array },
): Differences => {
  const light = new Uint8Array(columns * rows);
  const pattern = new Uint8Array(columns * rows);
  for (let cell = 0; cell < light.length; cell += 1) {
    const left = (cell % columns) * cellPixels;
    const top = floor(cell / columns) * cellPixels;
    const [right, bottom] = [min(width, left + cellPixels), min(height, top + cellPixels)];
    let [sum, amount, change] = [0, 0, 0];
    for (let y = top; y < bottom; y += 1) {
      for (let at = y * width + left; at < y * width + right; at += 1) {
        const before = background[at] ?? 0;
        const level = expected[before] ?? 0;
        const difference = (seen[at] ?? 0) - level;
        sum += difference;
        amount += abs(difference);
        change += abs(level - before);
      }
    }
    const scale = perLevel / ((right - left) * (bottom - top));
    const allowed = change * unevenLightShare;
    light[cell] = max(0, min(255, (abs(sum) - allowed) * scale));
    pattern[cell] = max(0, min(255, (amount - allowed) * scale));
  }
  return { light, pattern };
};

/** Ratios are counted in steps of 1/256, from 0 to 4. */
const ratioSteps = 256;
const largestRatio = 4;
/** Darker cells have no ratio that says anything. */
const darkestForRatio = 16;

/**
 * What each level of the background becomes in today's light: exposure and clouds multiply the
 * whole picture, and the middle of all cells' ratios does not mind what moves in a part of it.
 */
export const expectedLevels = (seen: Float32Array, background: Float32Array): Float32Array => {
  const counts = new Uint32Array(ratioSteps * largestRatio + 1);
  let counted = 0;
  background.forEach((level, cell) => {
    if (level < darkestForRatio) return;
    const ratio = min(largestRatio, (seen[cell] ?? 0) / level);
    const step = round(ratio * ratioSteps);
    counts[step] = (counts[step] ?? 0) + 1;
    counted += 1;
  });
  let gain = 1;
  for (let step = 0, passed = 0; step < counts.length && counted > 0; step += 1) {
    passed += counts[step] ?? 0;
    if (passed * 2 < counted) continue;
    gain = step / ratioSteps;
    break;
  }
  return Float32Array.from({ length: 256 }, (_, level) => min(255, level * gain));
};

/** Marks of one byte a cell: 1 where something is, else 0. */
export type Mask = Uint8Array;

/** Cells that have a marked cell within `reach` cells, diagonals included. */
export const dilated = ({ columns, rows }: Grid, mask: Mask, reach: number): Mask => {
  const wide = new Uint8Array(mask.length);
  const high = new Uint8Array(mask.length);
  for (let row = 0; row < rows; row += 1) {
    const start = row * columns;
    for (let column = 0; column < columns; column += 1) {
      if (mask[start + column] !== 1) continue;
      const end = start + min(columns, column + reach + 1);
      wide.fill(1, start + max(0, column - reach), end);
    }
  }
  for (let row = 0; row < rows; row += 1) {
    const last = min(rows - 1, row + reach);
    for (let column = 0; column < columns; column += 1) {
      if (wide[row * columns + column] !== 1) continue;
      for (let near = max(0, row - reach); near <= last; near += 1) {
        high[near * columns + column] = 1;
      }
    }
  }
  return high;
};

/** Connected cells, diagonals included, as lists of cells. */
export const regionsOf = ({ columns, rows }: Grid, mask: Mask): readonly (readonly number[])[] => {
  const left = mask.slice();
  const regions: number[][] = [];
  for (let first = 0; first < left.length; first += 1) {
    if (left[first] !== 1) continue;
    left[first] = 0;
    const region = [first];
    // Grows while it is walked: every cell enters once.
    for (let index = 0; index < region.length; index += 1) {
      const cell = region[index] ?? 0;
      const [row, column] = [floor(cell / columns), cell % columns];
      for (let y = max(0, row - 1); y <= min(rows - 1, row + 1); y += 1) {
        for (let x = max(0, column - 1); x <= min(columns - 1, column + 1); x += 1) {
          const next = y * columns + x;
          if (left[next] !== 1) continue;
          left[next] = 0;
          region.push(next);
        }
      }
    }
    regions.push(region);
  }
  return regions;
};

/** How many cells are marked. */
export const countOf = (mask: Mask): number => mask.reduce((sum, mark) => sum + mark, 0);

const { max, min } = Math;

/** Masks of one byte a pixel: 1 where something is, 0 where not. */

/**
 * Keeps a pixel when at least `least` of the nine around it, itself included, are set: with 5, lone
 * dots go and small holes close. Beyond the picture nothing is set.
 */
export const createMajority = (width: number, height: number, least: number) => {
  const beside = new Uint8Array(width * height);
  return (mask: Uint8Array, out: Uint8Array): void => {
    for (let y = 0; y < height; y += 1) {
      const end = (y + 1) * width;
      let before = 0;
      let here = mask[y * width] ?? 0;
      for (let index = y * width; index < end; index += 1) {
        const after = index + 1 < end ? (mask[index + 1] ?? 0) : 0;
        beside[index] = before + here + after;
        before = here;
        here = after;
      }
    }
    const lastRow = beside.length - width;
    for (let index = 0; index < beside.length; index += 1) {
      // Before the first and after the last row there is nothing. Asking for it there would be
      // answered, and make every other answer ten times slower: no index is out of bounds.
      const above = index >= width ? (beside[index - width] ?? 0) : 0;
      const below = index < lastRow ? (beside[index + width] ?? 0) : 0;
      out[index] = (beside[index] ?? 0) + above + below >= least ? 1 : 0;
    }
  };
};

/** A connected part of a mask; edges in pixels, right and bottom exclusive. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly area: number;
  /** Indexes of its pixels. */
  readonly pixels: Int32Array;
}

/** Regions looked at in one mask; the largest are kept, more are rain or a moving camera. */
const maxRegions = 48;

const fill = (
  mask: Uint8Array,
  { width, height }: { width: number; height: number },
  { start, minArea, queue }: { start: number; minArea: number; queue: Int32Array },
): Region | undefined => {
  let [left, top, right, bottom] = [width, height, 0, 0];
  let [head, tail] = [0, 1];
  queue[0] = start;
  mask[start] = 0;
  while (head < tail) {
    const index = queue[head] ?? 0;
    head += 1;
    const x = index % width;
    const y = (index - x) / width;
    if (x < left) left = x;
    if (x >= right) right = x + 1;
    if (y < top) top = y;
    if (y >= bottom) bottom = y + 1;
    const lastRow = min(height - 1, y + 1);
    const [firstColumn, lastColumn] = [max(0, x - 1), min(width - 1, x + 1)];
    for (let row = max(0, y - 1); row <= lastRow; row += 1) {
      const end = row * width + lastColumn;
      for (let next = row * width + firstColumn; next <= end; next += 1) {
        if (mask[next] !== 1) continue;
        mask[next] = 0;
        queue[tail] = next;
        tail += 1;
      }
    }
  }
  // Rain makes thousands of dots a look: what is too small is not worth an object.
  if (tail < minArea) return undefined;
  return { left, top, right, bottom, area: tail, pixels: queue.slice(0, tail) };
};

/** Finds the connected regions of at least `minArea` pixels, the largest first. */
export const createRegionFinder = (width: number, height: number) => {
  const left = new Uint8Array(width * height);
  const queue = new Int32Array(width * height);
  const size = { width, height };
  return (mask: Uint8Array, minArea: number): readonly Region[] => {
    left.set(mask);
    const found: Region[] = [];
    for (let index = 0; index < left.length; index += 1) {
      if (left[index] !== 1) continue;
      const region = fill(left, size, { start: index, minArea, queue });
      if (region !== undefined) found.push(region);
    }
    return found.toSorted((one, other) => other.area - one.area).slice(0, maxRegions);
  };
};

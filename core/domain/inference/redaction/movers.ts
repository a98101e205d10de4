import type { Box } from '../picture.ts';
import type { Background } from './background.ts';
import { moving } from './background.ts';
import {
  cellMeans,
  cellPixels,
  countOf,
  differencesOf,
  dilated,
  expectedLevels,
  regionsOf,
  type Grid,
  type Mask,
} from './cell-grid.ts';
import { valuesAlongMover } from './cover-picture.ts';

/** Taken once: loops over pixels call them millions of times. */
const { ceil, floor, max, min } = Math;

/** What to cover on one frame. */
export interface MoverCover {
  /** Blocks, each of which becomes one colour. */
  readonly blocks: readonly Box[];
  /** Whether so much changed that nothing can be told: then the blocks are the whole picture. */
  readonly isUncertain: boolean;
}

/** Finds what moves on each frame, in order of time. */
export interface MoverFinder {
  /** `grey` is the frame in the size of the background's looks, 0 black to 255 white. */
  next(grey: Uint8Array, seconds: number): MoverCover;
}

/** Cells around what moves: 5 % of the longer side in all, more than a head beside a shoulder. */
const reachCells = 2;
/** What moved stays covered, because a movement's end fades. */
const holdSeconds = 0.3;
/** Above this share of the picture nobody knows what moves and what is background. */
const uncertainShare = 0.6;

/** Marks what is enclosed: a face that is as light as the wall behind lies within its outline. */
const filled = (grid: Grid, mask: Mask): Mask => {
  const open = mask.map((mark) => 1 - mark);
  const result = mask.slice();
  for (const region of regionsOf(grid, open)) {
    const touches = region.some((cell) => {
      const [row, column] = [floor(cell / grid.columns), cell % grid.columns];
      return row === 0 || column === 0 || row === grid.rows - 1 || column === grid.columns - 1;
    });
    if (!touches) for (const cell of region) result[cell] = 1;
  }
  return result;
};

const boxOfCells = (grid: Grid, from: readonly [number, number], sideCells: number): Box => ({
  left: (from[0] * cellPixels) / grid.width,
  top: (from[1] * cellPixels) / grid.height,
  width: (sideCells * cellPixels) / grid.width,
  height: (sideCells * cellPixels) / grid.height,
});

/** Blocks over the marked cells of one region, as large as its size asks for. */
const blocksOf = (grid: Grid, region: readonly number[]): readonly Box[] => {
  const columns = region.map((cell) => cell % grid.columns);
  const rows = region.map((cell) => floor(cell / grid.columns));
  const least = (values: readonly number[]): number =>
    values.reduce((one, other) => min(one, other), Infinity);
  const most = (values: readonly number[]): number =>
    values.reduce((one, other) => max(one, other), 0);
  const [left, top] = [least(columns), least(rows)];
  const longer = max(most(columns) - left, most(rows) - top) + 1;
  const side = ceil(longer / valuesAlongMover);
  const blocks = new Map<number, Box>();
  region.forEach((_, index) => {
    const across = floor(((columns[index] ?? 0) - left) / side);
    const down = floor(((rows[index] ?? 0) - top) / side);
    const key = down * grid.columns + across;
    if (blocks.has(key)) return;
    blocks.set(key, boxOfCells(grid, [left + across * side, top + down * side], side));
  });
  return [...blocks.values()];
};

const wholePicture = (grid: Grid): MoverCover => ({
  blocks: blocksOf(
    grid,
    Array.from({ length: grid.columns * grid.rows }, (_, cell) => cell),
  ),
  isUncertain: true,
});

/** Finds movers against a clip's background. Without a background everything is covered. */
export const startMovers = (background: Background): MoverFinder => {
  const { grid, grey: still, thresholds, always, resting } = background;
  const cells = grid.columns * grid.rows;
  const means = cellMeans(grid, still);
  const coveredUntil = new Float64Array(cells).fill(-Infinity);
  const restingAt = (seconds: number): Mask => {
    const mask = always.slice();
    for (const place of resting) {
      if (seconds < place.startSeconds - 1 || seconds > place.endSeconds + 1) continue;
      for (const cell of place.cells) mask[cell] = 1;
    }
    return mask;
  };
  return {
    next(seen, seconds) {
      const expected = expectedLevels(cellMeans(grid, seen), means);
      const differences = differencesOf(grid, seen, { background: still, expected });
      const found = moving(grid, differences, thresholds);
      const mask = restingAt(seconds);
      found.forEach((mark, cell) => {
        if (mark === 1) mask[cell] = 1;
      });
      if (countOf(mask) > uncertainShare * cells) return wholePicture(grid);
      dilated(grid, found, reachCells).forEach((mark, cell) => {
        if (mark === 1) coveredUntil[cell] = seconds + holdSeconds;
        if ((coveredUntil[cell] ?? 0) >= seconds) mask[cell] = 1;
      });
      const covered = filled(grid, mask);
      return {
        blocks: regionsOf(grid, covered).flatMap((region) => blocksOf(grid, region)),
        isUncertain: false,
      };
    },
  };
};

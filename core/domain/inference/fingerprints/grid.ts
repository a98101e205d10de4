import type { Look } from '../picture.ts';

/** A division of the picture into fields, row by row. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
}

/** How many cells a grid has. */
export const cellsOf = ({ columns, rows }: Grid): number => columns * rows;

/**
 * What is kept of a picture: 24 × 16 fields, each an average over a part that overlaps with its
 * neighbours', so that what lies between two fields can be told from both.
 */
export const fineGrid: Grid = { columns: 24, rows: 16 };
/** What is searched with: half of that each way, which a crop or a late look changes little. */
export const coarseGrid: Grid = { columns: 12, rows: 8 };
const finestGrid: Grid = { columns: 48, rows: 32 };

/** How much four neighbours count in a field of half the grid: it reaches half into the next. */
const overlap = [1 / 8, 3 / 8, 3 / 8, 1 / 8] as const;

/** Fields of half the grid each way. */
export const halveGrid = (values: Float32Array, { columns, rows }: Grid): Float32Array => {
  const halfColumns = columns / 2;
  const narrow = new Float32Array(halfColumns * rows);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < halfColumns; column += 1) {
      let sum = 0;
      for (let tap = 0; tap < 4; tap += 1) {
        const at = Math.min(columns - 1, Math.max(0, 2 * column - 1 + tap));
        sum += (overlap[tap] ?? 0) * (values[row * columns + at] ?? 0);
      }
      narrow[row * halfColumns + column] = sum;
    }
  }
  const half = new Float32Array((halfColumns * rows) / 2);
  for (let row = 0; row < rows / 2; row += 1) {
    for (let column = 0; column < halfColumns; column += 1) {
      let sum = 0;
      for (let tap = 0; tap < 4; tap += 1) {
        const at = Math.min(rows - 1, Math.max(0, 2 * row - 1 + tap));
        sum += (overlap[tap] ?? 0) * (narrow[at * halfColumns + column] ?? 0);
      }
      half[row * halfColumns + column] = sum;
    }
  }
  return half;
};

/** Where each of `count` parts of a length begins, and the length itself. */
const borders = (length: number, count: number): Uint16Array =>
  Uint16Array.from({ length: count + 1 }, (_, part) => Math.floor((part * length) / count));

/** Plain averages over the finest grid. A picture of fewer pixels repeats its neighbours. */
const finestMeans = ({ width, height, grey }: Look): Float32Array => {
  const { columns, rows } = finestGrid;
  const lefts = borders(width, columns);
  const tops = borders(height, rows);
  const means = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row += 1) {
    const top = tops[row] ?? 0;
    const bottom = Math.max(top + 1, tops[row + 1] ?? 0);
    for (let column = 0; column < columns; column += 1) {
      const left = lefts[column] ?? 0;
      const right = Math.max(left + 1, lefts[column + 1] ?? 0);
      let sum = 0;
      for (let y = top; y < bottom; y += 1) {
        const end = y * width + right;
        for (let at = y * width + left; at < end; at += 1) sum += grey[at] ?? 0;
      }
      means[row * columns + column] = sum / ((bottom - top) * (right - left));
    }
  }
  return means;
};

/** The brightness of a look's fields on the fine grid, 0 to 255. */
export const fieldsOf = (look: Look): Float32Array => halveGrid(finestMeans(look), finestGrid);

import type { Look } from '../picture.ts';

/** Cells along the longer side: 320 px wide looks give cells of 8 × 8 px. */
const cellsPerSide = 40;

/** What is measured on one sample. Levels are 0 to 255. */
export interface SampleMeasure {
  readonly mean: number;
  /** Standard deviation of the levels over the picture. */
  readonly contrast: number;
  /** Mean absolute Laplacian (4 × the middle − its four neighbours). */
  readonly sharpness: number;
  readonly darkestCell: number;
  readonly brightestCell: number;
  readonly columns: number;
  readonly rows: number;
  /** Mean level of each cell, row by row. */
  readonly cellLevels: Uint8Array;
  /** Mean absolute Laplacian of each cell in tenths of a level, at most 25.5. */
  readonly cellTenths: Uint8Array;
}

interface Sums {
  readonly cellPixels: number;
  readonly columns: number;
  readonly rows: number;
  readonly levels: Float64Array;
  readonly laplacians: Float64Array;
  squares: number;
}

const maxTenths = 255;

/** One row of the picture into its row of cells; the first and last row have no Laplacian. */
const addRow = (sums: Sums, { grey, width, height }: Look, y: number): void => {
  const { levels, laplacians, cellPixels, columns } = sums;
  const hasNeighbours = y > 0 && y < height - 1;
  const rowOfCells = Math.floor(y / cellPixels) * columns;
  for (let column = 0; column < columns; column += 1) {
    let level = 0;
    let square = 0;
    let laplacian = 0;
    const end = y * width + Math.min(width, (column + 1) * cellPixels);
    for (let at = y * width + column * cellPixels; at < end; at += 1) {
      const here = grey[at] ?? 0;
      level += here;
      square += here * here;
      if (!hasNeighbours) continue;
      const beside = (grey[at - 1] ?? 0) + (grey[at + 1] ?? 0);
      const value = 4 * here - beside - (grey[at - width] ?? 0) - (grey[at + width] ?? 0);
      laplacian += value < 0 ? -value : value;
    }
    const cell = rowOfCells + column;
    levels[cell] = (levels[cell] ?? 0) + level;
    laplacians[cell] = (laplacians[cell] ?? 0) + laplacian;
    sums.squares += square;
  }
};

const pixelsOf = ({ cellPixels, columns }: Sums, { width, height }: Look, cell: number): number => {
  const left = (cell % columns) * cellPixels;
  const top = Math.floor(cell / columns) * cellPixels;
  return Math.min(cellPixels, width - left) * Math.min(cellPixels, height - top);
};

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

/** Measures one picture. A row wraps into the next at its ends: 2 of 320 px, for speed. */
export const measureSample = (look: Look): SampleMeasure => {
  const { width, height } = look;
  const cellPixels = Math.max(1, Math.ceil(Math.max(width, height) / cellsPerSide));
  const columns = Math.ceil(width / cellPixels);
  const rows = Math.ceil(height / cellPixels);
  const cells = columns * rows;
  const [levels, laplacians] = [new Float64Array(cells), new Float64Array(cells)];
  const sums: Sums = { cellPixels, columns, rows, levels, laplacians, squares: 0 };
  for (let y = 0; y < height; y += 1) addRow(sums, look, y);
  const pixels = width * height;
  const mean = sumOf(levels) / pixels;
  const cellLevels = Uint8Array.from(levels, (sum, cell) => sum / pixelsOf(sums, look, cell));
  return {
    mean,
    contrast: Math.sqrt(Math.max(0, sums.squares / pixels - mean * mean)),
    sharpness: sumOf(laplacians) / Math.max(1, width * (height - 2)),
    darkestCell: cellLevels.reduce((one, other) => Math.min(one, other), 255),
    brightestCell: cellLevels.reduce((one, other) => Math.max(one, other), 0),
    columns,
    rows,
    cellLevels,
    cellTenths: Uint8Array.from(laplacians, (sum, cell) =>
      Math.min(maxTenths, (10 * sum) / pixelsOf(sums, look, cell)),
    ),
  };
};

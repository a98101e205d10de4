import { explainByLight } from './lighting.ts';

/**
 * Finds what stays changed: a parcel that appears, a parcel that is gone. The picture is watched as
 * a grid of cells; a cell that leaves its settled grey and then keeps a new one for `settleSeconds`
 * changed lastingly at the moment the new grey was first seen. Somebody who walks through changes
 * cells too, but none of them keeps its new grey.
 *
 * Memory: three bytes-or-words a cell, at most 40 × 40 cells, and one number a sample.
 */
export interface LastingChanges {
  /** Takes the next sample's picture. */
  add(grey: Uint8Array): void;
  /** For each sample, 0 to 1: the share of cells that took, at it, the grey they then kept. */
  shares(): readonly number[];
}

/** Cells along the longer side. 320 px wide frames give cells of 8 × 8 px: noise averages out. */
const maxCellsPerSide = 40;
/** Grey levels by which a cell's mean must differ; 64 averaged pixels have little noise. */
const cellNoiseLevels = 12;
/** How long a cell must keep its new grey. Longer than a passer-by stands still. */
const settleSeconds = 1.5;

interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly cellPixels: number;
}

const gridOf = (width: number, height: number): Grid => {
  const cellPixels = Math.max(1, Math.ceil(Math.max(width, height) / maxCellsPerSide));
  return {
    columns: Math.ceil(width / cellPixels),
    rows: Math.ceil(height / cellPixels),
    cellPixels,
  };
};

const cellMeans = (grey: Uint8Array, width: number, grid: Grid): Uint8Array => {
  const { columns, rows, cellPixels } = grid;
  const sums = new Uint32Array(columns * rows);
  const counts = new Uint32Array(columns * rows);
  const columnOf = Uint16Array.from({ length: width }, (_, x) => Math.floor(x / cellPixels));
  for (let y = 0, index = 0; index < grey.length; y += 1) {
    const rowStart = Math.floor(y / cellPixels) * columns;
    for (let x = 0; x < width; x += 1, index += 1) {
      const cell = rowStart + (columnOf[x] ?? 0);
      sums[cell] = (sums[cell] ?? 0) + (grey[index] ?? 0);
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
  }
  return Uint8Array.from(sums, (sum, cell) => Math.round(sum / Math.max(1, counts[cell] ?? 0)));
};

const unsettled = -1;

/** Starts watching pictures of one size. */
export const watchLastingChanges = ({
  width,
  height,
  samplesPerSecond,
}: {
  width: number;
  height: number;
  samplesPerSecond: number;
}): LastingChanges => {
  const grid = gridOf(width, height);
  const cells = grid.columns * grid.rows;
  const settleSamples = Math.max(1, Math.ceil(settleSeconds * samplesPerSecond));
  const newGrey = new Uint8Array(cells);
  const newSince = new Int32Array(cells).fill(unsettled);
  const changedAt: number[] = [];
  let settled: Uint8Array | undefined;

  const watchCell = (cell: number, now: number, expected: number, sample: number): number => {
    if (Math.abs(now - expected) <= cellNoiseLevels) {
      newSince[cell] = unsettled;
      return now;
    }
    const since = newSince[cell] ?? unsettled;
    const keeps = since !== unsettled && Math.abs(now - (newGrey[cell] ?? 0)) <= cellNoiseLevels;
    newGrey[cell] = now;
    if (!keeps) newSince[cell] = sample;
    if (!keeps || sample - since < settleSamples) return expected;
    changedAt[since] = (changedAt[since] ?? 0) + 1;
    newSince[cell] = unsettled;
    return now;
  };

  return {
    add(grey) {
      const means = cellMeans(grey, width, grid);
      const sample = changedAt.push(0) - 1;
      const before = settled ?? means;
      // The settled picture is carried along into today's light, so that dusk is no event.
      const { expected } = explainByLight(before, means, cellNoiseLevels);
      settled = means.map((now, cell) =>
        watchCell(cell, now, expected[before[cell] ?? 0] ?? 0, sample),
      );
    },
    shares: () => changedAt.map((count) => count / cells),
  };
};

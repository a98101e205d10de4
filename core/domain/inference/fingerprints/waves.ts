import { cellsOf, type Grid } from './grid.ts';

/** Half periods across the picture, and down it. */
export type Wave = readonly [across: number, down: number];

/** What each field of a grid counts in each wave. */
export const waveTables = (waves: readonly Wave[], grid: Grid): readonly Float32Array[] =>
  waves.map(([across, down]) =>
    Float32Array.from({ length: cellsOf(grid) }, (_, cell) => {
      const x = ((cell % grid.columns) + 0.5) / grid.columns;
      const y = (Math.floor(cell / grid.columns) + 0.5) / grid.rows;
      return Math.cos(Math.PI * across * x) * Math.cos(Math.PI * down * y);
    }),
  );

import type { Backdrop } from './backdrop.ts';
import { fineGrid } from './grid.ts';
import { waveTables } from './waves.ts';

/** Frequencies across and down of a backdrop's spectrum: those that a crop changes least. */
export const backdropWaves = [
  [1, 0],
  [0, 1],
  [1, 1],
  [2, 0],
  [0, 2],
  [2, 1],
  [1, 2],
  [2, 2],
  [3, 0],
  [0, 3],
  [3, 1],
  [1, 3],
] as const;

/** Levels further from the mean than so many times the usual count as so far: a logo's do. */
const maxDeviation = 1.5;

const tables = waveTables(backdropWaves, fineGrid);

/** The lowest frequencies of a backdrop. */
export const backdropSpectrum = ({ fields }: Backdrop): Float32Array => {
  const mean = fields.reduce((sum, level) => sum + level, 0) / fields.length;
  const usual = fields.reduce((sum, level) => sum + Math.abs(level - mean), 0) / fields.length;
  const most = maxDeviation * usual;
  return Float32Array.from(tables, (table) => {
    let sum = 0;
    for (let cell = 0; cell < fields.length; cell += 1) {
      const level = fields[cell] ?? 0;
      sum += Math.min(most, Math.max(-most, level - mean)) * (table[cell] ?? 0);
    }
    return sum;
  });
};

import type { Look } from '../picture.ts';
import {
  cellMeans,
  countOf,
  differencesOf,
  dilated,
  expectedLevels,
  gridOf,
  perLevel,
  type Differences,
  type Grid,
  type Mask,
} from './cell-grid.ts';
import { restingPlaces, type RestingPlace } from './resting-places.ts';

/** Taken once: loops over pixels call them millions of times. */
const { floor, max, min } = Math;

/** What a clip shows behind everything that moves, and what of it is not to be trusted. */
export interface Background {
  readonly grid: Grid;
  /** The middle level of each pixel over the clip, 0 black to 255 white. */
  readonly grey: Uint8Array;
  /** Differences (in quarters of a level) from which on a cell counts as moving. */
  readonly thresholds: Differences;
  /** Cells that are covered all the time: nobody can say what is background there. */
  readonly always: Mask;
  /** Where somebody rested before the first movement was seen, or rests after the last. */
  readonly resting: readonly RestingPlace[];
}

/** Watches looks in order of time. */
export interface BackgroundWatch {
  add(look: Look): void;
  /** Undefined when no look came. May be asked once at the end. */
  background(): Background | undefined;
}

/**
 * Looks kept: 256 of 320 × 180 are 14.7 MB. When there are more, every second one is let go and
 * half as many are kept from then on: a clip of 600 s keeps one in 2.5 s at the least.
 */
const maxLooks = 256;

/**
 * From these differences on a cell moves, in quarters of a level. A median of noise is exceeded by
 * four times itself about once in 150 cells and looks (normal noise: 2.7 standard deviations);
 * such cells stand alone and are dropped, see `moving`. Never above 16 levels, however restless.
 */
const lightThreshold = { least: 3 * perLevel, times: 4, most: 16 * perLevel } as const;
const patternThreshold = { least: 5 * perLevel, times: 2.5, most: 20 * perLevel } as const;
/** Where pixels commonly differ by 8 levels from their own middle, leaves or people fidget. */
const restlessPattern = 8 * perLevel;

/** Two cells count when they touch; a single one only when it differs twice as much. */
const strong = 2;

/** A cell that moves this much of the clip is covered all the time. */
const busyShare = 0.35;
/**
 * A cell that differs without changing for so long has two states, and which of them is the
 * background and which somebody who stands there cannot be told: both are covered.
 */
const secondStateSeconds = 1.5;
const secondStateStillShare = 0.5;

/** How many times its threshold each cell differs. */
const timesThreshold = ({ light, pattern }: Differences, thresholds: Differences): Float32Array => {
  const times = new Float32Array(light.length);
  for (let cell = 0; cell < times.length; cell += 1) {
    const byLight = (light[cell] ?? 0) / (thresholds.light[cell] ?? 255);
    times[cell] = max(byLight, (pattern[cell] ?? 0) / (thresholds.pattern[cell] ?? 255));
  }
  return times;
};

/** Which cells move. */
export const moving = (grid: Grid, differences: Differences, thresholds: Differences): Mask => {
  const { columns } = grid;
  const times = timesThreshold(differences, thresholds);
  const mask = new Uint8Array(times.length);
  const isOver = (column: number, row: number): boolean =>
    column >= 0 && column < columns && (times[row * columns + column] ?? 0) > 1;
  for (let cell = 0; cell < mask.length; cell += 1) {
    const amount = times[cell] ?? 0;
    if (amount <= 1) continue;
    const [row, column] = [floor(cell / columns), cell % columns];
    let isNear = amount > strong;
    for (let y = row - 1; y <= row + 1 && !isNear; y += 1) {
      isNear = isOver(column - 1, y) || (y !== row && isOver(column, y)) || isOver(column + 1, y);
    }
    if (isNear) mask[cell] = 1;
  }
  return mask;
};

/** The middle level of each place over all rows; counts levels, which needs no sorting. */
const medians = (rows: readonly Uint8Array[]): Uint8Array => {
  const counts = new Uint16Array(256);
  const result = new Uint8Array(rows[0]?.length ?? 0);
  for (let place = 0; place < result.length; place += 1) {
    counts.fill(0);
    for (const row of rows) {
      const level = row[place] ?? 0;
      counts[level] = (counts[level] ?? 0) + 1;
    }
    let [level, passed] = [0, counts[0] ?? 0];
    while (passed * 2 < rows.length && level < 255) {
      level += 1;
      passed += counts[level] ?? 0;
    }
    result[place] = level;
  }
  return result;
};

const thresholdsOf = (differences: readonly Differences[]): Differences => {
  const from = (
    levels: readonly Uint8Array[],
    { least, times, most }: { least: number; times: number; most: number },
  ): Uint8Array =>
    medians(levels).map((median) => min(most, max(least, median * times + perLevel)));
  return {
    light: from(
      differences.map(({ light }) => light),
      lightThreshold,
    ),
    pattern: from(
      differences.map(({ pattern }) => pattern),
      patternThreshold,
    ),
  };
};

/** Cells that differ from the background for long without changing, or differ often. */
const untrusted = (
  masks: readonly Mask[],
  { changes, secondsPerLook }: { changes: readonly Mask[]; secondsPerLook: number },
): Mask => {
  const cells = masks[0]?.length ?? 0;
  const result = new Uint8Array(cells);
  for (let cell = 0; cell < cells; cell += 1) {
    let [marked, run, still] = [0, 0, 0];
    for (let look = 0; look < masks.length; look += 1) {
      if (masks[look]?.[cell] !== 1) {
        [run, still] = [0, 0];
        continue;
      }
      marked += 1;
      run += 1;
      if (changes[look]?.[cell] !== 1) still += 1;
      const isLong = run * secondsPerLook >= secondStateSeconds;
      if (isLong && still >= run * secondStateStillShare) result[cell] = 1;
    }
    if (marked >= busyShare * masks.length) result[cell] = 1;
  }
  return result;
};

const backgroundFrom = (looks: readonly Look[], secondsPerLook: number): Background | undefined => {
  const [first] = looks;
  if (first === undefined) return undefined;
  const grid = gridOf(first);
  const grey = medians(looks.map((look) => look.grey));
  const means = cellMeans(grid, grey);
  const differences = looks.map((look) =>
    differencesOf(grid, look.grey, {
      background: grey,
      expected: expectedLevels(cellMeans(grid, look.grey), means),
    }),
  );
  const thresholds = thresholdsOf(differences);
  const masks = differences.map((levels) => moving(grid, levels, thresholds));
  const same = Float32Array.from({ length: 256 }, (_, level) => level);
  const changes = looks.map((look, index) => {
    const before = looks[index - 1] ?? look;
    const from = { background: before.grey, expected: same };
    return moving(grid, differencesOf(grid, look.grey, from), thresholds);
  });
  const always = untrusted(masks, { changes, secondsPerLook });
  medians(differences.map(({ pattern }) => pattern)).forEach((level, cell) => {
    if (level >= restlessPattern) always[cell] = 1;
  });
  const seconds = looks.map((look) => look.seconds);
  return {
    grid,
    grey,
    thresholds,
    always: countOf(always) > 0 ? dilated(grid, always, 1) : always,
    resting: restingPlaces(grid, { masks, seconds }),
  };
};

/**
 * Watches a clip's looks (`looksPerSecond` of them) for what stays behind everything that moves.
 * Looks are kept, not copied: their pixels must not be painted over.
 */
export const startBackground = (looksPerSecond: number): BackgroundWatch => {
  if (!(looksPerSecond > 0)) throw new RangeError('Looks per second must be positive');
  let kept: Look[] = [];
  let [stride, count] = [1, 0];
  return {
    add(look) {
      if (count % stride === 0) {
        const { seconds, width, height, grey } = look;
        kept.push({ seconds, width, height, grey, isSample: false });
      }
      count += 1;
      if (kept.length <= maxLooks) return;
      kept = kept.filter((_, index) => index % 2 === 0);
      stride *= 2;
    },
    background: () => backgroundFrom(kept, stride / looksPerSecond),
  };
};

import type { PictureSize, Shift } from './small-picture.ts';

const { abs, floor, hypot, max, min } = Math;

/**
 * Undoes what the camera itself does: a shake of a few pixels, and light that changes everything by
 * one rule (a gain and an offset, as `explainByLight` has it). Both are found together, by least
 * squares over points spread evenly over the picture; points that fit badly, because something
 * moves there, lose their weight.
 */
export interface ViewFit {
  readonly shift: Shift;
  /** Level seen = `gain` × level of the reference + `offset`. */
  readonly gain: number;
  readonly offset: number;
  /** 0 to 1: share of the points that the fit explains. */
  readonly explainedShare: number;
}

/** A camera that points elsewhere by more than this share of the long side has been moved. */
const maxShiftShare = 0.04;
const gainRange = { min: 0.4, max: 2.5 } as const;
/** One place of each cell of 8 × 8 px by its contrast, and its middle: about 500 points. */
const cellPixels = 8;
const maxIterations = 6;
/** A step of less than this many pixels changes no pixel by more than the noise. */
const smallStepPixels = 0.02;
/** Grey levels of an ordinary misfit. */
const misfitLevels = 4;
/** Below this share the fit is no fit, and shifts of whole pixels are tried. */
const poorShare = 0.7;

interface Points {
  readonly indexes: Int32Array;
  readonly slopesX: Float32Array;
  readonly slopesY: Float32Array;
}

const steepestOf = (
  picture: Float32Array,
  { width, height }: PictureSize,
  left: number,
  top: number,
): number => {
  let best = top * width + left;
  let bestSlope = -1;
  for (let y = top; y < min(height - 1, top + cellPixels); y += 1) {
    for (let x = left; x < min(width - 1, left + cellPixels); x += 1) {
      const index = y * width + x;
      const across = (picture[index + 1] ?? 0) - (picture[index - 1] ?? 0);
      const down = (picture[index + width] ?? 0) - (picture[index - width] ?? 0);
      const slope = across * across + down * down;
      if (slope > bestSlope) [best, bestSlope] = [index, slope];
    }
  }
  return best;
};

const pointsOf = (picture: Float32Array, size: PictureSize): Points => {
  const { width, height } = size;
  const chosen: number[] = [];
  const half = cellPixels / 2;
  for (let top = 1; top + 1 < height; top += cellPixels) {
    for (let left = 1; left + 1 < width; left += cellPixels) {
      chosen.push(steepestOf(picture, size, left, top));
      const [x, y] = [min(width - 2, left + half), min(height - 2, top + half)];
      chosen.push(y * width + x);
    }
  }
  const indexes = Int32Array.from(chosen);
  const slope = (step: number) =>
    Float32Array.from(
      indexes,
      (index) => ((picture[index + step] ?? 0) - (picture[index - step] ?? 0)) / 2,
    );
  return { indexes, slopesX: slope(1), slopesY: slope(width) };
};

/** Solves four equations in place; a pivot of nothing leaves its unknown at 0. */
const solve = (rows: Float64Array[]): readonly number[] => {
  const unknowns = rows.length;
  for (let column = 0; column < unknowns; column += 1) {
    const pivotRow = rows[column] ?? new Float64Array(0);
    const pivot = pivotRow[column] ?? 0;
    if (abs(pivot) < 1e-9) continue;
    for (const [row, values] of rows.entries()) {
      if (row === column) continue;
      const factor = (values[column] ?? 0) / pivot;
      for (let index = column; index <= unknowns; index += 1) {
        values[index] = (values[index] ?? 0) - factor * (pivotRow[index] ?? 0);
      }
    }
  }
  return rows.map((values, index) => {
    const pivot = values[index] ?? 0;
    return abs(pivot) < 1e-9 ? 0 : (values[unknowns] ?? 0) / pivot;
  });
};

interface Guess {
  x: number;
  y: number;
  gain: number;
  offset: number;
  explained: number;
}

/** Level of a picture between its pixels; outside it, that of its edge. */
const levelAt = (picture: Float32Array, { width, height }: PictureSize, x: number, y: number) => {
  const left = min(width - 2, max(0, floor(x)));
  const top = min(height - 2, max(0, floor(y)));
  const shareX = min(1, max(0, x - left));
  const shareY = min(1, max(0, y - top));
  const index = top * width + left;
  const upper = (picture[index] ?? 0) * (1 - shareX) + (picture[index + 1] ?? 0) * shareX;
  const lower =
    (picture[index + width] ?? 0) * (1 - shareX) + (picture[index + width + 1] ?? 0) * shareX;
  return upper * (1 - shareY) + lower * shareY;
};

/** What is compared. */
interface Pictures {
  readonly reference: Float32Array;
  readonly current: Float32Array;
  readonly size: PictureSize;
}

const measureMisfits = (
  { indexes }: Points,
  { reference, current, size }: Pictures,
  guess: Guess,
  into: Float32Array,
): void => {
  for (let point = 0; point < indexes.length; point += 1) {
    const index = indexes[point] ?? 0;
    const column = index % size.width;
    const x = column + guess.x;
    const y = (index - column) / size.width + guess.y;
    const expected = guess.gain * (reference[index] ?? 0) + guess.offset;
    into[point] = levelAt(current, size, x, y) - expected;
  }
};

/** The least-squares sums of four unknowns: shift x and y, gain × 64, offset. */
const sumTerms = (
  points: Points,
  { reference }: Pictures,
  { guess, misfits, scale }: { guess: Guess; misfits: Float32Array; scale: number },
  sums: readonly Float64Array[],
): number => {
  const terms = new Float64Array(5);
  let explained = 0;
  for (const values of sums) values.fill(0);
  for (let point = 0; point < points.indexes.length; point += 1) {
    const misfit = misfits[point] ?? 0;
    const ratio = (misfit / scale) * (misfit / scale);
    if (ratio < 4) explained += 1;
    const weight = 1 / ((1 + ratio) * (1 + ratio));
    terms[0] = -guess.gain * (points.slopesX[point] ?? 0);
    terms[1] = -guess.gain * (points.slopesY[point] ?? 0);
    terms[2] = (reference[points.indexes[point] ?? 0] ?? 0) / 64;
    terms[3] = 1;
    terms[4] = misfit;
    for (let row = 0; row < 4; row += 1) {
      const values = sums[row];
      if (values === undefined) continue;
      const factor = weight * (terms[row] ?? 0);
      for (let column = 0; column < 5; column += 1) {
        values[column] = (values[column] ?? 0) + factor * (terms[column] ?? 0);
      }
    }
  }
  return explained / max(1, points.indexes.length);
};

/** How stiffly each unknown keeps its value, a point: a flat wall tells no shift and no gain. */
const stiffness = [0.2, 0.2, 0.2, 0.005] as const;

/** One weighted least-squares step; returns how far it went, in pixels or what equals them. */
const improve = (
  points: Points,
  pictures: Pictures,
  { guess, misfits, scale }: { guess: Guess; misfits: Float32Array; scale: number },
  sums: Float64Array[],
): number => {
  measureMisfits(points, pictures, guess, misfits);
  guess.explained = sumTerms(points, pictures, { guess, misfits, scale }, sums);
  for (const [row, values] of sums.entries()) {
    values[row] = (values[row] ?? 0) + (stiffness[row] ?? 0) * points.indexes.length;
  }
  const [stepX = 0, stepY = 0, stepGain = 0, stepOffset = 0] = solve(sums);
  const bounded = (step: number): number => min(1.5, max(-1.5, step));
  guess.x += bounded(stepX);
  guess.y += bounded(stepY);
  guess.gain = min(gainRange.max, max(gainRange.min, guess.gain + stepGain / 64));
  guess.offset = min(96, max(-96, guess.offset + stepOffset));
  return hypot(stepX, stepY) + abs(stepOffset) / 50 + abs(stepGain) / 50;
};

/** Finds where the camera points and what the light did, look after look. */
export interface SteadyView {
  fit(current: Float32Array): ViewFit;
  /** Tells the picture that later ones are compared with. */
  refer(picture: Float32Array): void;
}

/** Starts with the first small picture as the reference. */
export const createSteadyView = (first: Float32Array, size: PictureSize): SteadyView => {
  let reference = first.slice();
  let points = pointsOf(reference, size);
  let last: Guess = { x: 0, y: 0, gain: 1, offset: 0, explained: 1 };
  const maxShift = max(2, maxShiftShare * max(size.width, size.height));

  const misfits = new Float32Array(points.indexes.length);
  const sums = [0, 1, 2, 3].map(() => new Float64Array(5));

  const refine = (current: Float32Array, start: Guess): Guess => {
    const guess = { ...start };
    for (let iteration = 0; iteration < maxIterations; iteration += 1) {
      const scale = misfitLevels * (iteration === 0 ? 3 : 1);
      const pictures = { reference, current, size };
      const step = improve(points, pictures, { guess, misfits, scale }, sums);
      if (iteration > 0 && step < smallStepPixels) break;
    }
    if (hypot(guess.x, guess.y) > maxShift) guess.explained = min(guess.explained, 0.3);
    return guess;
  };

  /** The whole-pixel shift with the smallest typical misfit of every third point. */
  const bestWholeShift = (current: Float32Array): Guess => {
    const reach = floor(maxShift);
    const some = { ...points, indexes: points.indexes.filter((_, point) => point % 3 === 0) };
    let best = { ...last };
    let bestCost = Infinity;
    for (let y = -reach; y <= reach; y += 1) {
      for (let x = -reach; x <= reach; x += 1) {
        const guess = { ...last, x, y };
        measureMisfits(some, { reference, current, size }, guess, misfits);
        let cost = 0;
        for (let point = 0; point < some.indexes.length; point += 1) {
          cost += min(20, abs(misfits[point] ?? 0));
        }
        if (cost < bestCost) [best, bestCost] = [guess, cost];
      }
    }
    return best;
  };

  return {
    fit(current) {
      let guess = refine(current, last);
      if (guess.explained < poorShare) {
        for (const start of [bestWholeShift(current), { ...last, x: 0, y: 0 }]) {
          const other = refine(current, start);
          if (other.explained > guess.explained) guess = other;
        }
      }
      if (guess.explained >= poorShare / 2) last = guess;
      const { x, y, gain, offset, explained } = guess;
      return { shift: { x, y }, gain, offset, explainedShare: explained };
    },
    refer(picture) {
      reference = picture.slice();
      points = pointsOf(reference, size);
    },
  };
};

import { cellsOf, coarseGrid, fineGrid, halveGrid } from './grid.ts';

/** Planes a second: change is smoothed over half a second, so more would say no more. */
export const planesPerSecond = 4;

const fineCells = cellsOf(fineGrid);
const coarseCells = cellsOf(coarseGrid);

/**
 * The change of the picture around an instant: how much brighter (+) or darker (−) each field is
 * a quarter of a second after than a quarter of a second before, in grey levels. Plane k is of
 * the instant k ÷ `planesPerSecond`.
 */
export interface ChangePlanes {
  /** 1 where there is a plane: not at the clip's ends, nor where none was kept. */
  readonly known: Uint8Array;
  readonly fine: Float32Array;
  readonly coarse: Float32Array;
}

/** The fields of one look, and when it was. */
export interface TimedFields {
  readonly seconds: number;
  readonly fields: Float32Array;
}

/** Instants around that of a plane whose brightness makes the change, and how much each counts. */
const taps = [
  { seconds: -0.375, weight: -0.25 },
  { seconds: -0.25, weight: -0.5 },
  { seconds: -0.125, weight: -0.25 },
  { seconds: 0.125, weight: 0.25 },
  { seconds: 0.25, weight: 0.5 },
  { seconds: 0.375, weight: 0.25 },
] as const;
const reachSeconds = 0.375;

/** Adds `weight` times the fields at an instant between two looks, found from look `near` on. */
const addFieldsAt = (
  plane: Float32Array,
  looks: readonly TimedFields[],
  { seconds, weight, near }: { seconds: number; weight: number; near: number },
): void => {
  let at = near;
  while (at > 0 && (looks[at]?.seconds ?? 0) > seconds) at -= 1;
  while (at < looks.length - 2 && (looks[at + 1]?.seconds ?? 0) <= seconds) at += 1;
  const before = looks[at];
  const after = looks[Math.min(at + 1, looks.length - 1)];
  if (before === undefined || after === undefined) return;
  const gap = after.seconds - before.seconds;
  const share = gap > 0 ? Math.min(1, Math.max(0, (seconds - before.seconds) / gap)) : 0;
  for (let cell = 0; cell < plane.length; cell += 1) {
    const level = (before.fields[cell] ?? 0) * (1 - share) + (after.fields[cell] ?? 0) * share;
    plane[cell] = (plane[cell] ?? 0) + weight * level;
  }
};

const meanOf = (values: Float32Array): number => {
  let sum = 0;
  for (let at = 0; at < values.length; at += 1) sum += values[at] ?? 0;
  return sum / values.length;
};

/**
 * Takes out of a plane what the light did: a level added everywhere, and a factor on the picture
 * as it is. A lamp's or a cloud's change says nothing of what moved, and before one camera it
 * looks the same every time.
 */
const takeOutLight = (plane: Float32Array, picture: Float32Array): void => {
  const planeMean = meanOf(plane);
  const pictureMean = meanOf(picture);
  let along = 0;
  let squared = 0;
  for (let cell = 0; cell < plane.length; cell += 1) {
    const contrast = (picture[cell] ?? 0) - pictureMean;
    along += ((plane[cell] ?? 0) - planeMean) * contrast;
    squared += contrast * contrast;
  }
  // A picture whose fields differ by less than a grey level has no contrast to scale.
  const factor = squared > plane.length ? along / squared : 0;
  for (let cell = 0; cell < plane.length; cell += 1) {
    const contrast = (picture[cell] ?? 0) - pictureMean;
    plane[cell] = (plane[cell] ?? 0) - planeMean - factor * contrast;
  }
};

/** The fine planes of a clip, from its looks in order of time. */
export const finePlanes = (looks: readonly TimedFields[]): Pick<ChangePlanes, 'known' | 'fine'> => {
  const first = looks[0]?.seconds ?? 0;
  const last = looks.at(-1)?.seconds ?? 0;
  const count = looks.length === 0 ? 0 : Math.floor(last * planesPerSecond) + 1;
  const fine = new Float32Array(count * fineCells);
  const known = new Uint8Array(count);
  let near = 0;
  for (let index = 0; index < count; index += 1) {
    const seconds = index / planesPerSecond;
    if (seconds - reachSeconds < first || seconds + reachSeconds > last) continue;
    while (near < looks.length - 1 && (looks[near + 1]?.seconds ?? 0) <= seconds) near += 1;
    const plane = fine.subarray(index * fineCells, (index + 1) * fineCells);
    for (const { seconds: from, weight } of taps) {
      addFieldsAt(plane, looks, { seconds: seconds + from, weight, near });
    }
    takeOutLight(plane, looks[near]?.fields ?? new Float32Array(fineCells));
    known[index] = 1;
  }
  return { known, fine };
};

/** Adds the coarse planes to the fine ones. */
export const withCoarse = ({ known, fine }: Pick<ChangePlanes, 'known' | 'fine'>): ChangePlanes => {
  const coarse = new Float32Array(known.length * coarseCells);
  for (const [index, isKnown] of known.entries()) {
    if (isKnown === 0) continue;
    const plane = fine.subarray(index * fineCells, (index + 1) * fineCells);
    coarse.set(halveGrid(plane, fineGrid), index * coarseCells);
  }
  return { known, fine, coarse };
};

/** Length of each coarse plane as a vector, in grey levels; 0 where nothing is known. */
export const planeLengths = ({ coarse, known }: ChangePlanes): Float32Array =>
  Float32Array.from(known, (_, index) => {
    let squared = 0;
    for (let at = index * coarseCells; at < (index + 1) * coarseCells; at += 1) {
      squared += (coarse[at] ?? 0) ** 2;
    }
    return Math.sqrt(squared);
  });

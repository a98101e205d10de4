import type { Interval } from '../picture.ts';
import { dilated, regionsOf, type Grid, type Mask } from './cell-grid.ts';

/** Taken once: loops over pixels call them millions of times. */
const { floor, min } = Math;

/** Cells that are covered for a while although nothing moves there. */
export interface RestingPlace extends Interval {
  readonly cells: readonly number[];
}

/** A movement that starts or ends inside the picture is looked at for so long. */
const endSeconds = 0.5;
/** Fewer cells over all looks, or fewer looks, are noise: a key frame changes one look. */
const smallestMovementCells = 12;
const fewestLooks = 2;
/** At most so many places are kept; more would be noise, or leaves. */
const maxPlaces = 64;
/** Somebody behind a post is the same on both sides: 5 % of the longer side. */
const gapCells = 4;
/** As far as this from the border counts as leaving. */
const borderCells = 2;

/** Finds which numbers belong together. */
const startUnion = (count: number) => {
  const parents = Int32Array.from({ length: count }, (_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (parents[root] !== root) {
      // Halving the way on each walk keeps ways short.
      const next = parents[parents[root] ?? root] ?? root;
      parents[root] = next;
      root = next;
    }
    return root;
  };
  return {
    rootOf,
    join(one: number, other: number): void {
      parents[rootOf(one)] = rootOf(other);
    },
  };
};

/** Marked cells that belong together, in order of time. */
interface Movement {
  readonly looks: number[];
  readonly cells: number[];
}

/** Which region each cell belongs to on one look, numbered over all looks; -1 for none. */
interface LabelledLook {
  readonly regionOf: Int32Array;
  readonly mask: Mask;
}

const labelled = (grid: Grid, masks: readonly Mask[]) => {
  let regions = 0;
  const looks = masks.map((mask): LabelledLook => {
    const regionOf = new Int32Array(mask.length).fill(-1);
    // Grown by half the gap on both sides, what is as near as the gap touches.
    for (const region of regionsOf(grid, dilated(grid, mask, gapCells / 2))) {
      for (const cell of region) regionOf[cell] = regions;
      regions += 1;
    }
    return { regionOf, mask };
  });
  return { looks, regions };
};

/** Marked cells that are near in the picture or from one look to the next, as movements. */
const movementsOf = (grid: Grid, masks: readonly Mask[]): readonly Movement[] => {
  const { looks, regions } = labelled(grid, masks);
  const union = startUnion(regions);
  looks.forEach(({ regionOf }, look) => {
    const before = looks[look - 1]?.regionOf;
    regionOf.forEach((region, cell) => {
      const earlier = before?.[cell] ?? -1;
      if (region >= 0 && earlier >= 0) union.join(region, earlier);
    });
  });
  const movements = new Map<number, Movement>();
  looks.forEach(({ regionOf, mask }, look) => {
    mask.forEach((mark, cell) => {
      if (mark !== 1) return;
      const root = union.rootOf(regionOf[cell] ?? 0);
      const movement = movements.get(root) ?? { looks: [], cells: [] };
      movement.looks.push(look);
      movement.cells.push(cell);
      movements.set(root, movement);
    });
  });
  return [...movements.values()].filter(
    ({ looks: at }) =>
      at.length >= smallestMovementCells && (at.at(-1) ?? 0) - (at[0] ?? 0) + 1 >= fewestLooks,
  );
};

/** The marked cells of some looks with one cell around them; none when they touch the border. */
const placeOf = (
  grid: Grid,
  movement: Movement,
  isAsked: (look: number) => boolean,
): readonly number[] => {
  const { columns, rows } = grid;
  const mask = new Uint8Array(columns * rows);
  movement.cells.forEach((cell, index) => {
    if (isAsked(movement.looks[index] ?? 0)) mask[cell] = 1;
  });
  const touches = mask.some((mark, cell) => {
    const [row, column] = [floor(cell / columns), cell % columns];
    const away = min(row, column, rows - 1 - row, columns - 1 - column);
    return mark === 1 && away < borderCells;
  });
  if (touches) return [];
  const around = dilated(grid, mask, 1);
  return [...around.keys()].filter((cell) => around[cell] === 1);
};

/**
 * What begins to move inside the picture was there before it moved; what stops inside the picture
 * is still there. Somebody who sits on the porch through the whole clip and nods now and then is
 * covered by this also while nothing moves: from the start to the first nod, between them, and to
 * the end.
 */
export const restingPlaces = (
  grid: Grid,
  { masks, seconds }: { masks: readonly Mask[]; seconds: readonly number[] },
): readonly RestingPlace[] => {
  const [start, end] = [seconds[0] ?? 0, seconds.at(-1) ?? 0];
  const places = movementsOf(grid, masks).flatMap((movement): readonly RestingPlace[] => {
    const begins = seconds[movement.looks[0] ?? 0] ?? start;
    const ends = seconds[movement.looks.at(-1) ?? 0] ?? end;
    const before = placeOf(grid, movement, (look) => (seconds[look] ?? 0) <= begins + endSeconds);
    const after = placeOf(grid, movement, (look) => (seconds[look] ?? 0) >= ends - endSeconds);
    return [
      { startSeconds: 0, endSeconds: begins, cells: begins > start ? before : [] },
      { startSeconds: ends, endSeconds: Infinity, cells: ends < end ? after : [] },
    ];
  });
  return places
    .filter(({ cells }) => cells.length > 0)
    .toSorted((one, other) => other.cells.length - one.cells.length)
    .slice(0, maxPlaces);
};

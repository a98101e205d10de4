import { planesPerSecond } from './change-planes.ts';
import { cellsOf, coarseGrid, fineGrid, type Grid } from './grid.ts';

/** Where one picture lies on another. */
export interface Framing {
  readonly mirrored: boolean;
  /** Width and height here, in those there: below 1 where this picture is a cut-out. */
  readonly zoomX: number;
  readonly zoomY: number;
  /** Where the middle here lies there, from the middle, in widths and heights. */
  readonly shiftX: number;
  readonly shiftY: number;
}

/** How a clip (`here`) lies on another (`there`). */
export interface Placing extends Framing {
  /** Seconds there for each second here. */
  readonly speed: number;
  /** Seconds there at second 0 here. */
  readonly offsetSeconds: number;
}

/** The whole picture, as it is. */
export const unchangedFraming: Framing = {
  mirrored: false,
  zoomX: 1,
  zoomY: 1,
  shiftX: 0,
  shiftY: 0,
};

/** Between which fields there each field here lies. */
interface FieldMap {
  /** The upper left of four fields, and −1 outside. */
  readonly first: Int16Array;
  /** How far the second one of a pair counts. */
  readonly across: Float32Array;
  readonly down: Float32Array;
}

const placeOn = (line: number, count: number, zoom: number, shift: number): number | undefined => {
  const place = (((line + 0.5) / count - 0.5) * zoom + 0.5 + shift) * count - 0.5;
  if (place < -0.5 || place > count - 0.5) return undefined;
  return Math.min(count - 1.001, Math.max(0, place));
};

const fieldMap = ({ columns, rows }: Grid, framing: Framing): FieldMap => {
  const map = {
    first: new Int16Array(columns * rows).fill(-1),
    across: new Float32Array(columns * rows),
    down: new Float32Array(columns * rows),
  };
  for (let row = 0; row < rows; row += 1) {
    const y = placeOn(row, rows, framing.zoomY, framing.shiftY);
    for (let column = 0; column < columns && y !== undefined; column += 1) {
      const along = placeOn(column, columns, framing.zoomX, framing.shiftX);
      if (along === undefined) continue;
      const x = framing.mirrored ? columns - 1 - along : along;
      const left = Math.min(columns - 2, Math.floor(x));
      const cell = row * columns + column;
      map.first[cell] = Math.floor(y) * columns + left;
      map.across[cell] = x - left;
      map.down[cell] = y - Math.floor(y);
    }
  }
  return map;
};

/** Products of two planes under a field map: with each other, and each with itself. */
interface Products {
  both: number;
  here: number;
  there: number;
}

const addProducts = (
  sums: Products,
  {
    map,
    columns,
    here,
    from,
    there,
  }: {
    map: FieldMap;
    columns: number;
    here: ArrayLike<number>;
    from: number;
    there: ArrayLike<number>;
  },
): void => {
  const { first, across, down } = map;
  for (let cell = 0; cell < first.length; cell += 1) {
    const at = first[cell] ?? -1;
    if (at < 0) continue;
    const x = across[cell] ?? 0;
    const y = down[cell] ?? 0;
    const upper = (there[at] ?? 0) * (1 - x) + (there[at + 1] ?? 0) * x;
    const lower = (there[at + columns] ?? 0) * (1 - x) + (there[at + columns + 1] ?? 0) * x;
    const other = upper * (1 - y) + lower * y;
    const own = here[from + cell] ?? 0;
    sums.both += own * other;
    sums.here += own * own;
    sums.there += other * other;
  }
};

/** The fields of a picture where another lies on it, rounded; −1 outside. */
const resample = (there: Uint8Array, { first, across, down }: FieldMap, columns: number) =>
  first.map((at, cell) => {
    if (at < 0) return -1;
    const x = across[cell] ?? 0;
    const y = down[cell] ?? 0;
    const upper = (there[at] ?? 0) * (1 - x) + (there[at + 1] ?? 0) * x;
    const lower = (there[at + columns] ?? 0) * (1 - x) + (there[at + columns + 1] ?? 0) * x;
    return Math.round(upper * (1 - y) + lower * y);
  });

/** Mean of the levels, and how far they usually are from it. */
const spreadOf = (levels: ArrayLike<number>, counted: Uint8Array) => {
  let count = 0;
  let sum = 0;
  for (let cell = 0; cell < counted.length; cell += 1) {
    if (counted[cell] !== 1) continue;
    count += 1;
    sum += levels[cell] ?? 0;
  }
  const mean = sum / Math.max(1, count);
  let distances = 0;
  for (let cell = 0; cell < counted.length; cell += 1) {
    if (counted[cell] === 1) distances += Math.abs((levels[cell] ?? 0) - mean);
  }
  return { mean, usual: Math.max(1, distances / Math.max(1, count)) };
};

/** A field differs fully from here on: a logo's count no more the brighter it is. */
const fullDifference = 0.6;

/** How well a picture fits on another, fine fields both: 1 fully; unrelated ones reach 0.4. */
export const fitPictures = (here: Uint8Array, there: Uint8Array, framing: Framing): number => {
  const other = resample(there, fieldMap(fineGrid, framing), fineGrid.columns);
  const counted = new Uint8Array(other.length);
  let inside = 0;
  for (let cell = 0; cell < other.length; cell += 1) {
    if ((other[cell] ?? -1) < 0) continue;
    counted[cell] = 1;
    inside += 1;
  }
  let difference = 0;
  // Twice: the second time without what differs fully, so that a logo moves no mean.
  for (let pass = 0; pass < 2; pass += 1) {
    const own = spreadOf(here, counted);
    const its = spreadOf(other, counted);
    difference = 0;
    for (let cell = 0; cell < other.length; cell += 1) {
      const level = other[cell] ?? -1;
      if (level < 0) continue;
      const relief = ((here[cell] ?? 0) - own.mean) / own.usual;
      const distance = Math.abs(relief - (level - its.mean) / its.usual);
      difference += Math.min(fullDifference, distance);
      if (distance > fullDifference) counted[cell] = 0;
    }
  }
  return 1 - difference / (fullDifference * Math.max(1, inside));
};

/** Planes that are laid on others: fine ones decide, coarse ones are searched with. */
export interface Layable {
  readonly known: Uint8Array;
  readonly fine: Float32Array;
  readonly coarse: Float32Array;
}
export type Fineness = 'fine' | 'coarse';

/** Planes from one to another, both included. */
export interface PlaneRange {
  readonly first: number;
  readonly last: number;
}

/** What two clips have in common, plane by plane of the range: products as of vectors. */
export interface Overlay {
  readonly range: PlaneRange;
  readonly both: Float32Array;
  readonly here: Float32Array;
  readonly there: Float32Array;
}

/** The other clip's plane at an instant between two. */
const blend = (
  { known, levels }: { known: Uint8Array; levels: Float32Array },
  place: number,
  into: Float32Array,
): boolean => {
  const before = Math.floor(place);
  if (before < 0 || known[before] !== 1 || known[before + 1] !== 1) return false;
  const share = place - before;
  const at = before * into.length;
  for (let cell = 0; cell < into.length; cell += 1) {
    const level = levels[at + cell] ?? 0;
    into[cell] = level + share * ((levels[at + into.length + cell] ?? 0) - level);
  }
  return true;
};

/** Lays the planes of a range on another clip. */
export const overlay = (
  here: Layable,
  there: Layable,
  { placing, range, fineness }: { placing: Placing; range: PlaneRange; fineness: Fineness },
): Overlay => {
  const grid = fineness === 'fine' ? fineGrid : coarseGrid;
  const map = fieldMap(grid, placing);
  const cells = cellsOf(grid);
  const blended = new Float32Array(cells);
  const other = { known: there.known, levels: there[fineness] };
  const count = Math.max(0, range.last - range.first + 1);
  const laid = {
    range,
    both: new Float32Array(count),
    here: new Float32Array(count),
    there: new Float32Array(count),
  };
  for (let index = range.first; index <= range.last; index += 1) {
    const place = index * placing.speed + placing.offsetSeconds * planesPerSecond;
    if (here.known[index] !== 1 || !blend(other, place, blended)) continue;
    const sums = { both: 0, here: 0, there: 0 };
    const own = { here: here[fineness], from: index * cells };
    addProducts(sums, { map, columns: grid.columns, ...own, there: blended });
    laid.both[index - range.first] = sums.both;
    laid.here[index - range.first] = sums.here;
    laid.there[index - range.first] = sums.there;
  }
  return laid;
};

/** Sum of many small numbers. */
export const total = (values: Float32Array): number => {
  let sum = 0;
  for (let at = 0; at < values.length; at += 1) sum += values[at] ?? 0;
  return sum;
};

/** Correlation over everything that was laid. */
export const correlationOf = ({ both, here, there }: Omit<Overlay, 'range'>): number => {
  const squares = total(here) * total(there);
  return squares > 0 ? total(both) / Math.sqrt(squares) : 0;
};

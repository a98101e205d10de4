import { fromBase64, toBase64 } from '../../vocabulary/bytes.ts';
import { planesPerSecond, type ChangePlanes } from './change-planes.ts';
import { cellsOf, fineGrid } from './grid.ts';

/** Planes one after another. */
export interface PlaneStretch {
  /** The instant of the first. */
  readonly startSeconds: number;
  /** Base64 of the planes: see `writePlane`. */
  readonly planes: string;
}

/**
 * Planes kept of a clip: 2 minutes of them, the most moving ones of a longer clip. A plane takes
 * 1 to 91 bytes, so 480 take at most 44 kB.
 */
export const maxPlanes = 480;
/** What is kept or left out together: 2 s. */
const blockPlanes = 2 * planesPerSecond;

/** Fields kept of a plane, the strongest. Where more than a fifth change, the camera moves. */
const maxFields = 80;
/** A field is kept as the root of its share of the strongest, in sevenths; below 2 it is not. */
const strongest = 7;
const weakest = 2;
/** The strongest field of a plane, in grey levels: byte b says 0.25 × 2^((b − 1) ÷ 12). */
const leastPeak = 0.25;
const peakSteps = 12;

const { columns, rows } = fineGrid;
const fineCells = cellsOf(fineGrid);

const peakOf = (plane: Float32Array): number => {
  let peak = 0;
  for (let cell = 0; cell < plane.length; cell += 1) {
    peak = Math.max(peak, Math.abs(plane[cell] ?? 0));
  }
  return peak;
};

/** Each field as a whole number from −7 to 7, at most `maxFields` of them not 0. */
const roundFields = (plane: Float32Array, peak: number): Int8Array => {
  const rounded = Int8Array.from(plane, (level) => {
    const root = Math.round(strongest * Math.sqrt(Math.min(1, Math.abs(level) / peak)));
    return root < weakest ? 0 : Math.sign(level) * root;
  });
  const cells = [...rounded.keys()].filter((cell) => rounded[cell] !== 0);
  const byStrength = cells.toSorted(
    (one, other) => Math.abs(plane[other] ?? 0) - Math.abs(plane[one] ?? 0),
  );
  for (const cell of byStrength.slice(maxFields)) rounded[cell] = 0;
  return rounded;
};

/**
 * A plane as bytes: its strongest field (0: nothing changes, and that is all), which rows hold
 * anything (2 bytes), for each of those which columns do (3 bytes), and a half byte for each of
 * those fields.
 */
const writePlane = (plane: Float32Array, bytes: number[]): void => {
  const peak = peakOf(plane);
  if (peak < leastPeak) {
    bytes.push(0);
    return;
  }
  const code = Math.min(255, 1 + Math.round(peakSteps * Math.log2(peak / leastPeak)));
  const fields = roundFields(plane, peak);
  const nibbles: number[] = [];
  const masks: number[] = [];
  let rowMask = 0;
  for (let row = 0; row < rows; row += 1) {
    let mask = 0;
    for (let column = 0; column < columns; column += 1) {
      const value = fields[row * columns + column] ?? 0;
      if (value === 0) continue;
      mask |= 1 << column;
      nibbles.push(value + strongest);
    }
    if (mask === 0) continue;
    rowMask |= 1 << row;
    masks.push(mask & 255, (mask >> 8) & 255, (mask >> 16) & 255);
  }
  bytes.push(code, rowMask & 255, rowMask >> 8, ...masks);
  for (let at = 0; at < nibbles.length; at += 2) {
    bytes.push((nibbles[at] ?? 0) | ((nibbles[at + 1] ?? 0) << 4));
  }
};

/** Reads a plane back; where the next one begins. */
const readPlane = (bytes: Uint8Array, start: number, plane: Float32Array): number => {
  const code = bytes[start] ?? 0;
  if (code === 0) return start + 1;
  const peak = leastPeak * 2 ** ((code - 1) / peakSteps);
  const rowMask = (bytes[start + 1] ?? 0) | ((bytes[start + 2] ?? 0) << 8);
  const cells: number[] = [];
  let at = start + 3;
  for (let row = 0; row < rows; row += 1) {
    if ((rowMask & (1 << row)) === 0) continue;
    const mask = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
    for (let column = 0; column < columns; column += 1) {
      if ((mask & (1 << column)) !== 0) cells.push(row * columns + column);
    }
    at += 3;
  }
  for (const [order, cell] of cells.entries()) {
    const pair = bytes[at + (order >> 1)] ?? 0;
    const value = (order % 2 === 0 ? pair & 15 : pair >> 4) - strongest;
    plane[cell] = Math.sign(value) * peak * (value / strongest) ** 2;
  }
  return at + Math.ceil(cells.length / 2);
};

type FinePlanes = Pick<ChangePlanes, 'known' | 'fine'>;

/** Which blocks of planes are kept: all, or those in which most changes. */
const keptBlocks = ({ known, fine }: FinePlanes): ReadonlySet<number> => {
  const blocks = Array.from({ length: Math.ceil(known.length / blockPlanes) }, (_, block) => {
    let change = 0;
    const end = Math.min(fine.length, (block + 1) * blockPlanes * fineCells);
    for (let at = block * blockPlanes * fineCells; at < end; at += 1) {
      change += Math.abs(fine[at] ?? 0);
    }
    return { block, change };
  });
  const most = blocks.toSorted(
    (one, other) => other.change - one.change || one.block - other.block,
  );
  return new Set(most.slice(0, maxPlanes / blockPlanes).map(({ block }) => block));
};

/** The planes of a clip as they are kept. */
export const encodePlanes = (planes: FinePlanes): readonly PlaneStretch[] => {
  const kept = keptBlocks(planes);
  const stretches: PlaneStretch[] = [];
  let first = 0;
  let bytes: number[] = [];
  const end = () => {
    if (bytes.length === 0) return;
    const startSeconds = first / planesPerSecond;
    stretches.push({ startSeconds, planes: toBase64(Uint8Array.from(bytes)) });
    bytes = [];
  };
  for (const [index, isKnown] of planes.known.entries()) {
    if (isKnown === 0 || !kept.has(Math.floor(index / blockPlanes))) {
      end();
      continue;
    }
    if (bytes.length === 0) first = index;
    writePlane(planes.fine.subarray(index * fineCells, (index + 1) * fineCells), bytes);
  }
  end();
  return stretches;
};

/** Planes that a stretch may have: what it takes to read a damaged one to its end. */
const readStretch = ({ planes }: PlaneStretch): readonly Float32Array[] => {
  const bytes = fromBase64(planes);
  const read: Float32Array[] = [];
  for (let at = 0; at < bytes.length && read.length < maxPlanes;) {
    const plane = new Float32Array(fineCells);
    at = readPlane(bytes, at, plane);
    read.push(plane);
  }
  return read;
};

/** Reads planes back. Throws `RangeError` on what is not base64. */
export const decodePlanes = (stretches: readonly PlaneStretch[]): FinePlanes => {
  const read = stretches.map((stretch) => ({
    first: Math.round(stretch.startSeconds * planesPerSecond),
    planes: readStretch(stretch),
  }));
  const count = Math.max(0, ...read.map(({ first, planes }) => first + planes.length));
  const known = new Uint8Array(count);
  const fine = new Float32Array(count * fineCells);
  for (const { first, planes } of read) {
    for (const [order, plane] of planes.entries()) {
      known[first + order] = 1;
      fine.set(plane, (first + order) * fineCells);
    }
  }
  return { known, fine };
};

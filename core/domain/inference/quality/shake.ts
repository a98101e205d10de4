import type { Look } from '../picture.ts';
import { intervalsWhere } from './intervals.ts';
import type { Quality } from './quality.ts';

/**
 * Finds how far the whole picture shifts from look to look. The picture is cut into blocks; each
 * compares its profiles (the mean of each column, of each row) with those before, and the middle of
 * what the blocks say counts: somebody who walks through moves few of them.
 */
export interface ShakeWatch {
  add(look: Look): void;
  findings(): Quality['shake'];
}

const blocks = { across: 4, down: 3 } as const;
/** Every second row is read: half the cost, and a shift is still told to half a pixel or so. */
const rowStep = 2;
/**
 * Farthest shift looked for: 2.5 % of the width, a jolt. Beyond it the pictures share too little.
 */
const maxShiftShare = 0.025;
/** Levels by which neighbours in a profile must differ in the mean for a block to have a say. */
const minTexture = 0.15;
/** A shift must fit this much better than none. */
const betterThanStill = 0.75;
/** A profile that fits unshifted to this part of its texture stood still: nothing else is tried. */
const stillOfTexture = 0.3;
/** Blocks that must have a say, of twelve. */
const minVoices = 6;
/** Mean shift over a second from which a picture counts as shaken: 1 px of 320. */
const shakenShare = 0.003;
const minShakenSeconds = 1;

/** Differences along the profile of every block, one after another; rows are those read. */
interface Profiles {
  readonly columns: Float32Array;
  readonly rows: Float32Array;
}

interface Blocks {
  readonly width: number;
  readonly height: number;
}

const blocksOf = ({ width, height }: Look): Blocks => ({
  width: Math.floor(width / blocks.across),
  height: Math.floor(height / rowStep / blocks.down),
});

/** In place: each value becomes its distance to the next one, so that light falls out. */
const differentiate = (profiles: Float32Array, length: number, pixels: number): void => {
  for (let at = 0; at < profiles.length; at += 1) {
    const isLast = at % length === length - 1;
    const next = isLast ? (profiles[at] ?? 0) : (profiles[at + 1] ?? 0);
    profiles[at] = (next - (profiles[at] ?? 0)) / pixels;
  }
};

const profilesOf = (look: Look, block: Blocks): Profiles => {
  const { grey, width } = look;
  const count = blocks.across * blocks.down;
  const columns = new Float32Array(count * block.width);
  const rows = new Float32Array(count * block.height);
  for (let y = 0; y < block.height * blocks.down; y += 1) {
    const down = Math.floor(y / block.height);
    for (let across = 0; across < blocks.across; across += 1) {
      const index = down * blocks.across + across;
      const from = y * rowStep * width + across * block.width;
      const column = index * block.width;
      let sum = 0;
      for (let x = 0; x < block.width; x += 1) {
        const level = grey[from + x] ?? 0;
        sum += level;
        columns[column + x] = (columns[column + x] ?? 0) + level;
      }
      rows[index * block.height + (y % block.height)] = sum;
    }
  }
  differentiate(columns, block.width, block.height);
  differentiate(rows, block.height, block.width);
  return { columns, rows };
};

/** Mean distance of a block's profile from the one before, shifted by so many pixels. */
const misfit = (
  before: Float32Array,
  now: Float32Array,
  { start, length, shift }: { start: number; length: number; shift: number },
): number => {
  const from = Math.max(0, shift);
  const to = Math.min(length, length + shift) - 1;
  let sum = 0;
  for (let at = from; at < to; at += 1) {
    const difference = (now[start + at] ?? 0) - (before[start + at - shift] ?? 0);
    sum += difference < 0 ? -difference : difference;
  }
  return to > from ? sum / (to - from) : Number.POSITIVE_INFINITY;
};

const textureOf = (profile: Float32Array, start: number, length: number): number => {
  let sum = 0;
  for (let at = start; at < start + length - 1; at += 1) sum += Math.abs(profile[at] ?? 0);
  return sum / Math.max(1, length - 1);
};

/** Pixels by which one block shifted along its profile; undefined when it has no say. */
const shiftOf = (
  before: Float32Array,
  now: Float32Array,
  { start, length, reach }: { start: number; length: number; reach: number },
): number | undefined => {
  const texture = textureOf(before, start, length);
  if (texture < minTexture) return undefined;
  if (misfit(before, now, { start, length, shift: 0 }) < stillOfTexture * texture) return 0;
  const misfits = Array.from({ length: 2 * reach + 1 }, (_, at) =>
    misfit(before, now, { start, length, shift: at - reach }),
  );
  const best = misfits.indexOf(misfits.reduce((one, other) => Math.min(one, other)));
  const [at, still] = [misfits[best] ?? 0, misfits[reach] ?? 0];
  if (best === reach || at > still * betterThanStill) return 0;
  const [left = at, right = at] = [misfits[best - 1], misfits[best + 1]];
  const rise = Math.max(left, right) - at;
  return best - reach + (rise > 0 ? (left - right) / (2 * rise) : 0);
};

const medianOf = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

/** Shift of the whole picture along one axis, in pixels; 0 where too little can be compared. */
const commonShift = (
  before: Float32Array,
  now: Float32Array,
  { length, reach }: { length: number; reach: number },
): number => {
  const shifts: number[] = [];
  for (let start = 0; start < now.length; start += length) {
    const shift = shiftOf(before, now, { start, length, reach });
    if (shift !== undefined) shifts.push(shift);
  }
  return shifts.length < minVoices ? 0 : medianOf(shifts);
};

const rounded = (value: number): number => Number(value.toFixed(4));

/** Starts watching looks that come `looksPerSecond`. Memory: profiles and a number a look. */
export const watchShake = (looksPerSecond: number): ShakeWatch => {
  const seconds: number[] = [];
  const shifts: number[] = [];
  let last: Profiles | undefined;

  /** Mean over the second around each look, so that one jolt does not make a shaken second. */
  const flags = (): readonly boolean[] => {
    const half = Math.max(1, Math.floor(looksPerSecond / 2));
    return shifts.map((_, at) => {
      const around = shifts.slice(Math.max(0, at - half), at + half);
      return around.reduce((sum, shift) => sum + shift, 0) / around.length >= shakenShare;
    });
  };

  return {
    add(look) {
      const block = blocksOf(look);
      const now = profilesOf(look, block);
      const reach = Math.max(1, Math.round(look.width * maxShiftShare));
      if (last !== undefined) {
        const x = commonShift(last.columns, now.columns, { length: block.width, reach });
        const rowReach = Math.max(1, Math.round(reach / rowStep));
        const rows = commonShift(last.rows, now.rows, { length: block.height, reach: rowReach });
        shifts.push(Math.hypot(x, rows * rowStep) / look.width);
        seconds.push(look.seconds);
      }
      last = now;
    },
    findings: () => ({
      mean: rounded(shifts.reduce((sum, shift) => sum + shift, 0) / Math.max(1, shifts.length)),
      peak: rounded(shifts.reduce((one, other) => Math.max(one, other), 0)),
      intervals: intervalsWhere(flags(), {
        ...{ seconds, perSecond: looksPerSecond, minSeconds: minShakenSeconds },
      }),
    }),
  };
};

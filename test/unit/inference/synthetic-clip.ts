import type { Look } from '../../../core/domain/inference/picture.ts';

/** A bright box in a picture. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly level: number;
}

/** What shall be seen at a time. */
export interface Moment {
  readonly boxes?: readonly Box[];
  /** Added to every pixel. */
  readonly light?: number;
  /** Multiplies every pixel. */
  readonly gain?: number;
}

export const size = { width: 160, height: 90 } as const;

/** Numbers from -1 to 1, always the same ones for a seed. */
const grain = (seed: number) => {
  let state = seed >>> 0;
  return (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2_147_483_648 - 1;
  };
};

/** A wall of planks, lit from one side. */
const wall = Float64Array.from({ length: size.width * size.height }, (_, index) => {
  const [x, y] = [index % size.width, Math.floor(index / size.width)];
  return 70 + (x * 60) / size.width + (y % 12 < 2 ? -25 : 0);
});

const draw = ({ boxes = [], light = 0, gain = 1 }: Moment, noise: () => number): Uint8Array => {
  const levels = wall.slice();
  for (const { left, top, width, height, level } of boxes) {
    for (let y = Math.max(0, top); y < Math.min(size.height, top + height); y += 1) {
      const row = y * size.width;
      levels.fill(level, row + Math.max(0, left), row + Math.min(size.width, left + width));
    }
  }
  const lit = Uint8ClampedArray.from(levels, (level) => level * gain + light + noise() * 5);
  return new Uint8Array(lit.buffer);
};

/** Every `step`-th pixel of every `step`-th row. */
const thinned = (grey: Uint8Array, step: number): Uint8Array =>
  grey.filter((_, at) => at % step === 0 && Math.floor(at / size.width) % step === 0);

/**
 * Looks of a clip that shows `at(seconds)`; all of them samples, unless `looksPerSecond` says that
 * there are more. A `step` of 5 gives 32 × 18 px, for tests that look at none of them closely.
 */
export const clipOf = (
  {
    durationSeconds,
    samplesPerSecond,
    looksPerSecond = samplesPerSecond,
    seed = 1,
    step = 1,
  }: {
    durationSeconds: number;
    samplesPerSecond: number;
    looksPerSecond?: number;
    seed?: number;
    step?: 1 | 2 | 5;
  },
  at: (seconds: number) => Moment,
): readonly Look[] => {
  const noise = grain(seed);
  const every = looksPerSecond / samplesPerSecond;
  return Array.from({ length: Math.round(durationSeconds * looksPerSecond) }, (_, index) => {
    const seconds = index / looksPerSecond;
    const isSample = index % every === 0;
    const drawn = draw(at(seconds), noise);
    const grey = step === 1 ? drawn : thinned(drawn, step);
    return { seconds, width: size.width / step, height: size.height / step, grey, isSample };
  });
};

/** A parcel on the floor: 1.8 % of the picture. */
export const parcel: Box = { left: 40, top: 66, width: 16, height: 16, level: 210 };

/** Somebody at a place: 6 % of the picture. */
export const walkerAt = (x: number): Box => ({
  left: x,
  top: 30,
  width: 14,
  height: 60,
  level: 30,
});

import type { GreyFrame } from '../../../core/domain/inference/frame-analyzer.ts';

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

/** Frames of a clip that shows `at(seconds)`. */
export const clipOf = (
  {
    durationSeconds,
    samplesPerSecond,
    seed = 1,
  }: { durationSeconds: number; samplesPerSecond: number; seed?: number },
  at: (seconds: number) => Moment,
): readonly GreyFrame[] => {
  const noise = grain(seed);
  return Array.from({ length: Math.round(durationSeconds * samplesPerSecond) }, (_, index) => {
    const seconds = index / samplesPerSecond;
    return { seconds, ...size, grey: draw(at(seconds), noise) };
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

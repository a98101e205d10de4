import type { Box, Look } from '../../../../core/domain/inference/picture.ts';
import { startSceneWatch } from '../../../../core/domain/inference/baseline/scene-watch.ts';

/** A filled box on the picture, in pixels, with its level. */
export interface Patch {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly level: number;
}

/** What shall be seen at a time. */
export interface Moment {
  readonly patches: readonly Patch[];
  /** Added to every pixel. */
  readonly light?: number;
  /** Multiplies every pixel. */
  readonly gain?: number;
  /** Where the camera points, in whole pixels. */
  readonly shift?: readonly [x: number, y: number];
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

/** A wall over a floor, with a window and planks: something everywhere to hold on to. */
const wallAt = (x: number, y: number): number => {
  if (y > 58) return 96 + ((x * 7 + y * 3) % 11);
  const inWindow = x > 92 && x < 120 && y > 12 && y < 34;
  return (inWindow ? 62 : 140) + (y % 9 < 2 ? -18 : 0) + ((x * 5) % 7);
};

const draw = (moment: Moment, noise: () => number, noiseLevels: number): Uint8Array => {
  const { patches, light = 0, gain = 1, shift = [0, 0] } = moment;
  const levels = new Float32Array(size.width * size.height);
  for (let y = 0, index = 0; y < size.height; y += 1) {
    for (let x = 0; x < size.width; x += 1, index += 1) {
      const [sceneX, sceneY] = [x + shift[0], y + shift[1]];
      let level = wallAt(sceneX, sceneY);
      for (const { left, top, width, height, level: own } of patches) {
        const inside =
          sceneX >= left && sceneX < left + width && sceneY >= top && sceneY < top + height;
        if (inside) level = own;
      }
      levels[index] = level * gain + light + noise() * noiseLevels;
    }
  }
  return new Uint8Array(Uint8ClampedArray.from(levels).buffer);
};

/** Looks of a scene that shows `at(seconds)`. */
export const looksOf = (
  {
    seconds: durationSeconds,
    looksPerSecond = 8,
    noiseLevels = 3,
    seed = 1,
  }: { seconds: number; looksPerSecond?: number; noiseLevels?: number; seed?: number },
  at: (seconds: number) => Moment,
): readonly Look[] => {
  const noise = grain(seed);
  return Array.from({ length: Math.round(durationSeconds * looksPerSecond) }, (_, index) => {
    const seconds = index / looksPerSecond;
    const grey = draw(at(seconds), noise, noiseLevels);
    return { seconds, ...size, grey, isSample: index % 4 === 0 };
  });
};

/** The same looks in a mirror. */
export const mirrored = (looks: readonly Look[]): readonly Look[] =>
  looks.map((look) => ({
    ...look,
    grey: look.grey.map((_, index) => {
      const x = index % look.width;
      return look.grey[index - x + look.width - 1 - x] ?? 0;
    }),
  }));

/** A box in a mirror. */
export const mirroredBox = (box: Box): Box => ({ ...box, left: 1 - box.left - box.width });

/** Somebody on foot at x: a head, a body, two legs that swing. */
export const walkerAt = (x: number, seconds: number): readonly Patch[] => {
  const stride = Math.round(3 * Math.sin(seconds * 7));
  return [
    { left: x + 3, top: 32, width: 6, height: 8, level: 200 },
    { left: x + 1, top: 40, width: 10, height: 20, level: 30 },
    { left: x + 2 - stride, top: 60, width: 4, height: 22, level: 40 },
    { left: x + 6 + stride, top: 60, width: 4, height: 22, level: 44 },
  ];
};

/** Somebody bent down to the floor. */
export const bentAt = (x: number): readonly Patch[] => [
  { left: x - 4, top: 52, width: 14, height: 12, level: 30 },
  { left: x - 8, top: 56, width: 6, height: 7, level: 200 },
  { left: x + 2, top: 60, width: 8, height: 22, level: 40 },
];

/** A parcel on the floor. */
export const parcel: Patch = { left: 50, top: 70, width: 13, height: 10, level: 190 };

/** Somebody comes from the right at `from`, bends beside the parcel for a second, and goes. */
export const visitor = (from: number, seconds: number): readonly Patch[] => {
  const stop = 68;
  const speed = 32;
  const walks = (160 - stop) / speed;
  const since = seconds - from;
  if (since < 0 || since > 2 * walks + 1) return [];
  if (since < walks) return walkerAt(Math.round(160 - since * speed), seconds);
  if (since < walks + 1) return bentAt(stop);
  return walkerAt(Math.round(stop + (since - walks - 1) * speed), seconds);
};

/** When a visitor who comes at `from` has a hand on the parcel. */
export const handledAt = (from: number): number => from + 92 / 32 + 0.5;

/** What the watch tells of looks. */
export const tell = (looks: readonly Look[], looksPerSecond = 8) => {
  const watch = startSceneWatch(looksPerSecond);
  for (const look of looks) watch.add(look);
  return watch.findings();
};

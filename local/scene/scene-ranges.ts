import type { Colour } from './canvas.ts';
import type { Light, SceneEncoder, Split } from './truth.ts';

/** One or more stretches that a number is drawn from, evenly over their lengths. */
export type Bands = readonly (readonly [from: number, to: number])[];

/** What the numbers of a scene are drawn from. */
export interface SceneRanges {
  /** Seeds count up from here; the splits are a million apart. */
  readonly firstSeed: number;
  readonly personMetres: Bands;
  /** Thickness of the trunk against the usual. */
  readonly personBuild: Bands;
  readonly walkMetresPerSecond: Bands;
  readonly stepMetres: Bands;
  readonly swingRadians: Bands;
  /** From bending down to standing upright again. */
  readonly handlingSeconds: Bands;
  /** How long a door is tried. */
  readonly doorSeconds: Bands;
  readonly parcelWidthMetres: Bands;
  readonly parcelHeightMetres: Bands;
  /** Between the fronts of the parcel and of the ground it stands on, in grey levels by day. */
  readonly parcelContrast: Bands;
  /** Along the free ground, 0 left to 1 right. */
  readonly parcelPlace: Bands;
  readonly cameraMetres: Bands;
  /** How near the camera is: factor of everything's size. */
  readonly zoom: Bands;
  /** Factor of the light by day, at dusk, at night. */
  readonly brightness: Readonly<Record<Light, Bands>>;
  /** Standard deviation at 640 × 360, grey levels. */
  readonly noiseLevels: Readonly<Record<Light, Bands>>;
  /** Standard deviation of the camera's place, in 640ths of the picture's width. */
  readonly shakeUnits: Bands;
  readonly rainStreaks: Bands;
  readonly carMetresPerSecond: Bands;
  /** Contrast of the ground's and the walls' grain. */
  readonly texture: Bands;
  readonly swayUnits: Bands;
  readonly tops: readonly Colour[];
  readonly trousers: readonly Colour[];
  readonly skins: readonly Colour[];
  readonly walls: readonly Colour[];
  readonly doors: readonly Colour[];
  readonly grounds: readonly Colour[];
  readonly parcels: readonly Colour[];
  readonly cars: readonly Colour[];
  readonly framesPerSecond: readonly number[];
  readonly encoders: readonly SceneEncoder[];
}

const tuning: SceneRanges = {
  firstSeed: 1_000_000,
  personMetres: [[1.62, 1.8]],
  personBuild: [[0.95, 1.15]],
  walkMetresPerSecond: [[1.05, 1.45]],
  stepMetres: [[0.66, 0.76]],
  swingRadians: [[0.36, 0.46]],
  handlingSeconds: [[1.2, 1.7]],
  doorSeconds: [[1.6, 2.6]],
  parcelWidthMetres: [[0.34, 0.5]],
  parcelHeightMetres: [[0.22, 0.34]],
  parcelContrast: [[30, 75]],
  parcelPlace: [[0.2, 0.75]],
  cameraMetres: [[2.5, 2.9]],
  zoom: [[1.02, 1.14]],
  brightness: { day: [[0.88, 1.05]], dusk: [[0.45, 0.6]], night: [[0.3, 0.4]] },
  noiseLevels: { day: [[2.5, 4]], dusk: [[4, 6]], night: [[5, 7.5]] },
  shakeUnits: [[0.9, 1.8]],
  rainStreaks: [[45, 85]],
  carMetresPerSecond: [[7, 11]],
  texture: [[0.06, 0.12]],
  swayUnits: [[0.5, 2]],
  tops: [
    [66, 92, 140],
    [150, 110, 50],
    [48, 50, 56],
    [176, 60, 52],
    [198, 196, 188],
    [70, 110, 80],
  ],
  trousers: [
    [58, 70, 96],
    [70, 66, 62],
    [150, 132, 104],
  ],
  skins: [
    [226, 178, 144],
    [176, 124, 90],
    [120, 80, 58],
  ],
  walls: [
    [150, 166, 176],
    [172, 166, 148],
    [178, 160, 152],
  ],
  doors: [
    [124, 44, 40],
    [38, 72, 96],
    [52, 84, 66],
  ],
  grounds: [
    [150, 132, 112],
    [128, 126, 122],
    [104, 100, 96],
  ],
  parcels: [
    [198, 154, 102],
    [176, 130, 84],
    [226, 220, 206],
    [70, 60, 54],
  ],
  cars: [
    [170, 174, 178],
    [44, 52, 70],
    [140, 36, 36],
  ],
  framesPerSecond: [12, 15],
  encoders: [
    { codec: 'x264', quality: 21 },
    { codec: 'x264', quality: 26 },
    { codec: 'mpeg4', quality: 4 },
    { codec: 'vp9', quality: 34 },
  ],
};

const heldOut: SceneRanges = {
  firstSeed: 2_000_000,
  personMetres: [
    [1.5, 1.61],
    [1.81, 1.98],
  ],
  personBuild: [
    [0.82, 0.94],
    [1.16, 1.35],
  ],
  walkMetresPerSecond: [
    [0.8, 1.04],
    [1.46, 1.8],
  ],
  stepMetres: [
    [0.56, 0.65],
    [0.77, 0.88],
  ],
  swingRadians: [
    [0.28, 0.35],
    [0.47, 0.56],
  ],
  handlingSeconds: [
    [0.95, 1.18],
    [1.72, 2.3],
  ],
  doorSeconds: [
    [1.3, 1.55],
    [2.65, 4],
  ],
  parcelWidthMetres: [
    [0.27, 0.33],
    [0.51, 0.66],
  ],
  parcelHeightMetres: [
    [0.17, 0.21],
    [0.35, 0.46],
  ],
  parcelContrast: [
    [24, 29],
    [76, 110],
  ],
  parcelPlace: [
    [0.05, 0.19],
    [0.76, 0.95],
  ],
  cameraMetres: [
    [2.3, 2.49],
    [2.91, 3.3],
  ],
  zoom: [
    [0.95, 1.01],
    [1.15, 1.28],
  ],
  brightness: {
    day: [
      [0.78, 0.87],
      [1.06, 1.15],
    ],
    dusk: [
      [0.41, 0.44],
      [0.61, 0.68],
    ],
    night: [
      [0.26, 0.29],
      [0.41, 0.5],
    ],
  },
  noiseLevels: {
    day: [
      [1.2, 2.4],
      [4.1, 5],
    ],
    dusk: [
      [2.5, 3.9],
      [6.1, 7],
    ],
    night: [
      [3, 4.9],
      [7.6, 9],
    ],
  },
  shakeUnits: [
    [0.6, 0.88],
    [1.85, 2.5],
  ],
  rainStreaks: [
    [25, 44],
    [86, 120],
  ],
  carMetresPerSecond: [
    [5, 6.9],
    [11.1, 15],
  ],
  texture: [
    [0.03, 0.055],
    [0.125, 0.17],
  ],
  swayUnits: [
    [0, 0.4],
    [2.1, 2.8],
  ],
  tops: [
    [110, 84, 140],
    [214, 168, 60],
    [30, 66, 62],
    [120, 124, 130],
    [232, 226, 214],
    [96, 52, 40],
  ],
  trousers: [
    [36, 38, 44],
    [104, 112, 122],
    [196, 186, 164],
  ],
  skins: [
    [240, 200, 170],
    [150, 104, 76],
    [92, 60, 44],
  ],
  walls: [
    [146, 164, 146],
    [196, 190, 178],
    [134, 96, 80],
  ],
  doors: [
    [88, 62, 44],
    [200, 196, 186],
    [60, 60, 66],
  ],
  grounds: [
    [168, 160, 148],
    [122, 104, 88],
    [92, 98, 102],
  ],
  parcels: [
    [210, 178, 132],
    [152, 112, 70],
    [240, 240, 236],
    [44, 58, 84],
  ],
  cars: [
    [214, 216, 218],
    [30, 32, 34],
    [56, 92, 74],
  ],
  framesPerSecond: [10, 14],
  encoders: [
    { codec: 'x264', quality: 23 },
    { codec: 'x264', quality: 30 },
    { codec: 'mpeg4', quality: 7 },
    { codec: 'vp9', quality: 40 },
    { codec: 'x265', quality: 28 },
  ],
};

/** The ranges of each split: no band of one meets a band of the other. */
export const sceneRanges: Readonly<Record<Split, SceneRanges>> = { tuning, 'held-out': heldOut };

/** A number from some bands, by one from 0 to 1. */
export const fromBands = (bands: Bands, at: number): number => {
  let rest = at * bands.reduce((sum, [from, to]) => sum + to - from, 0);
  for (const [from, to] of bands) {
    if (rest <= to - from) return from + rest;
    rest -= to - from;
  }
  return bands.at(-1)?.[1] ?? 0;
};

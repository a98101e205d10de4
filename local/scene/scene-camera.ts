import { brushThrough, type Brush } from './brush.ts';
import { createCanvas, type Canvas } from './canvas.ts';
import { picture, seededNumbers } from './porch.ts';
import { fromBands, sceneRanges } from './scene-ranges.ts';
import { buildScene, type Scene } from './scene-script.ts';
import { roughen } from './scene-stage.ts';
import type { SceneSpec, SceneTruth } from './truth.ts';

/** Taken out once: painters ask for them millions of times, and a global is slow inside jest. */
const { exp, floor, hypot, max, min, round, sin } = Math;

/** Films a scene: one picture a moment, in raw levels. */
export interface SceneCamera {
  readonly truth: SceneTruth;
  /** 320 × 180 grey levels, row by row; a new array each time. */
  greyAt(seconds: number): Uint8Array;
  /** 640 × 360 RGB triples; always in the same buffer. */
  colourAt(seconds: number): Uint8Array;
}

/** Drawn around the picture on every side, so that a shaking camera has something to see. */
const margin = 14;
const { width, height } = picture;
const canvasWidth = width + 2 * margin;
/** Longest shift of a shaking camera; the drawn margin ends two units farther. */
const maxShift = margin - 2;
/** Levels of noise ready to use; a power of two, so that places in it wrap by a mask. */
const noiseLength = 1 << 19;
const noiseSteps = 8;

interface Lens {
  /** Factor of the light for each pixel of the picture. */
  readonly gain: Float32Array;
  /** What a lamp adds to the factor where it shines. */
  readonly lamp: Float32Array;
  readonly noise: Int8Array;
  readonly noiseLevels: number;
  /** Added to everything: a sensor in the dark never says 0. */
  readonly lift: number;
  /** Infrared cameras see no colours. */
  readonly colourless: boolean;
  shiftAt(seconds: number): readonly [x: number, y: number];
}

/** Noise with a standard deviation of 1, in eighths. */
const noiseField = (random: () => number): Int8Array => {
  const field = new Int8Array(noiseLength);
  for (let index = 0; index < noiseLength; index += 1) {
    // The sum of three even numbers is near enough to a bell.
    field[index] = (random() + random() + random() - 1.5) * 2 * noiseSteps;
  }
  return field;
};

const shakeOf = (sigma: number, random: () => number): Lens['shiftAt'] => {
  const waves = [0.6, 1.7, 2.9, 4.7].map((hertz) => ({
    turn: hertz * (0.8 + random() * 0.4) * 2 * Math.PI,
    phases: [random() * 6.3, random() * 6.3] as const,
  }));
  const gust = random() * 6;
  return (seconds) => {
    // Four waves of amplitude a have a standard deviation of a × √2.
    const strength = (sigma / Math.SQRT2) * (0.7 + 0.5 * sin(gust + seconds * 0.9));
    const along = (axis: 0 | 1): number => {
      const sum = waves.reduce(
        (all, { turn, phases }) => all + sin(turn * seconds + phases[axis]),
        0,
      );
      return max(-maxShift, min(maxShift, round(sum * strength)));
    };
    return [along(0), along(1)];
  };
};

const lensOf = (spec: SceneSpec): Lens => {
  const ranges = sceneRanges[spec.split];
  const random = seededNumbers(spec.seed * 2 + 2);
  const brightness = fromBands(ranges.brightness[spec.light], random());
  const colourless = spec.light === 'night' && random() < 0.7;
  const falloff = colourless ? 0.75 : 0.25;
  const [lampX, lampY] = [width * (0.2 + random() * 0.6), height * (0.2 + random() * 0.3)];
  const [sunX, sunY] = [width * (0.3 + random() * 0.4), height * (0.2 + random() * 0.3)];
  const gain = new Float32Array(width * height);
  const lamp = new Float32Array(width * height);
  for (let index = 0; index < gain.length; index += 1) {
    const [x, y] = [index % width, floor(index / width)];
    const away = hypot((x - sunX) / width, (y - sunY) / height);
    gain[index] = brightness * (1.06 + falloff * 0.25 - falloff * away * away);
    lamp[index] = 0.55 * exp(-(((x - lampX) / 170) ** 2) - ((y - lampY) / 150) ** 2);
  }
  const sigma = spec.shake === 'shaky' ? fromBands(ranges.shakeUnits, random()) : 0;
  return {
    ...{ gain, lamp, colourless },
    noise: noiseField(random),
    noiseLevels: fromBands(ranges.noiseLevels[spec.light], random()),
    lift: spec.light === 'night' ? 10 : 4,
    shiftAt: sigma === 0 ? () => [0, 0] : shakeOf(sigma, random),
  };
};

const drawRain = (
  brush: Brush,
  spec: SceneSpec,
  { streaks, frame }: { streaks: number; frame: number },
) => {
  const random = seededNumbers(spec.seed + frame * 7_919);
  const slant = ((spec.seed % 7) - 3) * 0.04;
  for (let streak = 0; streak < streaks; streak += 1) {
    const [x, y] = [random() * canvasWidth, random() * height];
    const near = random();
    const length = 8 + near * 16;
    const half = 0.5 + near * 0.6;
    const [dx, opacity] = [slant * length, 0.16 + near * 0.2];
    const corners = [
      [x - half, y],
      [x + half, y],
      [x + half + dx, y + length],
      [x - half + dx, y + length],
    ] as const;
    brush.polygon(corners, [214, 220, 226], opacity);
  }
};

interface Exposure {
  readonly lens: Lens;
  readonly scene: Scene;
  readonly canvas: Canvas;
  readonly seconds: number;
  readonly frame: number;
}

const settingsOf = ({ lens, scene, seconds, frame }: Exposure) => {
  const [x, y] = lens.shiftAt(seconds);
  return {
    ...scene.lightAt(seconds),
    start: ((margin + y) * canvasWidth + margin + x) * 3,
    // A large odd stride: neighbouring frames get unrelated noise.
    noiseStart: (frame * 48_271) & (noiseLength - 1),
    noiseFactor: lens.noiseLevels / noiseSteps,
  };
};

const exposeColour = (exposure: Exposure, out: Uint8ClampedArray): void => {
  const { lens, canvas } = exposure;
  const { whole, lamp, start, noiseStart, noiseFactor } = settingsOf(exposure);
  const { rgb } = canvas;
  for (let row = 0; row < height; row += 1) {
    let from = start + row * canvasWidth * 3;
    for (let pixel = row * width; pixel < (row + 1) * width; pixel += 1, from += 3) {
      const factor = whole * ((lens.gain[pixel] ?? 0) + lamp * (lens.lamp[pixel] ?? 0));
      const noise =
        lens.lift + noiseFactor * (lens.noise[(noiseStart + pixel) & (noiseLength - 1)] ?? 0);
      let [red, green, blue] = [rgb[from] ?? 0, rgb[from + 1] ?? 0, rgb[from + 2] ?? 0];
      if (lens.colourless) red = green = blue = 0.299 * red + 0.587 * green + 0.114 * blue;
      const to = pixel * 3;
      out[to] = red * factor + noise;
      out[to + 1] = green * factor + noise;
      out[to + 2] = blue * factor + noise;
    }
  }
};

/** The same light on half the size: four pixels make one, so noise is half as strong. */
const exposeGrey = (exposure: Exposure): Uint8ClampedArray => {
  const { lens, canvas } = exposure;
  const { whole, lamp, start, noiseStart, noiseFactor } = settingsOf(exposure);
  const { rgb } = canvas;
  const out = new Uint8ClampedArray((width / 2) * (height / 2));
  const below = canvasWidth * 3;
  for (let row = 0; row < height / 2; row += 1) {
    let from = start + row * 2 * below;
    let pixel = row * 2 * width;
    for (let to = (row * width) / 2; to < ((row + 1) * width) / 2; to += 1) {
      const factor = whole * ((lens.gain[pixel] ?? 0) + lamp * (lens.lamp[pixel] ?? 0));
      const red = (rgb[from] ?? 0) + (rgb[from + 3] ?? 0) + (rgb[from + below] ?? 0);
      const green = (rgb[from + 1] ?? 0) + (rgb[from + 4] ?? 0) + (rgb[from + below + 1] ?? 0);
      const blue = (rgb[from + 2] ?? 0) + (rgb[from + 5] ?? 0) + (rgb[from + below + 2] ?? 0);
      const [red4, green4, blue4] = [
        red + (rgb[from + below + 3] ?? 0),
        green + (rgb[from + below + 4] ?? 0),
        blue + (rgb[from + below + 5] ?? 0),
      ];
      const grey = (0.299 * red4 + 0.587 * green4 + 0.114 * blue4) / 4;
      const noise = lens.noise[(noiseStart + to) & (noiseLength - 1)] ?? 0;
      out[to] = grey * factor + lens.lift + noiseFactor * 0.5 * noise;
      from += 6;
      pixel += 2;
    }
  }
  return out;
};

/** Sets up a camera before a scene. Drawing the backdrop takes about a tenth of a second. */
export const openCamera = (spec: SceneSpec): SceneCamera => {
  const scene = buildScene(spec);
  const ranges = sceneRanges[spec.split];
  const random = seededNumbers(spec.seed * 2 + 3);
  const lens = lensOf(spec);
  const backdrop = createCanvas(canvasWidth, height + 2 * margin, 1);
  const canvas = createCanvas(canvasWidth, height + 2 * margin, 1);
  const shifted = { scale: 1, mirrored: false, dx: margin, dy: margin };
  const stageBrush = (on: Canvas): Brush =>
    brushThrough(brushThrough(on, shifted), scene.stage.view);
  scene.stage.drawBackdrop(stageBrush(backdrop));
  roughen(backdrop, fromBands(ranges.texture, random()), spec.seed);
  const streaks = spec.weather === 'rain' ? fromBands(ranges.rainStreaks, random()) : 0;
  const brush = stageBrush(canvas);
  const colour = new Uint8ClampedArray(width * height * 3);

  const drawn = (seconds: number): Exposure => {
    // Milliseconds tell frames apart at every frame rate.
    const frame = round(seconds * 1_000);
    canvas.copyFrom(backdrop);
    scene.drawMoment(brush, seconds);
    if (streaks > 0) drawRain(canvas, spec, { streaks, frame });
    return { lens, scene, canvas, seconds, frame };
  };
  return {
    truth: scene.truth,
    greyAt(seconds) {
      const grey = exposeGrey(drawn(seconds));
      return new Uint8Array(grey.buffer);
    },
    colourAt(seconds) {
      exposeColour(drawn(seconds), colour);
      return new Uint8Array(colour.buffer);
    },
  };
};

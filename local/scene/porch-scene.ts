import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { createCanvas, type Canvas, type Colour } from './canvas.ts';
import { encodePictures, rawInput, writeWhole } from './encode-scene.ts';
import {
  drawForeground,
  drawParcel,
  drawPorch,
  parcelSpot,
  pick,
  picture,
  seededNumbers,
  walkLine,
} from './porch.ts';
import { drawWalker, type Clothes, type Pose } from './walker.ts';

/** The seconds at which things happen; the same for every seed. */
export const porchScript = {
  durationSeconds: 12,
  framesPerSecond: 15,
  /** Somebody with a parcel comes in from the right. */
  courierComesSeconds: 1,
  /** The parcel touches the ground. */
  parcelLeftSeconds: 3.6,
  courierGoneSeconds: 6,
  /** Somebody else comes in from the right. */
  takerComesSeconds: 7.2,
  /** The parcel leaves the ground. */
  parcelTakenSeconds: 9,
  takerGoneSeconds: 11,
} as const;

/** One drawing of the porch clip. */
export interface PorchSceneOptions {
  readonly ffmpegPath: string;
  /** Where the MP4 goes; its folder is made when it is not there. */
  readonly outputPath: string;
  /** Decides colours, grain and small differences: two seeds give two different files. */
  readonly seed: number;
}

/** Pixels a scene unit has while drawing; ffmpeg scales down and so smooths the edges. */
const drawingScale = 2;
const offRight = 700;
/** Where the feet stand while hands are at the parcel. */
const besideParcel = parcelSpot[0] + 62;
/** Seconds for bending down, and for coming up again. */
const bendSeconds = 0.7;
const unitsPerStep = 44;

interface Visit {
  readonly clothes: Clothes;
  readonly comesSeconds: number;
  readonly handsDownSeconds: number;
  readonly goneSeconds: number;
  readonly brings: boolean;
}

const eased = (share: number): number => {
  const bounded = Math.min(1, Math.max(0, share));
  return bounded * bounded * (3 - 2 * bounded);
};

const poseAt = (visit: Visit, seconds: number): Pose | undefined => {
  const { comesSeconds, handsDownSeconds, goneSeconds, brings } = visit;
  if (seconds < comesSeconds || seconds > goneSeconds) return undefined;
  const arrives = handsDownSeconds - bendSeconds;
  const leaves = handsDownSeconds + bendSeconds;
  const comes = seconds < leaves;
  const share = comes
    ? (seconds - comesSeconds) / (arrives - comesSeconds)
    : 1 - (seconds - leaves) / (goneSeconds - leaves);
  const x = offRight + (besideParcel - offRight) * Math.min(1, Math.max(0, share));
  const walks = seconds < arrives || seconds > leaves;
  return {
    feet: [x, walkLine],
    facing: comes ? -1 : 1,
    stride: walks ? (offRight - x) / unitsPerStep : 0,
    bend: eased(1 - Math.abs(seconds - handsDownSeconds) / bendSeconds),
    carries: brings === seconds < handsDownSeconds,
  };
};

const parcelStands = (seconds: number): boolean =>
  seconds >= porchScript.parcelLeftSeconds && seconds < porchScript.parcelTakenSeconds;

const visitsOf = (random: () => number): readonly Visit[] => {
  const skins: readonly Colour[] = [
    [226, 178, 144],
    [176, 124, 90],
    [120, 80, 58],
  ];
  const jackets: readonly Colour[] = [
    [66, 92, 140],
    [150, 110, 50],
    [70, 110, 80],
  ];
  const jacket = pick(jackets, random());
  const hoodie: Colour = pick(
    [
      [48, 50, 56],
      [74, 58, 64],
      [54, 62, 52],
    ] satisfies Colour[],
    random(),
  );
  const courier: Clothes = {
    ...{ top: jacket, hat: jacket, trousers: [70, 66, 62], hood: false },
    skin: pick(skins, random()),
  };
  const taker: Clothes = {
    ...{ top: hoodie, hat: hoodie, trousers: [58, 70, 96], hood: true },
    skin: pick(skins, random()),
  };
  const script = porchScript;
  return [
    {
      clothes: courier,
      comesSeconds: script.courierComesSeconds,
      handsDownSeconds: script.parcelLeftSeconds,
      goneSeconds: script.courierGoneSeconds,
      brings: true,
    },
    {
      clothes: taker,
      comesSeconds: script.takerComesSeconds,
      handsDownSeconds: script.parcelTakenSeconds,
      goneSeconds: script.takerGoneSeconds,
      brings: false,
    },
  ];
};

const drawMoment = (canvas: Canvas, visits: readonly Visit[], seconds: number): void => {
  if (parcelStands(seconds)) drawParcel(canvas, parcelSpot, true);
  for (const visit of visits) {
    const pose = poseAt(visit, seconds);
    if (pose !== undefined) drawWalker(canvas, visit.clothes, pose);
  }
  drawForeground(canvas);
};

/** The frames of the clip: RGB of `picture` times `drawingScale`, always in the same buffer. */
function* porchFrames(seed: number): Generator<Uint8Array, void, void> {
  const random = seededNumbers(seed);
  const { width, height } = picture;
  const empty = createCanvas(width, height, drawingScale);
  drawPorch(empty, random);
  const visits = visitsOf(random);
  const canvas = createCanvas(width, height, drawingScale);
  const { durationSeconds, framesPerSecond } = porchScript;
  for (let frame = 0; frame < durationSeconds * framesPerSecond; frame += 1) {
    canvas.copyFrom(empty);
    drawMoment(canvas, visits, frame / framesPerSecond);
    yield canvas.rgb;
  }
}

/** H.264 where this ffmpeg has x264, else MPEG-4 Part 2, which every ffmpeg has. */
const videoCodec = async (ffmpegPath: string): Promise<readonly string[]> => {
  const { stdout } = await promisify(execFile)(ffmpegPath, ['-hide_banner', '-encoders']);
  return stdout.includes('libx264')
    ? ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23']
    : ['-c:v', 'mpeg4', '-q:v', '4'];
};

const encodeArgs = (codec: readonly string[], outputPath: string, seed: number): string[] => [
  ...rawInput(
    picture.width * drawingScale,
    picture.height * drawingScale,
    porchScript.framesPerSecond,
  ),
  '-vf',
  // The grain of a small sensor; it also makes every seed another file.
  `scale=${picture.width}:${picture.height}:flags=area,` +
    `noise=alls=5:allf=t:all_seed=${(seed >>> 0) % 2_147_483_647},format=yuv420p`,
  ...codec,
  ...['-threads', '2', '-g', String(porchScript.framesPerSecond * 2), '-bitexact'],
  ...['-movflags', '+faststart', '-f', 'mp4', `file:${outputPath}`],
];

/**
 * Draws the demo clip: a porch by day; somebody leaves a parcel, somebody else takes it. 12 s,
 * 640 × 360 at 15 frames a second, H.264 in MP4 with the index in front, no sound. The same seed
 * and ffmpeg give the same file. The file appears only when it is complete.
 */
export const drawPorchScene = async (options: PorchSceneOptions): Promise<void> => {
  const { ffmpegPath, outputPath, seed } = options;
  const codec = await videoCodec(ffmpegPath);
  await writeWhole(outputPath, (unfinished) =>
    encodePictures(ffmpegPath, encodeArgs(codec, unfinished, seed), porchFrames(seed)),
  );
};

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    options: { seed: { type: 'string', default: '1' }, ffmpeg: { type: 'string' } },
    allowPositionals: true,
  });
  const [outputPath] = positionals;
  const seed = Number(values.seed);
  const ffmpegPath = values.ffmpeg ?? process.env['FFMPEG_PATH'] ?? 'ffmpeg';
  if (outputPath === undefined || !Number.isSafeInteger(seed)) {
    process.stderr.write('Usage: porch-scene.ts OUTPUT.mp4 [--seed N] [--ffmpeg PATH]\n');
    process.exitCode = 1;
    return;
  }
  await drawPorchScene({ ffmpegPath, outputPath, seed });
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();

import { resolve } from 'node:path';
import type { Analysis } from '../../core/domain/inference/analysis.ts';

/** Longer side of the pictures that are measured. */
export const greySidePixels = 320;
/** Longer side of the colour pictures that models look at. */
export const colourSidePixels = 640;
/**
 * Longer side of the pictures that moderation and reviewers see. 60 of 800 × 450 px add 0.15 s of
 * processor time to the 5.1 s of decoding 30 s of 1080p; of 1280 × 720 px they add 1.0 s.
 */
const stillSidePixels = 800;
/** Moderation refuses pictures under 80 px (docs.aws rekognition/latest/dg/limits). */
const minStillSidePixels = 80;
/** 2 (best) to 31. At 4 a still has about 40 to 80 kB. */
const stillQuantizer = '4';
/** 8192 × 4320: no camera of ours films larger, and a decoder reserves memory by it. */
const maxDecodedPixels = 8_192 * 4_320;
/** Of one allocation: such a picture at 4:2:0 and 16 bits has 106 MB. */
const maxAllocatedBytes = 128 * 1024 * 1024;
/** Each thread of a decoder holds pictures of its own: four of 4K are 50 MB. */
const maxDecoderThreads = 4;

/**
 * Containers a camera writes. Without this list a text file that names other files (HLS, concat)
 * would make ffmpeg read those, although only the file protocol is allowed.
 */
const containers = 'mov,matroska,mpegts,avi';

/** Fits the picture into a square without enlarging it; even sides, as encoders want them. */
const fitInto = (sidePixels: number, scaler: 'area' | 'fast_bilinear' = 'area'): string =>
  `scale=w='min(${sidePixels},iw)':h='min(${sidePixels},ih)'` +
  `:force_original_aspect_ratio=decrease:force_divisible_by=2:flags=${scaler}`;

const atLeast = (sidePixels: number): string =>
  `scale=w='max(${sidePixels},iw)':h='max(${sidePixels},ih)'`;

/** What decodes. */
export type Decoder = Analysis['execution']['decoder'];

/** The pictures come down from the graphics card by themselves: no output format is asked for. */
const decoderArgs: Readonly<Record<Decoder, readonly string[]>> = {
  software: ['-threads', String(maxDecoderThreads)],
  cuda: ['-hwaccel', 'cuda'],
};

/** Input `path`, by the given decoder, of nothing but a file of ours. */
const inputArgs = (path: string, decoder: Decoder): readonly string[] => [
  ...['-nostdin', '-hide_banner', '-v', 'error', '-max_alloc', String(maxAllocatedBytes)],
  ...decoderArgs[decoder],
  ...['-protocol_whitelist', 'file,pipe', '-format_whitelist', containers],
  ...['-max_pixels', String(maxDecodedPixels), '-i', `file:${resolve(path)}`],
];

/** Picture n is what is seen at n/rate seconds: the newest frame that is not later. */
const picturesAt = (rate: number): string => `fps=${rate}:round=up`;

/** For every output: no metadata, and no frames that a muxer repeats or drops by itself. */
const outputArgs = ['-map_metadata', '-1', '-bitexact', '-fps_mode', 'passthrough'] as const;

const jpegArgs = ['-c:v', 'mjpeg', '-q:v', stillQuantizer] as const;
/** What is looked at, not measured, is scaled the cheap way: 0.15 s less of processor time. */
const stillFilters = [
  fitInto(stillSidePixels, 'fast_bilinear'),
  atLeast(minStillSidePixels),
  'format=yuvj420p',
];

/** What one pass over the file shall give. */
export interface LookOutputs {
  readonly looksPerSecond: number;
  readonly looksPerSample: number;
  readonly maxSamples: number;
  /** I420 pictures of the samples on `pipe:3`. */
  readonly colour: boolean;
  /** Where numbered JPEG files of the samples go: a pattern; undefined for none. */
  readonly stillPattern: string | undefined;
}

interface Branch {
  readonly label: string;
  readonly filters: readonly string[];
  readonly args: readonly string[];
}

const branchesOf = (outputs: LookOutputs): readonly Branch[] => {
  const { looksPerSample, maxSamples, colour, stillPattern } = outputs;
  const onlySamples = `select='not(mod(n,${looksPerSample}))'`;
  // One look more than allowed: that one tells that the clip is too long.
  const maxLooks = maxSamples * looksPerSample + 1;
  const pipe = ['-f', 'yuv4mpegpipe', '-strict', '-1'];
  // As films are stored: models' pictures are made from levels 16 to 235 by BT.709.
  const asFilmed = 'scale=out_range=limited:out_color_matrix=bt709';
  return [
    {
      label: 'looks',
      filters: [fitInto(greySidePixels), 'format=gray'],
      args: ['-frames:v', String(maxLooks), ...pipe, 'pipe:1'],
    },
    ...(colour
      ? [
          {
            label: 'colour',
            filters: [onlySamples, fitInto(colourSidePixels), asFilmed, 'format=yuv420p'],
            args: ['-frames:v', String(maxSamples + 1), ...pipe, 'pipe:3'],
          },
        ]
      : []),
    ...(stillPattern === undefined
      ? []
      : [
          {
            label: 'stills',
            filters: [onlySamples, ...stillFilters],
            args: [
              ...['-frames:v', String(maxSamples), ...jpegArgs],
              ...['-start_number', '0', '-f', 'image2', stillPattern],
            ],
          },
        ]),
  ];
};

/**
 * One decoding of the file for everything: grey looks on standard output, and beside them what else
 * was asked for. `0:V:0` is the first video stream that is no cover picture.
 */
export const looksArgs = (
  path: string,
  decoder: Decoder,
  outputs: LookOutputs,
): readonly string[] => {
  const branches = branchesOf(outputs);
  const graph = [
    `[0:V:0]${picturesAt(outputs.looksPerSecond)},split=${branches.length}` +
      branches.map(({ label }) => `[all-${label}]`).join(''),
    ...branches.map(({ label, filters }) => `[all-${label}]${filters.join(',')}[${label}]`),
  ].join(';');
  return [
    ...inputArgs(path, decoder),
    ...['-filter_complex', graph],
    ...branches.flatMap(({ label, args }) => ['-map', `[${label}]`, ...outputArgs, ...args]),
  ];
};

/** How long the last picture of a copy stands in for what the original showed after its end. */
const copyTailSeconds = 1;
const stretchedEnd = `tpad=stop_mode=clone:stop_duration=${copyTailSeconds}`;

/** The given samples as JPEG, one after another: the same filters as in `looksArgs`. */
export const stillArgs = (
  path: string,
  decoder: Decoder,
  {
    samplesPerSecond,
    samples,
    ofCopy,
  }: { samplesPerSecond: number; samples: readonly number[]; ofCopy: boolean },
): readonly string[] => [
  ...inputArgs(path, decoder),
  ...['-map', '0:V:0', '-an', '-sn', '-dn', '-vf'],
  [
    ...(ofCopy ? [stretchedEnd] : []),
    picturesAt(samplesPerSecond),
    `select='${samples.map((sample) => `eq(n,${sample})`).join('+')}'`,
    ...stillFilters,
  ].join(','),
  ...['-frames:v', String(samples.length), ...outputArgs],
  ...jpegArgs,
  ...['-f', 'image2pipe', 'pipe:1'],
];

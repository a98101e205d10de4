import { FootageTooLong, UndecodableFootage } from '../../core/domain/inference/failures.ts';
import { maxSamples, type GreyFrame } from '../../core/domain/inference/frame-analyzer.ts';
import type { FrameSource, Still, Stoppable } from '../../core/domain/inference/ports.ts';
import { jpegSizeOf, splitJpegs } from '../media/jpeg.ts';
import { MalformedPictures, readGreyPictures } from '../media/y4m.ts';
import { FfmpegFailed, ffmpegOutput } from './ffmpeg-child.ts';

/** What the source needs; everything but the path has a default. */
export interface FfmpegFrameSourceOptions {
  readonly ffmpegPath: string;
  readonly samplesPerSecond?: number | undefined;
  /** Of one run of ffmpeg. */
  readonly timeoutSeconds?: number | undefined;
  /** Longer clips are refused with `FootageTooLong`. */
  readonly maxFrames?: number | undefined;
}

/** The options of one run, none left open. */
interface Decoding extends Stoppable {
  readonly ffmpegPath: string;
  readonly samplesPerSecond: number;
  readonly timeoutSeconds: number;
  readonly maxFrames: number;
}

/** Two a second see every passer-by and cost 60 small pictures for half a minute. */
export const defaultSamplesPerSecond = 2;
const defaultTimeoutSeconds = 240;

/** Longer side of the pictures that are measured. */
const greySidePixels = 320;
/** Longer side of the pictures that reviewers and moderation see. */
const stillSidePixels = 1_280;
/** Moderation refuses pictures under 80 px (docs.aws rekognition/latest/dg/limits). */
const minStillSidePixels = 80;
/** Rekognition takes 5 MB a picture; ours have about 0.2 MB. */
const maxStillBytes = 5 * 1024 * 1024;
/** 8192 × 4320: no camera of ours films larger, and a decoder reserves memory by it. */
const maxDecodedPixels = 8_192 * 4_320;

/**
 * Containers a camera writes. Without this list a text file that names other files (HLS, concat)
 * would make ffmpeg read those, although only the file protocol is allowed.
 */
const containers = 'mov,matroska,mpegts,avi';

/** Fits the picture into a square without enlarging it; even sides, as encoders want them. */
const fitInto = (sidePixels: number): string =>
  `scale=w='min(${sidePixels},iw)':h='min(${sidePixels},ih)'` +
  ':force_original_aspect_ratio=decrease:force_divisible_by=2:flags=area';

const atLeast = (sidePixels: number): string =>
  `scale=w='max(${sidePixels},iw)':h='max(${sidePixels},ih)'`;

/** `V` is a video stream that is no cover picture. `file:` keeps odd file names file names. */
const inputOf = (path: string): readonly string[] => [
  ...['-nostdin', '-hide_banner', '-v', 'error'],
  ...['-protocol_whitelist', 'file,pipe', '-format_whitelist', containers],
  ...['-max_pixels', String(maxDecodedPixels), '-i', `file:${path}`],
  ...['-map', '0:V:0', '-an', '-sn', '-dn', '-map_metadata', '-1', '-bitexact'],
];

/** Sample n is the picture seen at n/rate seconds: the newest frame that is not later. */
const sampled = (rate: number): string => `fps=${rate}:round=up`;

/** Without this the muxer repeats or drops pictures by a reckoning of its own. */
const asSampled = ['-fps_mode', 'passthrough'] as const;

const greyArgs = (path: string, rate: number, maxFrames: number): readonly string[] => [
  ...inputOf(path),
  ...['-vf', `${sampled(rate)},${fitInto(greySidePixels)},format=gray`],
  // One more than allowed: that one tells that the clip is too long.
  ...['-frames:v', String(maxFrames + 1), ...asSampled, '-f', 'yuv4mpegpipe', 'pipe:1'],
];

/** The same sampling filter as in `greyArgs`, so that sample 7 is the same picture in both. */
const stillArgs = (path: string, rate: number, samples: readonly number[]): readonly string[] => [
  ...inputOf(path),
  '-vf',
  [
    sampled(rate),
    `select='${samples.map((sample) => `eq(n,${sample})`).join('+')}'`,
    fitInto(stillSidePixels),
    atLeast(minStillSidePixels),
    'format=yuvj420p',
  ].join(','),
  ...['-frames:v', String(samples.length), ...asSampled],
  ...['-c:v', 'mjpeg', '-q:v', '3', '-f', 'image2pipe', 'pipe:1'],
];

/** Turns what the decoder says into what the use case knows. */
const asFootageFailure = (error: unknown, decodedSeconds: number): unknown => {
  const fileIsBad =
    error instanceof MalformedPictures ||
    (error instanceof FfmpegFailed && error.blames === 'file');
  return fileIsBad ? new UndecodableFootage({ decodedSeconds }, { cause: error }) : error;
};

async function* greyFrames(path: string, options: Decoding): AsyncGenerator<GreyFrame, void, void> {
  const { samplesPerSecond: rate, maxFrames } = options;
  const output = ffmpegOutput({
    ...options,
    args: greyArgs(path, rate, maxFrames),
    maxBytes: (maxFrames + 2) * (greySidePixels * greySidePixels + 64),
  });
  let count = 0;
  try {
    for await (const picture of readGreyPictures(output, { maxSidePixels: greySidePixels })) {
      if (count >= maxFrames) throw new FootageTooLong(maxFrames / rate);
      yield { ...picture, seconds: count / rate };
      count += 1;
    }
  } catch (error) {
    throw asFootageFailure(error, count / rate);
  } finally {
    await output.return();
  }
  if (count === 0) throw new UndecodableFootage({ decodedSeconds: 0 });
}

const stillOf = (jpeg: Uint8Array, sample: number | undefined): Still => {
  const size = jpegSizeOf(jpeg);
  if (size === undefined || sample === undefined) throw new Error('ffmpeg wrote no JPEG');
  return { sample, ...size, jpeg };
};

const takeStills = async (
  path: string,
  samples: readonly number[],
  options: Decoding,
): Promise<readonly Still[]> => {
  if (samples.length === 0) return [];
  const rate = options.samplesPerSecond;
  const chunks: Uint8Array[] = [];
  const output = ffmpegOutput({
    ...options,
    args: stillArgs(path, rate, samples),
    maxBytes: samples.length * maxStillBytes,
  });
  try {
    for await (const chunk of output) chunks.push(chunk);
  } catch (error) {
    throw asFootageFailure(error, 0);
  }
  const jpegs = splitJpegs(Buffer.concat(chunks));
  if (jpegs.length !== samples.length) {
    throw new UndecodableFootage({ decodedSeconds: jpegs.length / rate });
  }
  return jpegs.map((jpeg, index) => stillOf(jpeg, samples[index]));
};

/**
 * Decodes with ffmpeg in a child process: it crashes alone, it is stopped by killing it, and no
 * decoder is linked into ours. Rotation tags are obeyed (ffmpeg's default).
 */
export const ffmpegFrameSource = (options: FfmpegFrameSourceOptions): FrameSource => {
  const complete = {
    ffmpegPath: options.ffmpegPath,
    samplesPerSecond: options.samplesPerSecond ?? defaultSamplesPerSecond,
    timeoutSeconds: options.timeoutSeconds ?? defaultTimeoutSeconds,
    maxFrames: Math.min(maxSamples, options.maxFrames ?? maxSamples),
  };
  return {
    samplesPerSecond: complete.samplesPerSecond,
    frames: (path, { signal }) => greyFrames(path, { ...complete, signal }),
    stills: (path, samples, { signal }) => takeStills(path, samples, { ...complete, signal }),
  };
};

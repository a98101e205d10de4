import { execFile } from 'node:child_process';
import { rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { FootageTooLong, UndecodableFootage } from '../../core/domain/inference/failures.ts';
import type { Interval } from '../../core/domain/inference/picture.ts';
import type {
  RedactedCopy,
  RedactionOrder,
  Redactor,
  Stoppable,
} from '../../core/domain/inference/ports.ts';
import {
  startBackground,
  type Background,
} from '../../core/domain/inference/redaction/background.ts';
import {
  startCovering,
  type CoveringSize,
} from '../../core/domain/inference/redaction/cover-frames.ts';
import { BrokenOffPicture, readRawFrames } from '../media/raw-frames.ts';
import { childEnvironment, FfmpegFailed, ffmpegOutput } from './ffmpeg-child.ts';
import { startEncoder, type Encoder } from './ffmpeg-encoder.ts';

/** What the redactor needs; everything but the path has a default. */
export interface FfmpegRedactorOptions {
  readonly ffmpegPath: string;
  /** Wall clock of one run of ffmpeg; two run at once, after at most two short ones. */
  readonly timeoutSeconds?: number | undefined;
  /** Longer copies are refused with `FootageTooLong`. */
  readonly maxFrames?: number | undefined;
  /** Threads of the encoder. More take more memory: about 10 MB each at 1080p. */
  readonly encoderThreads?: number | undefined;
  /** Where the copy of a clip goes. Default: beside the clip, in the footage's own folder. */
  readonly outputPathOf?: ((path: string) => string) | undefined;
}

/** The options, none left open. */
interface Settings extends Stoppable {
  readonly ffmpegPath: string;
  readonly timeoutSeconds: number;
  readonly maxFrames: number;
  readonly encoderThreads: number;
}

/** A Lambda lives 900 s, of which looking at the clip takes a part. */
const defaultTimeoutSeconds = 600;
/** 600 s at 30 frames a second, the longest clip a campaign may ask for. */
const defaultMaxFrames = 18_000;
const maxFramesPerSecond = 30;
/** Longer side of the copy. */
const copySidePixels = 1_920;
/** Longer side of the small pictures on which movement is found. */
const lookSidePixels = 320;
/** 8192 × 4320: no camera of ours films larger, and a decoder reserves memory by it. */
const maxDecodedPixels = 8_192 * 4_320;
/** One is being filled, one is being covered or written; 3.5 MB each at 1080p. */
const pictureBuffers = 2;
/** One too many tells that the clip is too long; a pipe holds what was not asked for yet. */
const framesAhead = 2;
const pipeBytes = 1024 * 1024;
/** A frame may show what was seen half a frame earlier or later, and tracks are as unsure. */
const slackFrames = 1.5;

/** See `ffmpeg-frame-source.ts`: a text file that names other files must not open those. */
const containers = 'mov,matroska,mpegts,avi';

const inputOf = (path: string): readonly string[] => [
  ...['-nostdin', '-hide_banner', '-v', 'error'],
  ...['-protocol_whitelist', 'file,pipe', '-format_whitelist', containers],
  ...['-max_pixels', String(maxDecodedPixels), '-i', `file:${path}`],
  ...['-map_metadata', '-1', '-bitexact'],
];

/** `source_fps` is what the container promises; a constant rate keeps the duration. */
const atCopyRate = `fps=fps='min(source_fps,${maxFramesPerSecond})'`;

/** What the copy will look like, once rotated upright. */
interface CopyShape {
  readonly width: number;
  readonly height: number;
  /** As ffmpeg writes it: `30000/1001`. */
  readonly frameRate: string;
  readonly framesPerSecond: number;
  /** Width ÷ height of a pixel as `4/3`; undefined for square ones. */
  readonly pixelAspect: string | undefined;
}

const shapeOfHeader = (header: string): CopyShape | undefined => {
  const [, width, height] = /^YUV4MPEG2 W(\d+) H(\d+) /.exec(header) ?? [];
  const [, frames, seconds] = / F(\d+):(\d+)/.exec(header) ?? [];
  const [, wide, high] = / A(\d+):(\d+)/.exec(header) ?? [];
  const framesPerSecond = Number(frames) / Number(seconds);
  if (!(Number(width) > 0 && Number(height) > 0 && framesPerSecond > 0)) return undefined;
  if (framesPerSecond > maxFramesPerSecond + 1) return undefined;
  return {
    width: Number(width),
    height: Number(height),
    frameRate: `${frames}/${seconds}`,
    framesPerSecond,
    pixelAspect: Number(wide) > 0 && wide !== high ? `${wide}/${high}` : undefined,
  };
};

/** Decodes one picture to learn the copy's size and rate. */
const learnShape = async (path: string, settings: Settings): Promise<CopyShape> => {
  const fit =
    `scale=w='min(${copySidePixels},iw)':h='min(${copySidePixels},ih)'` +
    ':force_original_aspect_ratio=decrease:force_divisible_by=2';
  const output = ffmpegOutput({
    ...settings,
    args: [
      ...inputOf(path),
      ...['-map', '0:V:0', '-vf', `${atCopyRate},${fit},format=yuv420p`],
      ...['-frames:v', '1', '-f', 'yuv4mpegpipe', 'pipe:1'],
    ],
    maxBytes: copySidePixels * copySidePixels * 2,
  });
  let header = '';
  for await (const chunk of output) {
    if (!header.includes('\n')) header += Buffer.from(chunk).toString('latin1', 0, 256);
  }
  const shape = shapeOfHeader(header);
  if (shape === undefined) throw new UndecodableFootage({ decodedSeconds: 0 });
  return shape;
};

/** Size of the small pictures beside a copy: even sides, the longer at most 320. */
const lookSizeOf = ({ width, height }: CopyShape): { width: number; height: number } => {
  const scale = Math.min(1, lookSidePixels / Math.max(width, height));
  const even = (side: number): number => Math.max(2, Math.round((side * scale) / 2) * 2);
  return { width: even(width), height: even(height) };
};

/** Watches the whole clip for its background, where nobody has done so before. */
const learnBackground = async (
  path: string,
  { shape, looksPerSecond }: { shape: CopyShape; looksPerSecond: number },
  settings: Settings,
): Promise<Background> => {
  const { width, height } = lookSizeOf(shape);
  const maxSeconds = settings.maxFrames / shape.framesPerSecond;
  const maxLooks = Math.ceil((maxSeconds + 1) * looksPerSecond);
  const output = ffmpegOutput({
    ...settings,
    args: [
      ...[...inputOf(path), '-map', '0:V:0'],
      '-vf',
      `fps=${looksPerSecond}:round=up,scale=${width}:${height}:flags=area,format=gray`,
      ...['-fps_mode', 'passthrough', '-f', 'rawvideo', 'pipe:1'],
    ],
    maxBytes: (maxLooks + looksPerSecond) * width * height + pipeBytes,
  });
  const watch = startBackground(looksPerSecond);
  let count = 0;
  for await (const { bytes } of readRawFrames(output, {
    pictureBytes: width * height,
    buffers: 1,
  })) {
    const seconds = count / looksPerSecond;
    if (count > maxLooks) throw new FootageTooLong(maxSeconds);
    watch.add({ seconds, width, height, grey: bytes.slice(), isSample: false });
    count += 1;
  }
  const background = watch.background();
  if (background === undefined) throw new UndecodableFootage({ decodedSeconds: 0 });
  return background;
};

/**
 * Decodes into pictures of the copy's size. Where movement is to be found, each has the same
 * picture small below it, scaled as the looks were: one pipe, and no scaling of our own.
 */
const decodeArgs = (path: string, size: CoveringSize): readonly string[] => {
  const { width, height, look } = size;
  const large =
    `[0:V:0]${atCopyRate},scale=${width}:${height}:out_range=tv,setsar=1,` + 'format=yuv420p';
  const graph =
    look === undefined
      ? `${large}[out]`
      : `${large},split[a][b];[b]scale=${look.width}:${look.height}:flags=area,` +
        `pad=${width}:${look.height}:0:0[c];[a][c]vstack[out]`;
  return [
    ...inputOf(path),
    ...['-filter_complex', graph, '-map', '[out]'],
    ...['-fps_mode', 'passthrough', '-f', 'rawvideo', 'pipe:1'],
  ];
};

/** H.264 where this ffmpeg has x264, else MPEG-4 Part 2, which every ffmpeg has. */
const codecOf = async ({ ffmpegPath, encoderThreads }: Settings): Promise<readonly string[]> => {
  const { stdout } = await promisify(execFile)(ffmpegPath, ['-hide_banner', '-encoders'], {
    env: childEnvironment,
    timeout: 30_000,
  });
  if (!stdout.includes('libx264')) return ['-c:v', 'mpeg4', '-q:v', '4'];
  return [
    // Against veryfast: 0.68 instead of 1.22 processor seconds per second of noisy 1080p30, for a
    // file half as large again. Looking ahead costs memory and helps a copy little.
    ...['-c:v', 'libx264', '-preset', 'superfast', '-crf', '23'],
    ...['-x264-params', 'sync-lookahead=0'],
    // 8 Mb/s at most: a copy of 600 s has at most 600 MB.
    ...['-maxrate', '8M', '-bufsize', '16M', '-threads', String(encoderThreads)],
    // Type 6 is SEI: x264 writes its name and settings there.
    ...['-bsf:v', 'filter_units=remove_types=6'],
  ];
};

const encodeArgs = (codec: readonly string[], shape: CopyShape, output: string): string[] => [
  ...['-hide_banner', '-v', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'yuv420p'],
  ...['-s', `${shape.width}x${shape.height}`, '-framerate', shape.frameRate, '-i', 'pipe:0'],
  ...(shape.pixelAspect === undefined ? [] : ['-vf', `setsar=${shape.pixelAspect}`]),
  ...[...codec, '-pix_fmt', 'yuv420p', '-color_range', 'tv'],
  ...['-g', String(Math.round(shape.framesPerSecond * 2)), '-map_metadata', '-1', '-bitexact'],
  // Else the sample description names the encoder, also with -bitexact.
  ...['-metadata:s:v', 'encoder=video', '-empty_hdlr_name', '1'],
  ...['-movflags', '+faststart', '-f', 'mp4', `file:${output}`],
];

/** Joins frames without an end between them to intervals. */
const startIntervals = (framesPerSecond: number) => {
  const intervals: Interval[] = [];
  return {
    mark(frame: number): void {
      const startSeconds = frame / framesPerSecond;
      const endSeconds = (frame + 1) / framesPerSecond;
      const last = intervals.at(-1);
      if (last !== undefined && last.endSeconds >= startSeconds - 0.5) {
        intervals[intervals.length - 1] = { ...last, endSeconds };
      } else intervals.push({ startSeconds, endSeconds });
    },
    all: (): readonly Interval[] => intervals,
  };
};

interface Passage {
  readonly path: string;
  readonly shape: CopyShape;
  readonly order: RedactionOrder;
  readonly background: Background | undefined;
}

/** Decodes, covers and hands to the encoder, a frame at a time. */
const passFrames = async (
  { path, shape, order, background }: Passage,
  encoder: Encoder,
  settings: Settings,
): Promise<{ frames: number; uncertain: readonly Interval[] }> => {
  const covering = startCovering(order, { ...shape, background });
  const { size, pictureBytes } = covering;
  const output = ffmpegOutput({
    ...settings,
    args: decodeArgs(path, size),
    maxBytes: (settings.maxFrames + framesAhead) * pictureBytes + pipeBytes,
  });
  const uncertain = startIntervals(shape.framesPerSecond);
  let frames = 0;
  try {
    for await (const buffer of readRawFrames(output, { pictureBytes, buffers: pictureBuffers })) {
      if (frames >= settings.maxFrames) {
        throw new FootageTooLong(settings.maxFrames / shape.framesPerSecond);
      }
      const covered = covering.cover(buffer.bytes, {
        seconds: frames / shape.framesPerSecond,
        slackSeconds: slackFrames / shape.framesPerSecond,
      });
      if (covered.isUncertain) uncertain.mark(frames);
      if (!encoder.isTaking()) break;
      const { luma, cb, cr } = covered.picture;
      buffer.isFree = encoder.write([luma, cb, cr]);
      frames += 1;
    }
  } finally {
    await output.return();
  }
  // An encoder that died took nothing: its end tells why, not the clip.
  if (frames === 0 && encoder.isTaking()) throw new UndecodableFootage({ decodedSeconds: 0 });
  return { frames, uncertain: uncertain.all() };
};

const asFootageFailure = (error: unknown): unknown => {
  const fileIsBad =
    error instanceof BrokenOffPicture || (error instanceof FfmpegFailed && error.blames === 'file');
  return fileIsBad ? new UndecodableFootage({ decodedSeconds: 0 }, { cause: error }) : error;
};

const makeCopy = async (
  path: string,
  { order, output }: { order: RedactionOrder; output: string },
  settings: Settings,
): Promise<RedactedCopy> => {
  const shape = await learnShape(path, settings);
  const background = order.coversMovingRegions
    ? (order.background ??
      (await learnBackground(path, { shape, looksPerSecond: order.looksPerSecond }, settings)))
    : undefined;
  const codec = await codecOf(settings);
  const encoder = startEncoder({ ...settings, args: encodeArgs(codec, shape, output) });
  try {
    const passed = await passFrames({ path, shape, order, background }, encoder, settings);
    await encoder.finish();
    const { size: bytes } = await stat(output);
    return { path: output, bytes, width: shape.width, height: shape.height, ...passed };
  } finally {
    await encoder.stop();
  }
};

/**
 * Makes redacted copies with two ffmpeg children and a pipe from one through this process to the
 * other: at most two frames are here at any time, and a slow encoder holds the decoder back. What
 * goes into the copy are covered pixels only: no sound, no tag, no chapter, no second stream can
 * pass a pipe of raw pictures. Both children have ended, and no unfinished copy is left, when it
 * throws `UndecodableFootage`, `FootageTooLong`, `DecodingTimedOut`, `FfmpegFailed` (for want of
 * the host), or the reason of the signal.
 */
export const ffmpegRedactor = (options: FfmpegRedactorOptions): Redactor => {
  const settings = {
    ffmpegPath: options.ffmpegPath,
    timeoutSeconds: options.timeoutSeconds ?? defaultTimeoutSeconds,
    maxFrames: options.maxFrames ?? defaultMaxFrames,
    encoderThreads: options.encoderThreads ?? 2,
    outputPathOf: options.outputPathOf ?? ((path) => join(dirname(path), 'redacted.mp4')),
  };
  return {
    async redact(path, order, { signal }) {
      const output = settings.outputPathOf(path);
      try {
        return await makeCopy(path, { order, output }, { ...settings, signal });
      } catch (error) {
        await rm(output, { force: true });
        throw asFootageFailure(error);
      }
    },
  };
};

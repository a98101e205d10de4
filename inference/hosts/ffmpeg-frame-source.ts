import { FootageTooLong, UndecodableFootage } from '../../core/domain/inference/failures.ts';
import { maxSamples } from '../../core/domain/inference/frame-analyzer.ts';
import type { ColourPicture, Look } from '../../core/domain/inference/picture.ts';
import type { FrameSource, Still, Stoppable } from '../../core/domain/inference/ports.ts';
import { jpegSizeOf, splitJpegs } from '../media/jpeg.ts';
import { MalformedPictures, readPictures } from '../media/y4m.ts';
import {
  colourSidePixels,
  greySidePixels,
  looksArgs,
  stillArgs,
  type Decoder,
} from './ffmpeg-arguments.ts';
import { FfmpegFailed, ffmpegOutput } from './ffmpeg-child.ts';
import { readKeptStills, startKeepingStills, stillPattern } from './kept-stills.ts';

/** What the source needs; everything but the path has a default. */
export interface FfmpegFrameSourceOptions {
  readonly ffmpegPath: string;
  readonly samplesPerSecond?: number | undefined;
  /** A whole multiple of `samplesPerSecond`. */
  readonly looksPerSecond?: number | undefined;
  /** What `probeDecoder` found; `software` when nothing is said. */
  readonly decoder?: Decoder | undefined;
  /** Of one run of ffmpeg. */
  readonly timeoutSeconds?: number | undefined;
  /** Samples. Longer clips are refused with `FootageTooLong`. */
  readonly maxFrames?: number | undefined;
}

/** The options of one run, none left open. */
interface Decoding extends Stoppable {
  readonly ffmpegPath: string;
  readonly decoder: Decoder;
  readonly samplesPerSecond: number;
  readonly looksPerSecond: number;
  readonly timeoutSeconds: number;
  readonly maxFrames: number;
}

/** Two a second see every passer-by and cost 60 measured pictures for half a minute. */
export const defaultSamplesPerSecond = 2;
/** Somebody who walks moves a third of their width from one look to the next at 8 a second. */
export const defaultLooksPerSecond = 8;
const defaultTimeoutSeconds = 240;

/** Rekognition takes 5 MB a picture; ours have about 0.06 MB. */
const maxStillBytes = 5 * 1024 * 1024;

/** Turns what the decoder says into what the use case knows. */
const asFootageFailure = (error: unknown, decodedSeconds: number): unknown => {
  const fileIsBad =
    error instanceof MalformedPictures ||
    (error instanceof FfmpegFailed && error.blames === 'file');
  return fileIsBad ? new UndecodableFootage({ decodedSeconds }, { cause: error }) : error;
};

/**
 * Colour pictures on their way from the third pipe to the sample they belong to.
 *
 * Why nothing can wait for itself: the pipe is emptied into this list whether or not anybody takes
 * from it, so ffmpeg's colour output never stands still. The reader of the looks waits here for the
 * picture of a sample whose look it has; ffmpeg made both from one decoded frame, so the colour one
 * comes without any further look being read. How far the list can grow: while looks are not read
 * ffmpeg halts after what its own queues hold (8 packets for the encoder, 8 for the muxer, and a
 * pipe), about 20 looks or 5 samples of 0.35 MB.
 */
const startColourQueue = () => {
  const pictures: ColourPicture[] = [];
  let isOver = false;
  let wake = (): void => {};
  return {
    async fill(chunks: AsyncIterable<Uint8Array>): Promise<void> {
      try {
        const limits = { maxSidePixels: colourSidePixels };
        for await (const { width, height, bytes } of readPictures(chunks, limits)) {
          pictures.push({ width, height, i420: bytes });
          wake();
        }
      } finally {
        isOver = true;
        wake();
      }
    },
    /** The next picture; undefined when the pipe ended before it. */
    async take(): Promise<ColourPicture | undefined> {
      while (pictures.length === 0 && !isOver) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return pictures.shift();
    },
  };
};

/** Bytes of the looks of so many samples, with their headers. */
const maxLookBytes = ({ maxFrames, looksPerSecond, samplesPerSecond }: Decoding): number =>
  ((maxFrames + 1) * looksPerSecond * (greySidePixels * greySidePixels + 64)) / samplesPerSecond;

async function* readLooks(
  path: string,
  { colour, ...decoding }: Decoding & { colour: boolean },
): AsyncGenerator<Look, void, void> {
  const { looksPerSecond, maxFrames } = decoding;
  const looksPerSample = looksPerSecond / decoding.samplesPerSecond;
  const stills = await startKeepingStills(path);
  const colours = startColourQueue();
  const outputs = { looksPerSecond, looksPerSample, maxSamples: maxFrames, colour, stillPattern };
  const output = ffmpegOutput({
    ...decoding,
    args: looksArgs(path, decoding.decoder, outputs),
    folder: stills.folder,
    maxBytes: maxLookBytes(decoding),
    takeThirdPipe: colour ? colours.fill : undefined,
  });
  let count = 0;
  try {
    for await (const picture of readPictures(output, { maxSidePixels: greySidePixels })) {
      const sample = count / looksPerSample;
      const isSample = Number.isInteger(sample);
      if (sample >= maxFrames) throw new FootageTooLong(maxFrames / decoding.samplesPerSecond);
      const { width, height, bytes: grey } = picture;
      const seconds = count / looksPerSecond;
      const seen = isSample && colour ? { colour: await colours.take() } : {};
      yield { seconds, width, height, grey, isSample, ...seen };
      // The still of the sample before is on the disk: ffmpeg writes them in their order.
      if (isSample && sample > 0) await stills.count(sample - 1);
      count += 1;
    }
    await stills.finish();
  } catch (error) {
    throw asFootageFailure(error, count / looksPerSecond);
  } finally {
    await output.return();
  }
  if (count === 0) throw new UndecodableFootage({ decodedSeconds: 0 });
}

/** By the given decoder, and in software where that one gives no picture at all. */
async function* looksWithFallback(
  path: string,
  decoding: Decoding & { colour: boolean },
  cardFailed: () => void,
): AsyncGenerator<Look, void, void> {
  let given = 0;
  try {
    for await (const look of readLooks(path, decoding)) {
      given += 1;
      yield look;
    }
    return;
  } catch (error) {
    const mayBeTheCard = decoding.decoder !== 'software' && given === 0;
    if (!mayBeTheCard || !(error instanceof UndecodableFootage)) throw error;
  }
  for await (const look of readLooks(path, { ...decoding, decoder: 'software' })) {
    // The file is good, so the card is not: it is not tried again.
    if (given === 0) cardFailed();
    given += 1;
    yield look;
  }
}

const stillOf = (jpeg: Uint8Array, sample: number | undefined): Still => {
  const size = jpegSizeOf(jpeg);
  if (size === undefined || sample === undefined) throw new Error('ffmpeg wrote no JPEG');
  return { sample, ...size, jpeg };
};

/** Pictures to take out of a file by their samples. */
type Taking = Decoding & { readonly ofCopy: boolean };

/** In the order of the samples; fewer than samples only where a copy ended before the last ones. */
const decodeStills = async (
  path: string,
  samples: readonly number[],
  options: Taking,
): Promise<readonly Uint8Array[]> => {
  const { samplesPerSecond, ofCopy } = options;
  const chunks: Uint8Array[] = [];
  const output = ffmpegOutput({
    ...options,
    args: stillArgs(path, options.decoder, { samplesPerSecond, samples, ofCopy }),
    maxBytes: samples.length * maxStillBytes,
  });
  try {
    for await (const chunk of output) chunks.push(chunk);
  } catch (error) {
    throw asFootageFailure(error, 0);
  }
  const jpegs = splitJpegs(Buffer.concat(chunks));
  if (jpegs.length === samples.length || (ofCopy && jpegs.length > 0)) return jpegs;
  const lastShown = jpegs.length === 0 ? -1 : (samples[jpegs.length - 1] ?? -1);
  throw new UndecodableFootage({ decodedSeconds: (lastShown + 1) / samplesPerSecond });
};

const takeStills = async (
  path: string,
  samples: readonly number[],
  options: Taking,
): Promise<readonly Still[]> => {
  if (samples.length === 0) return [];
  options.signal?.throwIfAborted();
  const jpegs =
    (await readKeptStills(path, samples)) ?? (await decodeStills(path, samples, options));
  return jpegs.map((jpeg, index) => stillOf(jpeg, samples[index]));
};

const completed = (options: FfmpegFrameSourceOptions): Omit<Decoding, 'signal' | 'decoder'> => {
  const samplesPerSecond = options.samplesPerSecond ?? defaultSamplesPerSecond;
  const looksPerSecond =
    options.looksPerSecond ??
    samplesPerSecond * Math.max(1, Math.round(defaultLooksPerSecond / samplesPerSecond));
  if (!Number.isInteger(looksPerSecond / samplesPerSecond)) {
    throw new RangeError(`${looksPerSecond} looks for ${samplesPerSecond} samples a second`);
  }
  return {
    ffmpegPath: options.ffmpegPath,
    samplesPerSecond,
    looksPerSecond,
    timeoutSeconds: options.timeoutSeconds ?? defaultTimeoutSeconds,
    maxFrames: Math.min(maxSamples, options.maxFrames ?? maxSamples),
  };
};

/**
 * Decodes with ffmpeg in a child process: it crashes alone, it is stopped by killing it, and no
 * decoder is linked into ours. Rotation tags are obeyed (ffmpeg's default). Keeps stills beside the
 * footage while it looks: the footage must lie in a folder of its own that goes with it.
 */
export const ffmpegFrameSource = (options: FfmpegFrameSourceOptions): FrameSource => {
  const complete = completed(options);
  let decoder: Decoder = options.decoder ?? 'software';
  const cardFailed = (): void => {
    decoder = 'software';
  };
  return {
    get decoder() {
      return decoder;
    },
    samplesPerSecond: complete.samplesPerSecond,
    looksPerSecond: complete.looksPerSecond,
    looks: (path, { colour, signal }) =>
      looksWithFallback(path, { ...complete, decoder, colour, signal }, cardFailed),
    stills: (path, samples, { signal, ofCopy = false }) =>
      // A few pictures: bringing a card up costs more than it saves.
      takeStills(path, samples, { ...complete, decoder: 'software', signal, ofCopy }),
  };
};

import {
  CustomSource,
  EncodedPacketSink,
  Input,
  Logging,
  LogLevel,
  MATROSKA,
  MP4,
  QTFF,
  UnsupportedInputFormatError,
  WEBM,
  type InputVideoTrack,
} from 'mediabunny';
import type { MediaFacts } from '../../domain/intake/clip.ts';
import {
  UnreadableMedia,
  type MediaProbe,
  type ProbeCost,
  type RangeReader,
} from '../../domain/intake/ports.ts';
import type { ReasonCode } from '../../domain/intake/reasons.ts';
import { isobmffExtent, matroskaExtent, type ContainerExtent } from './container-extent.ts';
import { checkFragments } from './packet-tables.ts';
import { carryPersonalTags } from './personal-tags.ts';
import { ReadBudgetExceeded, WindowedReader, type ProbeLimits } from './windowed-reader.ts';

/**
 * 8 MiB and 24 reads are far more than any real file needs (2 reads, 0.1 MB); a header that wants
 * more is hostile or broken. 10 s is a third of the function's time.
 */
const defaultLimits: ProbeLimits = { maxBytes: 8_388_608, maxReads: 24, maxSeconds: 10 };

/** Naming the formats keeps the bundle at 184 kB; all that mediabunny reads would be 308. */
const formats = [MP4, QTFF, WEBM, MATROSKA];

/** Containers and codecs as `MediaFacts` names them, by mediabunny's names. */
const containers: Readonly<Record<string, string>> = {
  MP4: 'mp4',
  'QuickTime File Format': 'mov',
  WebM: 'webm',
  Matroska: 'mkv',
};
const codecs: Readonly<Record<string, string>> = {
  avc: 'h264',
  hevc: 'hevc',
  vp8: 'vp8',
  vp9: 'vp9',
  av1: 'av1',
  prores: 'prores',
};

/** What a sample entry is called when its content is encrypted (ISO/IEC 14496-12 §8.12). */
const encryptedEntry = 'encv';

/** Probes with mediabunny: no native code, no full download. */
export const mediabunnyProbe = ({
  limits = {},
}: {
  readonly limits?: Partial<ProbeLimits>;
} = {}): MediaProbe => ({
  probe: async (reader) => {
    const { cost, ...found } = await probeOnce(reader, { ...defaultLimits, ...limits });
    if ('media' in found) return { media: found.media, cost };
    throw new UnreadableMedia(found.reason, cost, { cause: found.cause });
  },
});

const noCost: ProbeCost = { bytesRead: 0, reads: 0 };

/** Why a file cannot be taken, found while looking at it. */
class Unfit extends Error {
  override readonly name = 'Unfit';
  readonly reason: ReasonCode;

  constructor(reason: ReasonCode) {
    super(reason);
    this.reason = reason;
  }
}

/** Two box headers: no container is shorter, and the parser throws a bare assertion below it. */
const shortestVideoBytes = 16;

const probeOnce = async (reader: RangeReader, limits: ProbeLimits) => {
  if (reader.bytes === 0) return { reason: 'empty-file' as const, cause: undefined, cost: noCost };
  if (reader.bytes < shortestVideoBytes) {
    return { reason: 'not-a-video' as const, cause: undefined, cost: noCost };
  }
  // It would print what it finds odd in a file, with names out of the file.
  Logging.level = LogLevel.Silent;
  const deadline = deadlineAfter(limits.maxSeconds);
  const windows = new WindowedReader({
    reader,
    limits,
    isLate: deadline.isPast,
    inspect: checkFragments,
  });
  const input = openInput(windows);
  try {
    const media = await Promise.race([factsOf(input, windows), deadline.passed]);
    return { media, cost: windows.cost };
  } catch (cause) {
    // Storage failed, not the file: whoever called tries again.
    if (windows.failure !== undefined) throw windows.failure.cause;
    return { reason: reasonOf(cause), cause, cost: windows.cost };
  } finally {
    deadline.cancel();
    input.dispose();
  }
};

const openInput = (windows: WindowedReader): Input =>
  new Input({
    formats,
    source: new CustomSource({
      getSize: () => windows.bytes,
      read: (start, end) => windows.read(start, end),
      // The windows are our own: mediabunny's smallest one for a network is 512 kB.
      prefetchProfile: 'none',
      // Nor its cache: whatever loops in the parser must come by the reader, which counts.
      maxCacheSize: 0,
      // Without it a read that nobody waits for any more would end the process.
      handleUnhandledError: () => undefined,
    }),
  });

/** A limit in time: the reader asks (timers wait for a parser that is busy), others are told. */
const deadlineAfter = (seconds: number) => {
  const milliseconds = seconds * 1_000;
  const end = performance.now() + milliseconds;
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ReadBudgetExceeded('Out of time')), milliseconds);
  });
  return { isPast: () => performance.now() > end, passed, cancel: () => clearTimeout(timer) };
};

/** Anything that mediabunny throws over a file is the file's fault; it has few named errors. */
const reasonOf = (error: unknown): ReasonCode => {
  if (error instanceof Unfit) return error.reason;
  if (error instanceof ReadBudgetExceeded) return 'over-read-budget';
  if (error instanceof UnsupportedInputFormatError) return 'not-a-video';
  return 'unreadable';
};

const factsOf = async (input: Input, windows: WindowedReader): Promise<MediaFacts> => {
  const format = await input.getFormat();
  const container = containers[format.name] ?? format.name;
  const isMatroska = container === 'webm' || container === 'mkv';
  const extent = await (isMatroska ? matroskaExtent(windows) : isobmffExtent(windows));
  // Without a header the parser would look for one where nobody has checked it.
  if (!isMatroska && !extent.hasHeader) throw new Unfit(trackless(extent));
  if (extent.bringsKeys === true) throw new Unfit('encrypted');
  const video = await input.getPrimaryVideoTrack();
  if (video === null) throw new Unfit(trackless(extent));
  if ((await video.getInternalCodecId()) === encryptedEntry) throw new Unfit('encrypted');
  const codec = codecs[(await video.getCodec()) ?? ''];
  if (codec === undefined) throw new Unfit('unsupported-codec');
  const durationSeconds = isMatroska
    ? await matroskaSeconds(video, extent)
    : await isobmffSeconds(video, extent);
  return {
    container,
    codec,
    width: await video.getCodedWidth(),
    height: await video.getCodedHeight(),
    rotationDegrees: await video.getRotation(),
    durationSeconds,
    hasAudio: (await input.getPrimaryAudioTrack()) !== null,
    carriesPersonalTags: carryPersonalTags(await input.getMetadataTags()),
  };
};

/** mediabunny takes a missing header for a file of no tracks; so is one of sound only. */
const trackless = ({ end, hasHeader }: ContainerExtent): ReasonCode => {
  if (hasHeader) return 'no-video-track';
  return end === 'whole' ? 'unreadable' : 'truncated';
};

/**
 * From the packet tables, which say when the last packet ends. A file that is as long as its boxes
 * say has all its bytes; of any other the last packet is read, and missing bytes show there.
 */
const isobmffSeconds = async (video: InputVideoTrack, { end }: ContainerExtent): Promise<number> =>
  lastPacketEnd(video, { withBytes: end !== 'whole' });

/**
 * From the head, because packets stand anywhere in a segment; from the packets only where a live
 * recording left the head without a duration.
 */
const matroskaSeconds = async (
  video: InputVideoTrack,
  { end }: ContainerExtent,
): Promise<number> => {
  if (end === 'cut') throw new Unfit('truncated');
  const stated = await video.getDurationFromMetadata();
  return stated === null ? lastPacketEnd(video, { withBytes: false }) : wholeMilliseconds(stated);
};

const lastPacketEnd = async (
  video: InputVideoTrack,
  { withBytes }: { readonly withBytes: boolean },
): Promise<number> => {
  const last = await new EncodedPacketSink(video).getPacket(Infinity, {
    metadataOnly: !withBytes,
  });
  if (last === null) throw new Unfit('truncated');
  const first = await video.getFirstTimestamp();
  return wholeMilliseconds(last.timestamp + last.duration - Math.max(0, first));
};

/** Time scales are fractions; what is stored is not better than a millisecond. */
const wholeMilliseconds = (seconds: number): number => Math.round(seconds * 1_000) / 1_000;

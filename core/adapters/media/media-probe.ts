import type { MediaFacts } from '../../domain/intake/clip.ts';
import {
  UnreadableMedia,
  type DurationLimits,
  type MediaProbe,
  type ProbeCost,
  type RangeReader,
} from '../../domain/intake/ports.ts';
import type { ReasonCode } from '../../domain/intake/reasons.ts';
import { FileWindows, type ProbeLimits } from './file-windows.ts';
import { isIsoFile, isoFacts } from './iso-file.ts';
import { isMatroskaFile, matroskaFacts } from './matroska-file.ts';
import { Unfit } from './unfit.ts';

/**
 * 8 MiB and 24 reads are far more than any real file needs (2 reads, 0.1 MB); a header that wants
 * more is hostile or broken. 10 s is a third of the function's time.
 */
const defaultLimits: ProbeLimits = { maxBytes: 8_388_608, maxReads: 24, maxSeconds: 10 };

/**
 * Bytes of the first read. The header of a 30 s clip of 1080p, tables of picture and sound, has
 * 29 kB; one that is longer takes the second read.
 */
const firstReadBytes = 32_768;
/** A small file is read whole. */
const wholeFileBytes = 131_072;

/** Reads facts from the containers that cameras write: no decoder, no full download. */
export const mediaProbe = ({
  limits = {},
}: {
  readonly limits?: Partial<ProbeLimits>;
} = {}): MediaProbe => ({
  probe: async (reader, durations) => {
    const found = await probeOnce(reader, { ...defaultLimits, ...limits }, durations);
    if (found.reason === undefined) return { media: found.media, cost: found.cost };
    throw new UnreadableMedia(found.reason, found.cost, { cause: found.cause });
  },
});

const noCost: ProbeCost = { bytesRead: 0, reads: 0 };

/** Two box headers: no container is shorter. */
const shortestVideoBytes = 16;

const probeOnce = async (
  reader: RangeReader,
  limits: ProbeLimits,
  durations: DurationLimits | undefined,
) => {
  if (reader.bytes < shortestVideoBytes) {
    const reason: ReasonCode = reader.bytes === 0 ? 'empty-file' : 'not-a-video';
    return { reason, cause: undefined, cost: noCost };
  }
  const deadline = deadlineAfter(limits.maxSeconds);
  const file = new FileWindows({ reader, limits, isLate: deadline.isPast });
  try {
    const media = await Promise.race([factsOf(file, durations), deadline.passed]);
    return { media, cost: file.cost };
  } catch (cause) {
    // Storage failed, not the file: whoever called tries again.
    if (file.failure !== undefined) throw file.failure.cause;
    // Anything else that is thrown over a file is the file's fault: a table that ends too early.
    const reason = cause instanceof Unfit ? cause.reason : 'unreadable';
    return { reason, cause, cost: file.cost };
  } finally {
    deadline.cancel();
  }
};

/** A limit in time: the reader asks before each read, others are told while one lasts. */
const deadlineAfter = (seconds: number) => {
  const milliseconds = seconds * 1_000;
  const end = performance.now() + milliseconds;
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Unfit('over-read-budget', 'Out of time')), milliseconds);
  });
  return { isPast: () => performance.now() > end, passed, cancel: () => clearTimeout(timer) };
};

const factsOf = async (
  file: FileWindows,
  durations: DurationLimits | undefined,
): Promise<MediaFacts> => {
  await file.load(0, file.bytes <= wholeFileBytes ? file.bytes : firstReadBytes);
  const head = file.slice(0, firstReadBytes);
  const media = await factsByContent(file, head, durations);
  if (!Number.isFinite(media.durationSeconds)) throw new Unfit('unreadable', 'No duration');
  return media;
};

/** By what a file begins with, never by its name. */
const factsByContent = (
  file: FileWindows,
  head: Uint8Array,
  durations: DurationLimits | undefined,
): Promise<MediaFacts> => {
  if (isIsoFile(head)) return isoFacts(file, durations);
  if (isMatroskaFile(head)) return matroskaFacts(file);
  throw new Unfit('not-a-video');
};

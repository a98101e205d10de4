import type { MediaFacts } from '../../domain/intake/clip.ts';
import type { DurationLimits } from '../../domain/intake/ports.ts';
import type { FileWindows } from './file-windows.ts';
import { boxHeadAt, boxHeadBytes, viewOf, type Box } from './iso-boxes.ts';
import {
  endIndexBytesOf,
  endOfIndexBytes,
  fragmentsIn,
  readEndIndex,
  readFragment,
  readFrontIndex,
  type Fragment,
  type ListedFragment,
} from './iso-fragments.ts';
import type { IsoMovie } from './iso-movie.ts';
import { rounded } from './thousandths.ts';
import { Unfit } from './unfit.ts';

/**
 * How long a film in fragments lasts. Its header does not tell, and nothing else must: an index in
 * front tells (`sidx`), and so does the last fragment, if one knew where it begins. An index at the
 * end (`mfra`) tells that, and proves that the recorder came to an end; the fragment itself may
 * begin megabytes before. Then the rate of bytes so far gives an estimate, and the fragment is read
 * only where a campaign's limit is near it.
 */

/** A film in fragments and what is known of it in advance. */
export interface FragmentedFilm {
  readonly file: FileWindows;
  readonly movie: IsoMovie;
  /** Where the first fragment begins. */
  readonly fragmentsAt: number;
  /** A `sidx` in front of it: its payload. */
  readonly index: { readonly from: number; readonly to: number } | undefined;
  readonly limits: DurationLimits | undefined;
}

/** Enough for an index at the end that lists 700 fragments. */
const smallTailBytes = 32_768;
/** A tail of this size is read at once when a fragment and a quarter fit in. */
const fragmentTailBytes = 262_144;
/** How far back the last fragment is looked for where no index tells: 5 s at 8 Mb/s. */
const longTailBytes = 5_242_880;
/** An index at the end that is longer lists 10,000 fragments. */
const maxIndexBytes = 262_144;
/** What a fragment's own tables take: 20 s of picture and sound in one have 30 kB. */
const fragmentHeadBytes = 32_768;

/** What a film lasts and how fast its pictures come. Throws `Unfit`. */
export const durationOfFragments = async (
  film: FragmentedFilm,
): Promise<Pick<MediaFacts, 'durationSeconds' | 'durationIsEstimated' | 'frameRate'>> => {
  const { file, movie, fragmentsAt } = film;
  const head = await readHead(film);
  const { timescale } = movie.video;
  const frameRate = head.duration > 0 ? rounded((head.samples * timescale) / head.duration) : 0;
  const lasting = (seconds: number, durationIsEstimated = false) => ({
    frameRate,
    durationSeconds: rounded(seconds),
    durationIsEstimated,
  });
  const first = firstTick(movie, head);
  const secondsTo = (end: number): number => Math.max(0, end - first) / timescale;
  if (head.stopped === 'end') return lasting(secondsTo(head.end));
  const indexed = indexInFront(film);
  if (indexed?.end === file.bytes) return lasting(indexed.seconds);

  const fragmentBytes = (head.at - fragmentsAt) / Math.max(1, head.fragments);
  await file.load(file.bytes - tailBytesFor(fragmentBytes), file.bytes);
  const endIndex = await indexAtEnd(film);
  const filmEnd = endIndex?.at ?? file.bytes;
  if (indexed !== undefined && indexed.end >= filmEnd) return lasting(indexed.seconds);
  let tail = lastFragment(film, { filmEnd, listed: endIndex?.listed ?? [] });
  if (tail !== undefined) return lasting(secondsTo(tail));
  if (movie.promisedSeconds !== undefined) return lasting(movie.promisedSeconds);
  if (endIndex !== undefined) return listedDuration(film, { head, ...endIndex, lasting });

  // Where fragments do not say when they begin, the last one tells nothing.
  if (head.start !== undefined) {
    await file.load(file.bytes - longTailFor(fragmentBytes), file.bytes);
    tail = lastFragment(film, { filmEnd, listed: [] });
    if (tail !== undefined) return lasting(secondsTo(tail));
  }
  const share = (file.bytes - fragmentsAt) / Math.max(1, head.at - fragmentsAt);
  return lasting((head.duration / timescale) * share, true);
};

/** When the film begins: with what its header lists, where it lists anything. */
const firstTick = ({ video }: IsoMovie, head: Sequence): number =>
  video.samples.samples > 0 ? 0 : (head.start ?? 0);

/** Fragments that follow each other. */
interface Sequence {
  /** When the first begins; undefined where it does not say. */
  readonly start: number | undefined;
  /** When the last ends. */
  readonly end: number;
  readonly duration: number;
  readonly samples: number;
  readonly fragments: number;
  /** Where it was left. */
  readonly at: number;
  /** `end`: all was seen; `cut`: a box ends beyond it; `unread`: the bytes are not there. */
  readonly stopped: 'end' | 'cut' | 'unread';
}

/** Boxes of a sequence: two a fragment. What was read in one go seldom has a hundred. */
const maxBoxes = 2_048;

/** Goes from box to box through what was read, as far as `to`. */
const sequenceFrom = (
  { file, movie }: Pick<FragmentedFilm, 'file' | 'movie'>,
  { from, to }: { readonly from: number; readonly to: number },
): Sequence => {
  let found = { start: undefined as number | undefined, end: 0, duration: 0, samples: 0 };
  let [at, fragments] = [from, 0];
  const leave = (stopped: Sequence['stopped']) => ({ ...found, fragments, at, stopped });
  for (let count = 0; count < maxBoxes && at < to; count += 1) {
    const bytes = file.slice(at, at + boxHeadBytes);
    const head = bytes.length < 8 ? undefined : boxHeadAt(viewOf(bytes), 0, to - at);
    if (head === undefined) return leave(to - at < 8 ? 'cut' : 'unread');
    if (head.bytes === undefined) return leave('end'); // Padding that is no box.
    const next = at + head.bytes;
    if (next > to) return leave('cut');
    if (head.type === 'moof') {
      const moof = boxOf(file, { at, headBytes: head.headBytes, end: next });
      if (moof === undefined) return leave('unread');
      found = joined(found, readFragment(moof, movie));
      fragments += 1;
    }
    at = next;
  }
  return leave(at < to ? 'unread' : 'end');
};

/** One more fragment; without a time of its own it begins where the last one ended. */
const joined = (
  found: Pick<Sequence, 'start' | 'end' | 'duration' | 'samples'>,
  fragment: Fragment,
) => {
  if (fragment.bringsKeys) throw new Unfit('encrypted');
  if (fragment.samples === 0) return found;
  return {
    start: found.samples === 0 ? fragment.start : found.start,
    end: Math.max(found.end, (fragment.start ?? found.end) + fragment.duration),
    duration: found.duration + fragment.duration,
    samples: found.samples + fragment.samples,
  };
};

/** A box all of whose bytes were read. */
const boxOf = (
  file: FileWindows,
  { at, headBytes, end }: { readonly at: number; readonly headBytes: number; readonly end: number },
): Box | undefined => {
  if (file.loadedTo(at) < end) return undefined;
  const data = viewOf(file.slice(at, end));
  return { type: 'moof', data, from: headBytes, to: data.byteLength };
};

/** The first fragment, which must be there, and whatever was read with it. */
const readHead = async (film: FragmentedFilm): Promise<Sequence> => {
  const { file, fragmentsAt } = film;
  const first = boxHeadAt(viewOf(file.slice(fragmentsAt, fragmentsAt + boxHeadBytes)), 0, Infinity);
  if (first?.bytes === undefined) throw new Unfit('unreadable', 'No fragment');
  if (fragmentsAt + first.bytes > file.bytes) throw new Unfit('truncated');
  await file.load(fragmentsAt, fragmentsAt + first.bytes + boxHeadBytes);
  const head = sequenceFrom(film, { from: fragmentsAt, to: file.bytes });
  if (head.stopped === 'cut' || head.samples === 0) {
    throw new Unfit(head.stopped === 'unread' ? 'unreadable' : 'truncated');
  }
  return head;
};

const indexInFront = ({ file, index }: FragmentedFilm) => {
  if (index === undefined) return undefined;
  const data = viewOf(file.slice(index.from, index.to));
  const sidx: Box = { type: 'sidx', data, from: 0, to: data.byteLength };
  const read = readFrontIndex(sidx, index.to);
  if (read !== undefined && read.end > file.bytes) throw new Unfit('truncated');
  return read;
};

/** Small fragments: the last one is read with the tail. Large ones: only an index may tell. */
const tailBytesFor = (fragmentBytes: number): number => {
  const wanted = fragmentBytes * 1.25;
  return wanted <= fragmentTailBytes ? Math.max(smallTailBytes, Math.ceil(wanted)) : smallTailBytes;
};

const longTailFor = (fragmentBytes: number): number =>
  Math.min(longTailBytes, Math.max(fragmentTailBytes * 2, Math.ceil(fragmentBytes * 2.5)));

/** The index at the end of the file, and where it begins; undefined when there is none. */
const indexAtEnd = async ({ file, movie }: FragmentedFilm) => {
  const bytes = endIndexBytesOf(file.slice(file.bytes - endOfIndexBytes, file.bytes));
  if (bytes === undefined || bytes > Math.min(file.bytes, maxIndexBytes)) return undefined;
  const at = file.bytes - bytes;
  await file.load(at, file.bytes);
  const data = viewOf(file.slice(at, file.bytes));
  const head = boxHeadAt(data, 0, bytes);
  if (head?.type !== 'mfra' || head.bytes !== bytes) return undefined;
  const mfra: Box = { type: 'mfra', data, from: head.headBytes, to: bytes };
  return { at, listed: readEndIndex(mfra, movie.video.trackId) };
};

/** When the last fragment in the tail ends, in ticks; undefined when none is whole in it. */
const lastFragment = (
  film: FragmentedFilm,
  { filmEnd, listed }: { readonly filmEnd: number; readonly listed: readonly ListedFragment[] },
): number | undefined => {
  const { file } = film;
  const tailAt = file.tailStart;
  const found = fragmentsIn(file.slice(tailAt, filmEnd)).map((at) => tailAt + at);
  let isCut = false;
  for (const from of found) {
    const sequence = sequenceFrom(film, { from, to: filmEnd });
    isCut ||= sequence.stopped === 'cut';
    if (sequence.stopped !== 'end' || sequence.samples === 0) continue;
    if (sequence.start !== undefined) return sequence.end;
    // Without a time of its own, a fragment that an index lists begins when that says.
    const start = listed.find(({ at }) => at === from)?.start;
    return start === undefined ? undefined : start + sequence.end;
  }
  if (isCut) throw new Unfit('truncated');
  return undefined;
};

const listedDuration = async (
  film: FragmentedFilm,
  {
    head,
    at: filmEnd,
    listed,
    lasting,
  }: {
    readonly head: Sequence;
    readonly at: number;
    readonly listed: readonly ListedFragment[];
    readonly lasting: (
      seconds: number,
      isEstimated?: boolean,
    ) => Pick<MediaFacts, 'durationSeconds' | 'durationIsEstimated' | 'frameRate'>;
  },
) => {
  const { file, movie, fragmentsAt, limits } = film;
  const { timescale } = movie.video;
  const last = listed.at(-1);
  const first = firstTick(movie, head);
  if (last === undefined || last.at <= fragmentsAt) return lasting((head.end - first) / timescale);
  if (last.at >= filmEnd) throw new Unfit('unreadable', 'An index beyond the film');
  const before = Math.max(0, last.start - first) / timescale;
  const byRate = (before * (filmEnd - last.at)) / (last.at - fragmentsAt);
  const longest = longestOf(listed) / timescale;
  const most = before + 2 * Math.max(byRate, longest);
  if (isClearOf(limits, before, most)) return lasting(before + Math.min(byRate, longest), true);
  await file.load(last.at, last.at + fragmentHeadBytes);
  const moof = boxHeadAt(viewOf(file.slice(last.at, last.at + boxHeadBytes)), 0, Infinity);
  await file.load(last.at, last.at + (moof?.bytes ?? 0));
  const sequence = sequenceFrom(film, { from: last.at, to: filmEnd });
  if (sequence.samples === 0) throw new Unfit('unreadable', 'An index of no fragment');
  // The index counts from when the first picture is shown, fragments from when it is decoded.
  if (sequence.start !== undefined) return lasting((sequence.end - first) / timescale);
  return lasting(before + sequence.duration / timescale);
};

/** An encoder that starts a fragment every so often starts the last one no later. */
const longestOf = (listed: readonly ListedFragment[]): number => {
  let longest = 0;
  for (const [index, { start }] of listed.entries()) {
    longest = Math.max(longest, (listed[index + 1]?.start ?? start) - start);
  }
  return longest;
};

/** Whether a duration between two is within or beyond a campaign's limits for certain. */
const isClearOf = (limits: DurationLimits | undefined, least: number, most: number): boolean =>
  limits !== undefined &&
  [limits.minDurationSeconds, limits.maxDurationSeconds].every(
    (limit) => limit < least || limit > most,
  );

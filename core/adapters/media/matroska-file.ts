import type { MediaFacts } from '../../domain/intake/clip.ts';
import type { FileWindows } from './file-windows.ts';
import { viewOf } from './iso-boxes.ts';
import { blockTimes, lastBlockIn, type BlockTimes } from './matroska-blocks.ts';
import {
  childWith,
  elementHeadAt,
  elementHeadBytes,
  elementsIn,
  floatOf,
  ids,
  textOf,
  unsignedOf,
  type Element,
} from './matroska-elements.ts';
import { readTracks, type MatroskaTracks } from './matroska-tracks.ts';
import { carriedBy } from './personal-tags.ts';
import { rounded } from './thousandths.ts';
import { Unfit } from './unfit.ts';

/** Whether a file is Matroska or WebM, by its first bytes. */
export const isMatroskaFile = (head: Uint8Array): boolean =>
  head.length >= 4 && viewOf(head).getUint32(0) === ids.ebml;

/** Elements on the first level of a segment in front of its first cluster. */
const maxElements = 64;
/** What is read for an element that stands elsewhere, and for the tags at a file's end. */
const elementBytes = 32_768;
const tailBytes = 262_144;
/** Of a head, of lists of tracks and tags, whatever is behind is not looked at. */
const maxElementBytes = 131_072;
/** How far back the last cluster of a live recording is looked for. */
const clusterTails: readonly number[] = [131_072, 1_048_576, 4_194_304];

/** What is known of a segment; positions in the file. */
interface Segment {
  readonly docType: string;
  readonly dataAt: number;
  readonly end: number;
  info?: Info;
  tracks?: MatroskaTracks;
  readonly tagNames: string[];
  readonly sought: Map<number, number>;
  readonly read: Set<number>;
  clusterAt?: number;
}

interface Info {
  /** Nanoseconds a tick. */
  readonly timestampScale: number;
  /** In ticks; undefined where a live recording left it out. */
  readonly duration: number | undefined;
}

/** The facts of a Matroska or WebM file. Throws `Unfit`. */
export const matroskaFacts = async (file: FileWindows): Promise<MediaFacts> => {
  const segment = await openSegment(file);
  await readHead(file, segment);
  await readSought(file, segment);
  const { tracks, info } = segment;
  if (segment.end > file.bytes) throw new Unfit('truncated');
  if (tracks === undefined || info === undefined) throw new Unfit('truncated', 'No head');
  const { video, hasAudio } = tracks;
  if (video === undefined) throw new Unfit('no-video-track');
  if (video.isEncrypted) throw new Unfit('encrypted');
  if (video.codec === undefined) throw new Unfit('unsupported-codec');
  if (video.width === 0 || video.height === 0) throw new Unfit('unreadable', 'No size');
  if (segment.clusterAt === undefined) throw new Unfit('truncated', 'No film');
  const { trackNumber, codec, width, height, rotationDegrees } = video;
  const { clusterAt } = segment;
  return {
    container: segment.docType === 'webm' ? 'webm' : 'mkv',
    ...{ codec, width, height, rotationDegrees },
    ...(await lastingOf({ file, clusterAt, info, trackNumber, frameRate: video.frameRate })),
    hasAudio,
    ...carriedBy(segment.tagNames),
  };
};

/** The two heads that every file begins with. */
const openSegment = async (file: FileWindows): Promise<Segment> => {
  const data = viewOf(file.slice(0, file.bytes));
  const ebml = elementHeadAt(data, 0);
  if (ebml?.bytes === undefined) throw new Unfit('unreadable', 'No head');
  const at = ebml.headBytes + ebml.bytes;
  const head = at < data.byteLength ? elementHeadAt(data, at) : undefined;
  if (head?.id !== ids.segment) throw new Unfit(at >= file.bytes ? 'truncated' : 'unreadable');
  const docType = textOf(
    childWith({ id: ids.ebml, data, from: ebml.headBytes, to: at }, ids.docType),
  );
  const dataAt = at + head.headBytes;
  return {
    docType,
    dataAt,
    // "Unknown": a live recording, which ends where the file does.
    end: head.bytes === undefined ? file.bytes : dataAt + head.bytes,
    tagNames: [],
    sought: new Map(),
    read: new Set(),
  };
};

/** Elements that are read wherever they stand. */
const wanted: readonly number[] = [ids.seekHead, ids.info, ids.tracks, ids.tags];

/** Goes through the elements in front of the first cluster. */
const readHead = async (file: FileWindows, segment: Segment): Promise<void> => {
  const end = Math.min(segment.end, file.bytes);
  let at = segment.dataAt;
  for (let count = 0; count < maxElements && at < end; count += 1) {
    const head = await headAt(file, at);
    if (head === undefined) return;
    if (head.id === ids.cluster) segment.clusterAt ??= at;
    if (head.id === ids.cluster || head.bytes === undefined) return;
    const next = at + head.headBytes + head.bytes;
    noticeExtras(segment, head.id);
    if (wanted.includes(head.id)) await readElement(file, segment, { at, next });
    at = next;
  }
};

const headAt = async (file: FileWindows, at: number) => {
  const left = file.bytes - at;
  if (left <= 0) return undefined;
  if (file.loadedTo(at) < at + Math.min(elementHeadBytes, left)) {
    await file.load(at, left <= tailBytes ? file.bytes : at + elementBytes);
  }
  return elementHeadAt(viewOf(file.slice(at, at + elementHeadBytes)), 0);
};

/** Pictures that go along and titles of chapters may tell of a person. */
const noticeExtras = (segment: Segment, id: number): void => {
  if (id === ids.attachments) segment.tagNames.push('attachment');
  if (id === ids.chapters) segment.tagNames.push('chapters');
};

const readElement = async (
  file: FileWindows,
  segment: Segment,
  { at, next }: { readonly at: number; readonly next: number },
): Promise<void> => {
  if (segment.read.has(at)) return;
  segment.read.add(at);
  const end = Math.min(next, at + maxElementBytes);
  await file.load(at, end);
  const data = viewOf(file.slice(at, end));
  const head = elementHeadAt(data, 0);
  if (head === undefined) return;
  const element: Element = { id: head.id, data, from: head.headBytes, to: data.byteLength };
  switch (head.id) {
    case ids.seekHead:
      return readSeekHead(element, segment);
    case ids.info:
      segment.info ??= readInfo(element, segment.tagNames);
      return;
    case ids.tracks:
      segment.tracks ??= readTracks(element);
      return;
    case ids.tags:
      return readTags(element, segment.tagNames);
    default:
  }
};

/** Which elements stand where, behind the segment's head. */
const readSeekHead = ({ data, from, to }: Element, segment: Segment): void => {
  for (const seek of elementsIn(data, from, to)) {
    if (seek.id !== ids.seek || segment.sought.size >= maxElements) continue;
    const id = unsignedOf(childWith(seek, ids.seekId));
    const position = unsignedOf(childWith(seek, ids.seekPosition));
    if (id === undefined || position === undefined) continue;
    noticeExtras(segment, id);
    segment.sought.set(segment.dataAt + position, id);
  }
};

/** Reads what the list of elements names and the way to the first cluster did not pass. */
const readSought = async (file: FileWindows, segment: Segment): Promise<void> => {
  for (const [at, id] of segment.sought) {
    if (id === ids.cluster) segment.clusterAt ??= at;
    if (!wanted.includes(id) || segment.read.has(at) || at >= file.bytes) continue;
    const head = await headAt(file, at);
    if (head?.id !== id || head.bytes === undefined) continue;
    const next = Math.min(at + head.headBytes + head.bytes, file.bytes);
    await readElement(file, segment, { at, next });
  }
};

const millisecond = 1_000_000;

const readInfo = (info: Element, tagNames: string[]): Info => {
  const timestampScale = unsignedOf(childWith(info, ids.timestampScale)) ?? millisecond;
  if (timestampScale === 0) throw new Unfit('unreadable', 'No time scale');
  const duration = floatOf(childWith(info, ids.duration));
  if (childWith(info, ids.title) !== undefined) tagNames.push('title');
  if (childWith(info, ids.segmentFilename) !== undefined) tagNames.push('filename');
  if (duration !== undefined && !(duration >= 0 && duration < Infinity)) {
    throw new Unfit('unreadable', 'No duration');
  }
  return { timestampScale, duration: duration === 0 ? undefined : duration };
};

/** Names that are kept, and how deep tags of tags are looked at. */
const maxNames = 512;
const maxTagDepth = 4;

const readTags = ({ data, from, to }: Element, names: string[], depth = 0): void => {
  for (const child of elementsIn(data, from, to)) {
    if (names.length >= maxNames) return;
    if (child.id === ids.tagName) names.push(textOf(child));
    const holdsTags = child.id === ids.tag || child.id === ids.simpleTag;
    if (holdsTags && depth < maxTagDepth) readTags(child, names, depth + 1);
  }
};

/** The film itself: where its first cluster begins, and whose blocks count. */
interface Film {
  readonly file: FileWindows;
  readonly clusterAt: number;
  readonly info: Info;
  readonly trackNumber: number;
  /** Frames a second by the head; undefined where it does not say. */
  readonly frameRate: number | undefined;
}

/** The head's word; without one, what the blocks tell. */
const lastingOf = async (
  film: Film,
): Promise<Pick<MediaFacts, 'durationSeconds' | 'durationIsEstimated' | 'frameRate'>> => {
  const { file, clusterAt, info, trackNumber, frameRate } = film;
  const secondsOf = (ticks: number): number => (ticks * info.timestampScale) / 1e9;
  const isTold = info.duration !== undefined && frameRate !== undefined;
  // Those that were read with the head.
  const blocks = isTold
    ? noBlocks
    : blockTimes(viewOf(file.slice(clusterAt, file.bytes)), 0, trackNumber);
  const frame = blocks.count > 1 ? secondsOf((blocks.last - blocks.first) / (blocks.count - 1)) : 0;
  return {
    frameRate: rounded(frameRate ?? (frame > 0 ? 1 / frame : 0)),
    ...(info.duration === undefined
      ? await durationOfBlocks(film, { blocks, frame, secondsOf })
      : { durationSeconds: rounded(secondsOf(info.duration)), durationIsEstimated: false }),
  };
};

const noBlocks: BlockTimes = { count: 0, first: 0, last: 0 };

/** Up to the last block's end, which lasts as long as those at the start. */
const durationOfBlocks = async (
  { file, clusterAt, trackNumber }: Film,
  {
    blocks,
    frame,
    secondsOf,
  }: { blocks: BlockTimes; frame: number; secondsOf: (ticks: number) => number },
): Promise<Pick<MediaFacts, 'durationSeconds' | 'durationIsEstimated'>> => {
  if (blocks.count === 0) throw new Unfit('truncated', 'No film');
  for (const bytes of clusterTails) {
    const from = Math.max(clusterAt, file.bytes - bytes);
    await file.load(from, file.bytes);
    const last = lastBlockIn(viewOf(file.slice(from, file.bytes)), trackNumber);
    if (last === undefined && from > clusterAt) continue;
    const end = Math.max(last ?? blocks.last, blocks.last);
    const durationSeconds = rounded(secondsOf(end - blocks.first) + frame);
    return { durationSeconds, durationIsEstimated: false };
  }
  const seen = file.loadedTo(clusterAt) - clusterAt;
  const share = (file.bytes - clusterAt) / Math.max(1, seen);
  const durationSeconds = rounded((secondsOf(blocks.last - blocks.first) + frame) * share);
  return { durationSeconds, durationIsEstimated: true };
};

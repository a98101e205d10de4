import { boxesIn, childOf, lengthOf, typeAt, uint64At, viewOf } from './iso-boxes.ts';
import type { Box } from './iso-boxes.ts';
import type { IsoMovie } from './iso-movie.ts';
import { Unfit } from './unfit.ts';

/**
 * Fragments (`moof`), and what indexes them: `sidx` in front, `mfra` at the end (ISO/IEC 14496-12
 * §8.8, §8.16.3). Times are in the video's time scale unless a name says seconds.
 */

/** What a fragment brings of the video; `samples` 0 when it brings none. */
export interface Fragment {
  /** When it begins; undefined where it does not say. */
  readonly start: number | undefined;
  readonly duration: number;
  readonly samples: number;
  readonly bringsKeys: boolean;
}

/** What the video's packets take where neither fragment nor run says. */
type Defaults = IsoMovie['defaults'];

/** Reads a `moof` all of whose bytes are at hand. Throws `Unfit` for a run that cannot be. */
export const readFragment = (
  moof: Box,
  { video, defaults }: Pick<IsoMovie, 'video' | 'defaults'>,
): Fragment => {
  let start: number | undefined;
  let duration = 0;
  let samples = 0;
  let bringsKeys = false;
  for (const child of boxesIn(moof.data, moof.from, moof.to)) {
    if (child.type === 'pssh' && lengthOf(child) >= 20) bringsKeys = true;
    const head = child.type === 'traf' ? childOf(child, 'tfhd') : undefined;
    if (head === undefined || lengthOf(head) < 8) continue;
    if (head.data.getUint32(head.from + 4) !== video.trackId) continue;
    start ??= startOf(child);
    const each = defaultsOf(head, defaults);
    for (const run of boxesIn(child.data, child.from, child.to, maxRuns)) {
      if (run.type !== 'trun' || lengthOf(run) < 8) continue;
      const read = readRun(run, each);
      duration += read.duration;
      samples += read.samples;
    }
  }
  return { start, duration, samples, bringsKeys };
};

const startOf = (traf: Box): number | undefined => {
  const time = childOf(traf, 'tfdt');
  if (time === undefined || lengthOf(time) < 8) return undefined;
  const isWide = time.data.getUint8(time.from) === 1 && lengthOf(time) >= 12;
  return isWide ? uint64At(time.data, time.from + 4) : time.data.getUint32(time.from + 4);
};

/** `tfhd`: after version, flags and track, a field for each of these flags, in this order. */
const baseOffsetFlag = 0x1;
const descriptionFlag = 0x2;
const durationFlag = 0x8;
const sizeFlag = 0x10;

const defaultsOf = ({ data, from, to }: Box, defaults: Defaults): Defaults => {
  const flags = data.getUint32(from) & 0xff_ffff;
  let at = from + 8;
  if ((flags & baseOffsetFlag) !== 0) at += 8;
  if ((flags & descriptionFlag) !== 0) at += 4;
  const hasDuration = (flags & durationFlag) !== 0 && at + 4 <= to;
  const duration = hasDuration ? data.getUint32(at) : defaults.duration;
  if (hasDuration) at += 4;
  const size = (flags & sizeFlag) !== 0 && at + 4 <= to ? data.getUint32(at) : defaults.size;
  return { duration, size };
};

/** `trun`: two fields of the run, then up to four of each packet: duration, size, flags, offset. */
const runFields = [0x1, 0x4];
const packetFields = [0x100, 0x200, 0x400, 0x800];

/** Runs of one fragment: each change from picture to sound starts another. */
const maxRuns = 16_384;

const readRun = ({ data, from, to }: Box, each: Defaults) => {
  const flags = data.getUint32(from) & 0xff_ffff;
  const samples = data.getUint32(from + 4);
  const at = from + 8 + 4 * runFields.filter((flag) => (flags & flag) !== 0).length;
  const stride = 4 * packetFields.filter((flag) => (flags & flag) !== 0).length;
  if (samples * stride > Math.max(0, to - at)) {
    throw new Unfit('unreadable', 'A run that claims more packets than it holds');
  }
  // Packets of no bytes may claim to be any number of them.
  if (stride === 0 && samples > maxImpliedPackets) {
    throw new Unfit('over-read-budget', `A run of ${samples} packets`);
  }
  if ((flags & 0x100) === 0) return { samples, duration: samples * each.duration };
  let duration = 0;
  for (let sample = 0; sample < samples; sample += 1)
    duration += data.getUint32(at + sample * stride);
  return { samples, duration };
};

/** All packets of a film of 600 s at 240 a second in one run. */
const maxImpliedPackets = 144_000;

/** What an index in front says of everything behind it. */
export interface FrontIndex {
  /** What it covers ends here, if nothing was cut off. */
  readonly end: number;
  readonly seconds: number;
}

/** Reads a `sidx` that ends at `anchor` of the file; undefined when it is of another track. */
export const readFrontIndex = (sidx: Box, anchor: number): FrontIndex | undefined => {
  const { data, from, to } = sidx;
  if (lengthOf(sidx) < 24) return undefined;
  const isWide = data.getUint8(from) > 0;
  const timescale = data.getUint32(from + 8);
  const at = from + (isWide ? 28 : 20);
  if (timescale === 0 || at + 4 > to) return undefined;
  const firstOffset = isWide ? uint64At(data, from + 20) : data.getUint32(from + 16);
  const references = data.getUint16(at + 2);
  if (at + 4 + references * 12 > to) return undefined;
  let bytes = 0;
  let ticks = 0;
  for (let entry = 0; entry < references; entry += 1) {
    bytes += data.getUint32(at + 4 + entry * 12) & 0x7fff_ffff;
    ticks += data.getUint32(at + 8 + entry * 12);
  }
  return { end: anchor + firstOffset + bytes, seconds: ticks / timescale };
};

/** A fragment as the index at the end lists it: when it begins and where. */
export interface ListedFragment {
  readonly start: number;
  readonly at: number;
}

/** Fragments of an index that are looked at, the last ones: 600 s of 27 a second. */
const maxListed = 16_384;
/** Version, flags, track, sizes and count. */
const indexHeadBytes = 16;

/** The fragments of the video that an `mfra` lists, in order. */
export const readEndIndex = (mfra: Box, trackId: number): readonly ListedFragment[] => {
  for (const box of boxesIn(mfra.data, mfra.from, mfra.to)) {
    if (box.type !== 'tfra' || lengthOf(box) < indexHeadBytes) continue;
    if (box.data.getUint32(box.from + 4) === trackId) return listedIn(box);
  }
  return [];
};

const listedIn = ({ data, from, to }: Box): readonly ListedFragment[] => {
  const isWide = data.getUint8(from) === 1;
  const sizes = data.getUint32(from + 8);
  const numberBytes = 3 + (sizes & 3) + ((sizes >> 2) & 3) + ((sizes >> 4) & 3);
  const entryBytes = (isWide ? 16 : 8) + numberBytes;
  const claimed = data.getUint32(from + 12);
  const entries = Math.min(claimed, Math.floor((to - from - indexHeadBytes) / entryBytes));
  const listed: ListedFragment[] = [];
  for (let entry = Math.max(0, entries - maxListed); entry < entries; entry += 1) {
    const at = from + indexHeadBytes + entry * entryBytes;
    const start = isWide ? uint64At(data, at) : data.getUint32(at);
    listed.push({ start, at: isWide ? uint64At(data, at + 8) : data.getUint32(at + 4) });
  }
  return listed.toSorted((one, other) => one.at - other.at);
};

/** The last bytes of an `mfra` say how long it is (`mfro`): size, type, version, that. */
export const endIndexBytesOf = (lastBytes: Uint8Array): number | undefined => {
  if (lastBytes.length !== endOfIndexBytes) return undefined;
  const data = viewOf(lastBytes);
  return typeAt(data, 4) === 'mfro' && data.getUint32(0) === endOfIndexBytes
    ? data.getUint32(12)
    : undefined;
};

/** Bytes of an `mfro`. */
export const endOfIndexBytes = 16;

/** Fragments at the end that are looked at first: the last may have sound only. */
const lastFew = 16;
/** Others that are tried: what looks like a fragment may be a part of the film. */
const firstFew = 2;
/** Marks of fragments that are none. */
const maxMarks = 64;

/**
 * Where a row of fragments may begin in bytes that were read from the middle (`moof`, then `mfhd`),
 * the likeliest first: one near the end, whose row is short, then the first ones.
 */
export const fragmentsIn = (bytes: Uint8Array): readonly number[] => {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isFragment = (mark: number): boolean =>
    mark >= 4 && text.toString('latin1', mark + 8, mark + 12) === 'mfhd';
  const last: number[] = [];
  let mark = text.lastIndexOf('moof');
  for (let seen = 0; seen < maxMarks && mark >= 4 && last.length < lastFew; seen += 1) {
    if (isFragment(mark)) last.push(mark - 4);
    mark = text.lastIndexOf('moof', mark - 1);
  }
  const first: number[] = [];
  mark = text.indexOf('moof');
  for (let seen = 0; seen < maxMarks && mark !== -1 && first.length < firstFew; seen += 1) {
    if (isFragment(mark)) first.push(mark - 4);
    mark = text.indexOf('moof', mark + 4);
  }
  return [...new Set([...last.slice(-1), ...first])];
};

import { childOf, entriesOf, lengthOf, uint64At, type Box } from './iso-boxes.ts';
import { Unfit } from './unfit.ts';

/**
 * Tables that say how long each packet lasts and where it lies (ISO/IEC 14496-12 §8.6, §8.7). They
 * say "this many packets of this length" in 8 bytes, so packets are never written out: every loop
 * here goes over entries whose bytes are at hand.
 */

/** What the tables of a track say. */
export interface SampleExtent {
  readonly samples: number;
  /** In the track's time scale. */
  readonly duration: number;
  /** Where the last byte of any of them ends; 0 without samples. */
  readonly lastByte: number;
}

/** Reads the tables in a track's `stbl`. Throws `Unfit` where one claims more than it holds. */
export const sampleExtentOf = (stbl: Box): SampleExtent => {
  const { samples, lastByte } = placesOf(stbl);
  return { samples, lastByte, duration: durationOf(stbl, samples) };
};

/** A table of the track: where its entries begin and how many there are. */
interface Table {
  readonly data: DataView;
  readonly at: number;
  readonly entries: number;
}

const none: Table = { data: new DataView(new ArrayBuffer(0)), at: 0, entries: 0 };

/**
 * Packets of 600 s at 240 a second are 144,000. 200,000 take 4 ms, and ten times that in code that
 * is not compiled yet.
 */
const maxEntries = 200_000;

/** A table whose count stands `countAt` bytes into it. */
const tableOf = (box: Box | undefined, countAt: number, entryBytes: number): Table => {
  if (box === undefined || lengthOf(box) < countAt + 4) return none;
  const at = box.from + countAt;
  const entries = entriesOf(box, at, entryBytes);
  if (entries < box.data.getUint32(at)) {
    throw new Unfit('unreadable', `A ${box.type} table that claims more than it holds`);
  }
  if (entries > maxEntries) throw new Unfit('over-read-budget', `A ${box.type} table too long`);
  return { data: box.data, at: at + 4, entries };
};

/** Signed in practice: what is negative counts as the shortest time there is, as in ffmpeg. */
const maxDelta = 0x7fff_ffff;

const durationOf = (stbl: Box, samples: number): number => {
  const { data, at, entries } = tableOf(childOf(stbl, 'stts'), 4, 8);
  let left = samples;
  let duration = 0;
  for (let entry = 0; entry < entries && left > 0; entry += 1) {
    const count = Math.min(data.getUint32(at + entry * 8), left);
    const delta = data.getUint32(at + entry * 8 + 4);
    duration += count * (delta > maxDelta ? 1 : delta);
    left -= count;
  }
  return duration;
};

/** Walks the chunks: how many packets lie in them, and where the last byte ends. */
const placesOf = (stbl: Box): Pick<SampleExtent, 'samples' | 'lastByte'> => {
  const sizes = sizesOf(stbl);
  const chunks = chunksOf(stbl);
  const runs = tableOf(childOf(stbl, 'stsc'), 4, 12);
  const runAt = (run: number, place: 0 | 4) => runs.data.getUint32(runs.at + run * 12 + place);
  let samples = 0;
  let lastByte = 0;
  let run = 0;
  if (runs.entries === 0) return { samples, lastByte };
  for (let chunk = 0; chunk < chunks.entries && samples < sizes.count; chunk += 1) {
    while (run + 1 < runs.entries && runAt(run + 1, 0) <= chunk + 1) run += 1;
    const next = Math.min(samples + runAt(run, 4), sizes.count);
    if (next > samples) {
      lastByte = Math.max(lastByte, chunks.offset(chunk) + sizes.sum(samples, next));
    }
    samples = next;
  }
  return { samples, lastByte };
};

/** Where the chunks begin, in 32 or 64 bits. */
const chunksOf = (stbl: Box) => {
  const wide = childOf(stbl, 'co64');
  const { data, at, entries } = wide ? tableOf(wide, 4, 8) : tableOf(childOf(stbl, 'stco'), 4, 4);
  const offset = (chunk: number): number =>
    wide ? uint64At(data, at + chunk * 8) : data.getUint32(at + chunk * 4);
  return { entries, offset };
};

/** Bytes of the packets: one size for all, or a table of 32 bits, or of 4, 8 or 16. */
const sizesOf = (stbl: Box) => {
  const full = childOf(stbl, 'stsz');
  if (full === undefined) return compactSizesOf(childOf(stbl, 'stz2'));
  if (lengthOf(full) < 12) return { count: 0, sum: () => 0 };
  const one = full.data.getUint32(full.from + 4);
  if (one > 0) {
    const count = full.data.getUint32(full.from + 8);
    return { count, sum: (from: number, to: number) => (to - from) * one };
  }
  const { data, at, entries } = tableOf(full, 8, 4);
  const sum = (from: number, to: number): number => {
    let bytes = 0;
    for (let sample = from; sample < to; sample += 1) bytes += data.getUint32(at + sample * 4);
    return bytes;
  };
  return { count: entries, sum };
};

const compactSizesOf = (box: Box | undefined) => {
  if (box === undefined || lengthOf(box) < 12) return { count: 0, sum: () => 0 };
  const { data, from, to } = box;
  const bits = data.getUint8(from + 7);
  const count = data.getUint32(from + 8);
  if (![4, 8, 16].includes(bits) || count * bits > (to - from - 12) * 8) {
    throw new Unfit('unreadable', 'A table of sizes that claims more than it holds');
  }
  const at = from + 12;
  const sizeOf = (sample: number): number => {
    if (bits === 16) return data.getUint16(at + sample * 2);
    const byte = data.getUint8(at + Math.floor((sample * bits) / 8));
    return bits === 8 ? byte : sample % 2 === 0 ? byte >> 4 : byte & 0x0f;
  };
  const sum = (first: number, end: number): number => {
    let bytes = 0;
    for (let sample = first; sample < end; sample += 1) bytes += sizeOf(sample);
    return bytes;
  };
  return { count, sum };
};

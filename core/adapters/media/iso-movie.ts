import type { VideoCodec } from '../../domain/campaigns/campaign.ts';
import { boxesIn, childOf, lengthOf, typeAt, uint64At, viewOf, type Box } from './iso-boxes.ts';
import { sampleExtentOf, type SampleExtent } from './iso-samples.ts';
import { tagNamesOf } from './iso-tags.ts';
import { codecOfSampleEntry, isEncryptedEntry } from './codecs.ts';
import { Unfit } from './unfit.ts';

/** The picture of a movie, as its header tells it. */
export interface IsoVideo {
  readonly trackId: number;
  /** Units of its times a second. */
  readonly timescale: number;
  /** Undefined for one we do not take. */
  readonly codec: VideoCodec | undefined;
  readonly isEncrypted: boolean;
  readonly width: number;
  readonly height: number;
  readonly rotationDegrees: number;
  readonly isEnabled: boolean;
  /** Packets that the header itself lists: none where they come in fragments. */
  readonly samples: SampleExtent;
  /** What an edit list leaves of them, in seconds; undefined without one. */
  readonly editedSeconds: number | undefined;
}

/** A movie's header (`moov`). */
export interface IsoMovie {
  readonly video: IsoVideo;
  readonly hasAudio: boolean;
  /** Where the last byte ends that the header lists, of picture or sound. */
  readonly lastByte: number;
  /** Whether fragments may follow what the header lists (`mvex`). */
  readonly expectsFragments: boolean;
  /** What all fragments together last, where the header promises it, in seconds. */
  readonly promisedSeconds: number | undefined;
  /** What a fragment leaves out, of the video: ticks and bytes a packet. */
  readonly defaults: { readonly duration: number; readonly size: number };
  readonly tagNames: readonly string[];
}

/** Tracks that a header may have; cameras write up to eight. */
const maxTracks = 32;

/** Reads a movie's header, all of whose bytes are at hand. Throws `Unfit`. */
export const readMovie = (bytes: Uint8Array, headBytes: number): IsoMovie => {
  const data = viewOf(bytes);
  const moov: Box = { type: 'moov', data, from: headBytes, to: bytes.length };
  const children = [...boxesIn(data, moov.from, moov.to)];
  const tracks = children.filter(({ type }) => type === 'trak');
  if (children.some(({ type }) => type === 'cmov')) throw new Unfit('unreadable', 'Compressed');
  if (tracks.length > maxTracks) throw new Unfit('over-read-budget', 'Too many tracks');
  const movie = movieHeadOf(moov);
  const videos = tracks.filter((track) => handlerOf(track) === 'vide');
  const sounds = tracks.filter((track) => handlerOf(track) === 'soun');
  const video = bestOf(videos, movie);
  const bringsKeys = children.some((box) => box.type === 'pssh' && lengthOf(box) >= 20);
  if (video.isEncrypted || bringsKeys) throw new Unfit('encrypted');
  return {
    video,
    hasAudio: sounds.length > 0,
    lastByte: Math.max(video.samples.lastByte, ...sounds.map(lastByteOfSound)),
    expectsFragments: children.some(({ type }) => type === 'mvex'),
    promisedSeconds: promisedSeconds(moov, movie.timescale),
    defaults: defaultsOf(moov, video.trackId),
    tagNames: tagNamesOf(moov),
  };
};

interface MovieHead {
  readonly timescale: number;
  readonly matrix: Matrix;
}

/** The part of a transformation that turns: a, b, c, d of its matrix. */
type Matrix = readonly [number, number, number, number];
const upright: Matrix = [1, 0, 0, 1];

const matrixAt = (box: Box, at: number): Matrix => {
  if (at + 20 > box.to) return upright;
  const [a, b, c, d] = [0, 4, 12, 16].map((place) => box.data.getInt32(at + place) / 65_536);
  return [a ?? 1, b ?? 0, c ?? 0, d ?? 1];
};

const movieHeadOf = (moov: Box): MovieHead => {
  const head = childOf(moov, 'mvhd');
  if (head === undefined || lengthOf(head) < 24) return { timescale: 0, matrix: upright };
  const isWide = head.data.getUint8(head.from) === 1;
  return {
    timescale: head.data.getUint32(head.from + (isWide ? 20 : 12)),
    matrix: matrixAt(head, head.from + (isWide ? 48 : 36)),
  };
};

const handlerOf = (track: Box): string => {
  const handler = childOf(track, 'mdia', 'hdlr');
  return handler === undefined || lengthOf(handler) < 12
    ? ''
    : typeAt(handler.data, handler.from + 8);
};

const videoOf = (track: Box, movie: MovieHead): IsoVideo => {
  const head = trackHeadOf(track);
  const timescale = timescaleOf(track);
  const stbl = childOf(track, 'mdia', 'minf', 'stbl');
  if (timescale === 0 || stbl === undefined) throw new Unfit('unreadable', 'No time scale');
  const entry = entryOf(stbl);
  return {
    trackId: head.trackId,
    isEnabled: head.isEnabled,
    timescale,
    codec: entry.codec,
    isEncrypted: entry.isEncrypted,
    // Some recorders leave the entry's own size at zero.
    width: entry.width || head.width,
    height: entry.height || head.height,
    rotationDegrees: rotationOf(head.matrix, movie.matrix),
    samples: sampleExtentOf(stbl),
    editedSeconds: editedSeconds(track, movie.timescale),
  };
};

const trackHeadOf = (track: Box) => {
  const head = childOf(track, 'tkhd');
  if (head === undefined || lengthOf(head) < 84) throw new Unfit('unreadable', 'No track head');
  const { data, from, to } = head;
  const wide = data.getUint8(from) === 1 ? 12 : 0;
  if (from + 84 + wide > to) throw new Unfit('unreadable', 'No track head');
  return {
    isEnabled: (data.getUint8(from + 3) & 1) === 1,
    trackId: data.getUint32(from + 12 + (wide > 0 ? 8 : 0)),
    matrix: matrixAt(head, from + 40 + wide),
    width: data.getUint16(from + 76 + wide),
    height: data.getUint16(from + 80 + wide),
  };
};

const timescaleOf = (track: Box): number => {
  const head = childOf(track, 'mdia', 'mdhd');
  if (head === undefined || lengthOf(head) < 24) return 0;
  return head.data.getUint32(head.from + (head.data.getUint8(head.from) === 1 ? 20 : 12));
};

/** The entry that says how packets are coded; any encrypted one makes the whole track so. */
const entryOf = (stbl: Box) => {
  const described = childOf(stbl, 'stsd');
  const entries =
    described === undefined
      ? []
      : [...boxesIn(described.data, Math.min(described.from + 8, described.to), described.to)];
  const first = entries.find(({ type }) => codecOfSampleEntry(type) !== undefined) ?? entries[0];
  if (first === undefined || lengthOf(first) < 28) throw new Unfit('unreadable', 'No sample entry');
  return {
    codec: codecOfSampleEntry(first.type),
    isEncrypted: entries.some(({ type }) => isEncryptedEntry(type)),
    width: first.data.getUint16(first.from + 24),
    height: first.data.getUint16(first.from + 26),
  };
};

/** Clockwise, in quarter turns: of the track, then of the movie. */
const rotationOf = ([a, b]: Matrix, [movieA, movieB, movieC, movieD]: Matrix): number => {
  const x = a * movieA + b * movieC;
  const y = a * movieB + b * movieD;
  const quarters = Math.round(Math.atan2(y, x) / (Math.PI / 2));
  return ((quarters + 4) % 4) * 90;
};

/** Entries of an edit list: one in a cut film, two with a delay. */
const maxEdits = 1_024;

/** What the edits show, without the delays before it: media time -1. */
const editedSeconds = (track: Box, movieTimescale: number): number | undefined => {
  const list = childOf(track, 'edts', 'elst');
  if (list === undefined || movieTimescale === 0 || lengthOf(list) < 8) return undefined;
  const { data, from, to } = list;
  const isWide = data.getUint8(from) === 1;
  const entryBytes = isWide ? 20 : 12;
  let ticks = 0;
  let at = from + 8;
  for (let entry = 0; entry < maxEdits && at + entryBytes <= to; entry += 1) {
    const isDelay = data.getInt32(at + (isWide ? 8 : 4)) < 0;
    if (!isDelay) ticks += isWide ? uint64At(data, at) : data.getUint32(at);
    at += entryBytes;
  }
  return ticks > 0 ? ticks / movieTimescale : undefined;
};

/** Of several pictures: one that we read, that is shown, that is not a thumbnail. */
const bestOf = (tracks: readonly Box[], movie: MovieHead): IsoVideo => {
  const videos: IsoVideo[] = [];
  let broken: unknown = new Unfit('no-video-track');
  for (const track of tracks) {
    try {
      videos.push(videoOf(track, movie));
    } catch (error) {
      broken = error; // A thumbnail may be broken where the film is not.
    }
  }
  const rank = ({ codec, isEnabled, width, height }: IsoVideo): number =>
    (codec === undefined ? 0 : 2 ** 41) + (isEnabled ? 2 ** 40 : 0) + width * height;
  const [video] = videos.toSorted((one, other) => rank(other) - rank(one));
  if (video === undefined) throw broken;
  return video;
};

/** Sound that lies beyond the file's end shows a cut as a picture does; its tables may be odd. */
const lastByteOfSound = (track: Box): number => {
  const stbl = childOf(track, 'mdia', 'minf', 'stbl');
  if (stbl === undefined) return 0;
  try {
    return sampleExtentOf(stbl).lastByte;
  } catch {
    return 0; // Odd tables of sound keep nobody from seeing the film.
  }
};

const promisedSeconds = (moov: Box, timescale: number): number | undefined => {
  const head = childOf(moov, 'mvex', 'mehd');
  if (head === undefined || lengthOf(head) < 8 || timescale === 0) return undefined;
  const isWide = head.data.getUint8(head.from) === 1 && lengthOf(head) >= 12;
  const ticks = isWide ? uint64At(head.data, head.from + 4) : head.data.getUint32(head.from + 4);
  return ticks > 0 ? ticks / timescale : undefined;
};

const defaultsOf = (moov: Box, trackId: number) => {
  const extends_ = childOf(moov, 'mvex');
  if (extends_ === undefined) return { duration: 0, size: 0 };
  for (const { type, data, from, to } of boxesIn(extends_.data, extends_.from, extends_.to)) {
    if (type !== 'trex' || to - from < 24 || data.getUint32(from + 4) !== trackId) continue;
    return { duration: data.getUint32(from + 12), size: data.getUint32(from + 16) };
  }
  return { duration: 0, size: 0 };
};

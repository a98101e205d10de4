/** Files byte by byte: what no muxer would write. */

/** Whole numbers of a size, big end first. */
export const u8 = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);
export const u16 = (...values: readonly number[]): Uint8Array =>
  Uint8Array.from(values.flatMap((value) => [value >>> 8, value]));
export const u32 = (...values: readonly number[]): Uint8Array =>
  Uint8Array.from(values.flatMap((value) => [value >>> 24, value >>> 16, value >>> 8, value]));
export const text = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value, 'latin1'));
export const joined = (...parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(Buffer.concat(parts));

/** The same bytes many times. */
export const repeated = (bytes: Uint8Array, times: number): Uint8Array => {
  const all = new Uint8Array(bytes.length * times);
  for (let at = 0; at < times; at += 1) all.set(bytes, at * bytes.length);
  return all;
};

/** A box of MP4, of the size that it has. */
export const box = (type: string, ...payload: readonly Uint8Array[]): Uint8Array => {
  const body = joined(...payload);
  return joined(u32(body.length + 8), text(type), body);
};

/** A box with version 0 and flags. */
export const fullBox = (type: string, ...payload: readonly Uint8Array[]): Uint8Array =>
  box(type, u32(0), ...payload);

const matrix = u32(0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000);

/** What a made movie is like; each part can be a lie. */
export interface MadeMovie {
  readonly movieTimescale: number;
  readonly timescale: number;
  readonly entry: string;
  readonly width: number;
  readonly height: number;
  readonly stts: Uint8Array;
  readonly stsz: Uint8Array;
  readonly stsc: Uint8Array;
  readonly stco: Uint8Array;
  /** Boxes in the track beside its own. */
  readonly inTrack: Uint8Array;
  /** Boxes in the movie beside its own. */
  readonly inMovie: Uint8Array;
  readonly handler: string;
}

/** 50 packets of 100 bytes at 10 a second, in one chunk at byte 28. */
const truthful: MadeMovie = {
  movieTimescale: 1_000,
  timescale: 1_000,
  entry: 'avc1',
  width: 640,
  height: 360,
  stts: fullBox('stts', u32(1, 50, 100)),
  stsz: fullBox('stsz', u32(100, 50)),
  stsc: fullBox('stsc', u32(1, 1, 50, 1)),
  stco: fullBox('stco', u32(1, 28)),
  inTrack: u8(),
  inMovie: u8(),
  handler: 'vide',
};

/** A movie header. */
export const madeMoov = (changes: Partial<MadeMovie> = {}): Uint8Array => {
  const made = { ...truthful, ...changes };
  const entry = box(
    made.entry,
    ...[u32(0, 1), u32(0, 0, 0, 0), u16(made.width, made.height), new Uint8Array(50)],
  );
  const stbl = box(
    'stbl',
    ...[fullBox('stsd', u32(1), entry), made.stts, made.stsz, made.stsc, made.stco],
  );
  return box(
    'moov',
    fullBox(
      'mvhd',
      u32(0, 0, made.movieTimescale, 0, 0x1_0000, 0, 0, 0),
      matrix,
      new Uint8Array(28),
    ),
    box(
      'trak',
      box('tkhd', u32(3, 0, 0, 1, 0, 0, 0, 0, 0, 0), matrix, u16(made.width, 0, made.height, 0)),
      box(
        'mdia',
        fullBox('mdhd', u32(0, 0, made.timescale, 0, 0)),
        fullBox('hdlr', u32(0), text(made.handler), u32(0, 0, 0), u8(0)),
        box('minf', stbl),
      ),
      made.inTrack,
    ),
    made.inMovie,
  );
};

/** A whole file: `ftyp`, the packets (from byte 28 on), the header. */
export const madeMovie = (changes: Partial<MadeMovie> = {}): Uint8Array =>
  joined(
    box('ftyp', text('isom'), u32(0), text('isom')),
    box('mdat', new Uint8Array(5_000)),
    madeMoov(changes),
  );

/** An element of Matroska: its id as it stands in a file, and a size of eight bytes. */
export const element = (id: number, ...payload: readonly Uint8Array[]): Uint8Array => {
  const body = joined(...payload);
  return joined(idBytes(id), u8(0x01, 0, 0, 0), u32(body.length), body);
};

/** An element that claims a size of its own. */
export const lyingElement = (id: number, size: Uint8Array, body: Uint8Array): Uint8Array =>
  joined(idBytes(id), size, body);

const idBytes = (id: number): Uint8Array => {
  const bytes = u32(id);
  return bytes.subarray(bytes.findIndex((byte) => byte !== 0));
};

const float64 = (value: number): Uint8Array => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return bytes;
};

/** What a made Matroska film is like. */
export interface MadeMatroska {
  readonly timestampScale: number;
  /** In ticks. */
  readonly duration: number | undefined;
  readonly codecId: string;
  readonly inTrack: Uint8Array;
  readonly clusters: Uint8Array;
  readonly inSegment: Uint8Array;
}

/** 50 packets at 10 a second in one cluster, in milliseconds. */
const block = (_: unknown, index: number): Uint8Array =>
  element(0xa3, u8(0x81), u16(index * 100), u8(0x80), new Uint8Array(100));
const truthfulMatroska: MadeMatroska = {
  timestampScale: 1_000_000,
  duration: 5_000,
  codecId: 'V_VP9',
  inTrack: u8(),
  clusters: element(0x1f43_b675, element(0xe7, u8(0)), ...Array.from({ length: 50 }, block)),
  inSegment: u8(),
};

/** A Matroska film. */
export const madeMatroska = (changes: Partial<MadeMatroska> = {}): Uint8Array => {
  const made = { ...truthfulMatroska, ...changes };
  const duration = made.duration === undefined ? [] : [element(0x4489, float64(made.duration))];
  return joined(
    element(0x1a45_dfa3, element(0x4282, text('matroska'))),
    element(
      0x1853_8067,
      element(0x1549_a966, element(0x2a_d7b1, u32(made.timestampScale)), ...duration),
      element(
        0x1654_ae6b,
        element(
          0xae,
          ...[element(0xd7, u8(1)), element(0x83, u8(1)), element(0x86, text(made.codecId))],
          element(0xe0, element(0xb0, u16(640)), element(0xba, u16(360))),
          made.inTrack,
        ),
      ),
      made.inSegment,
      made.clusters,
    ),
  );
};

/**
 * Elements of Matroska and WebM files (RFC 8794): an id and a size, both of variable length, and
 * what is in it. Sizes are claims: nothing here believes one beyond the bytes at hand.
 */

/** Ids, by RFC 9559 §5. */
export const ids = {
  ebml: 0x1a45_dfa3,
  docType: 0x4282,
  segment: 0x1853_8067,
  seekHead: 0x114d_9b74,
  seek: 0x4dbb,
  seekId: 0x53ab,
  seekPosition: 0x53ac,
  info: 0x1549_a966,
  timestampScale: 0x2a_d7b1,
  duration: 0x4489,
  title: 0x7ba9,
  segmentFilename: 0x7384,
  tracks: 0x1654_ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  trackType: 0x83,
  flagEnabled: 0xb9,
  codecId: 0x86,
  codecPrivate: 0x63a2,
  defaultDuration: 0x23_e383,
  video: 0xe0,
  pixelWidth: 0xb0,
  pixelHeight: 0xba,
  projection: 0x7670,
  projectionPoseRoll: 0x7675,
  contentEncodings: 0x6d80,
  contentEncoding: 0x6240,
  contentEncodingType: 0x5033,
  cluster: 0x1f43_b675,
  clusterTimestamp: 0xe7,
  simpleBlock: 0xa3,
  blockGroup: 0xa0,
  block: 0xa1,
  blockDuration: 0x9b,
  cues: 0x1c53_bb6b,
  tags: 0x1254_c367,
  tag: 0x7373,
  simpleTag: 0x67c8,
  tagName: 0x45a3,
  attachments: 0x1941_a469,
  chapters: 0x1043_a770,
} as const;

/** An element: its payload lies in `data` from `from` (inclusive) to `to` (exclusive). */
export interface Element {
  readonly id: number;
  readonly data: DataView;
  readonly from: number;
  readonly to: number;
}

/** The head of an element, wherever it stands. */
export interface ElementHead {
  readonly id: number;
  readonly headBytes: number;
  /** Of its payload; undefined for "unknown", which live recordings write. */
  readonly bytes: number | undefined;
}

/** The longest head: four bytes of id, eight of size. */
export const elementHeadBytes = 12;

/** Reads the head of an element; undefined where none can be or its bytes are not at hand. */
export const elementHeadAt = (data: DataView, at: number): ElementHead | undefined => {
  const idBytes = lengthAt(data, at);
  if (idBytes === undefined || idBytes > 4 || at + idBytes > data.byteLength) return undefined;
  let id = 0;
  for (let byte = 0; byte < idBytes; byte += 1) id = id * 256 + data.getUint8(at + byte);
  const sizeAt = at + idBytes;
  const sizeBytes = lengthAt(data, sizeAt);
  if (sizeBytes === undefined || sizeAt + sizeBytes > data.byteLength) return undefined;
  const bytes = sizeOf(data, sizeAt, sizeBytes);
  return { id, headBytes: idBytes + sizeBytes, bytes };
};

/** How many bytes a number has: one more than its first byte has leading zeros. */
const lengthAt = (data: DataView, at: number): number | undefined => {
  if (at < 0 || at >= data.byteLength) return undefined;
  const first = data.getUint8(at);
  return first === 0 ? undefined : Math.clz32(first) - 23;
};

/** All ones mean "unknown". What is above 2^53 is a lie, and only needs to stay large. */
const sizeOf = (data: DataView, at: number, length: number): number | undefined => {
  const marker = 0x80 >> (length - 1);
  let size = data.getUint8(at) - marker;
  let isUnknown = size === marker - 1;
  for (let byte = 1; byte < length; byte += 1) {
    const value = data.getUint8(at + byte);
    size = size * 256 + value;
    isUnknown &&= value === 0xff;
  }
  return isUnknown ? undefined : size;
};

/**
 * Heads, tracks and tags have a few dozen children, and each level is looked through a dozen times.
 */
const usualChildren = 512;

/** The children of an element, or of a part of one. One that claims to be longer is cut. */
export function* elementsIn(
  data: DataView,
  from: number,
  to: number,
  maxChildren = usualChildren,
): Generator<Element> {
  let at = from;
  for (let count = 0; count < maxChildren && at < to; count += 1) {
    const head = elementHeadAt(data, at);
    if (head === undefined) return;
    const start = at + head.headBytes;
    const end = Math.min(head.bytes === undefined ? to : start + head.bytes, to);
    if (start > end) return;
    yield { id: head.id, data, from: start, to: end };
    at = end;
  }
}

/** The first child of an id, among as many as are looked at. */
export const childWith = (
  { data, from, to }: Element,
  id: number,
  maxChildren = usualChildren,
): Element | undefined => {
  for (const child of elementsIn(data, from, to, maxChildren)) {
    if (child.id === id) return child;
  }
  return undefined;
};

/** An unsigned number; undefined without one. */
export const unsignedOf = (element: Element | undefined): number | undefined => {
  if (element === undefined || element.to - element.from > 8) return undefined;
  let value = 0;
  for (let at = element.from; at < element.to; at += 1) {
    value = value * 256 + element.data.getUint8(at);
  }
  return value;
};

/** A fraction of 32 or 64 bits; undefined without one. */
export const floatOf = (element: Element | undefined): number | undefined => {
  if (element === undefined) return undefined;
  const { data, from, to } = element;
  if (to - from === 4) return data.getFloat32(from);
  return to - from === 8 ? data.getFloat64(from) : undefined;
};

/** Longer texts are cut: what is looked for has 40 characters. */
const maxTextBytes = 64;

/** A text without the zeros that may fill it up; empty without one. */
export const textOf = (element: Element | undefined): string => {
  if (element === undefined) return '';
  const { data, from, to } = element;
  const length = Math.min(to - from, maxTextBytes);
  const bytes = new Uint8Array(data.buffer, data.byteOffset + from, length);
  return String.fromCharCode(...bytes).replace(/\0.*$/s, '');
};

/** The bytes of an element. */
export const bytesOf = ({ data, from, to }: Element): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset + from, to - from);

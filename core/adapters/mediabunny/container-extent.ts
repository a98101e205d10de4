import { bringsKeys, checkMovieHeader } from './packet-tables.ts';
import type { WindowedReader } from './windowed-reader.ts';

/**
 * Whether a file is as long as its outermost boxes say. `open`: it does not say (fragments, a live
 * recording), so only its packets can tell.
 */
export interface ContainerExtent {
  readonly end: 'whole' | 'cut' | 'open';
  /** Whether the box that describes the tracks was seen. */
  readonly hasHeader: boolean;
  /** Whether that box brings keys for decryption. */
  readonly bringsKeys?: boolean;
}

/** Boxes on the outermost level of a camera's file: ftyp, moov, mdat and a few of its maker's. */
const maxBoxes = 32;

/**
 * Walks the outermost boxes of an MP4 or QuickTime file (ISO/IEC 14496-12 §4.2): 16 bytes a box,
 * and checks the movie header, which the parser reads afterwards. Throws `ReadBudgetExceeded`.
 */
export const isobmffExtent = async (reader: WindowedReader): Promise<ContainerExtent> => {
  let at = 0;
  let header: Pick<ContainerExtent, 'hasHeader' | 'bringsKeys'> = { hasHeader: false };
  for (let box = 0; box < maxBoxes; box += 1) {
    if (at === reader.bytes) return { end: 'whole', ...header };
    const { type, size } = await readBoxHead(at, reader);
    if (type === 'moof') return { end: 'open', ...header };
    if (size === undefined || at + size > reader.bytes) return { end: 'cut', ...header };
    if (type === 'moov' && !header.hasHeader) {
      const moov = await reader.read(at, at + size);
      checkMovieHeader(moov);
      header = { hasHeader: true, bringsKeys: bringsKeys(moov) };
    }
    at += size;
  }
  return { end: 'open', ...header };
};

/** Type and size of the box at a place; a size that is missing or too small is undefined. */
const readBoxHead = async (
  at: number,
  reader: WindowedReader,
): Promise<{ readonly type: string; readonly size: number | undefined }> => {
  const head = await reader.read(at, Math.min(at + 16, reader.bytes));
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < 8) return { type: '', size: undefined };
  const type = String.fromCharCode(...head.subarray(4, 8));
  return { type, size: boxBytes(view, reader.bytes - at) };
};

/** Size 0 means "to the end", 1 means that 64 bits follow; less than the head itself is broken. */
const boxBytes = (view: DataView, left: number): number | undefined => {
  const size = view.getUint32(0);
  if (size === 0) return left;
  if (size !== 1) return size < 8 ? undefined : size;
  return view.byteLength < 16 ? undefined : Number(view.getBigUint64(8));
};

/** An EBML head and a segment's head are a few dozen bytes. */
const matroskaHeadBytes = 4_096;
const segmentId = [0x18, 0x53, 0x80, 0x67];

/** Compares the segment's size with the file's (RFC 8794 §6, RFC 9559 §5.1). */
export const matroskaExtent = async (reader: WindowedReader): Promise<ContainerExtent> => {
  const head = await reader.read(0, Math.min(matroskaHeadBytes, reader.bytes));
  const ebml = readSize(head, 4);
  const at = ebml === undefined ? -1 : ebml.next + ebml.size;
  const isSegment = at > 0 && segmentId.every((byte, index) => head[at + index] === byte);
  const segment = isSegment ? readSize(head, at + segmentId.length) : undefined;
  if (segment === undefined || segment.isUnknown) return { end: 'open', hasHeader: isSegment };
  const whole = segment.next + segment.size <= reader.bytes;
  return { end: whole ? 'whole' : 'cut', hasHeader: true };
};

/** An EBML size: as many bytes as its first has leading zeros and one; all ones say "unknown". */
const readSize = (
  bytes: Uint8Array,
  at: number,
): { size: number; next: number; isUnknown: boolean } | undefined => {
  const first = bytes[at];
  if (first === undefined || first === 0) return undefined;
  const length = Math.clz32(first) - 23;
  const marker = 0x80 >> (length - 1);
  let size = first - marker;
  let isUnknown = size === marker - 1;
  for (let index = 1; index < length; index += 1) {
    const byte = bytes[at + index];
    if (byte === undefined) return undefined;
    size = size * 256 + byte;
    isUnknown &&= byte === 0xff;
  }
  return { size, next: at + length, isUnknown };
};

/**
 * As much of JPEG (ITU-T T.81) as is needed to cut a stream of pictures and to read their size and
 * comments. No pixel is decoded.
 */

const startOfImage = 0xd8;
const endOfImage = 0xd9;
const startOfScan = 0xda;
const comment = 0xfe;
/** Segments before the picture data; a camera writes a dozen. */
const maxSegments = 1_000;

/** Width and height in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

interface Segment {
  readonly marker: number;
  readonly payload: Uint8Array;
}

/** SOF0 to SOF15 without DHT (C4), JPG (C8) and DAC (CC): T.81 table B.1. */
const isFrameHeader = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

const twoBytesAt = (bytes: Uint8Array, offset: number): number =>
  ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);

/** Segments from the start of the image up to the picture data; stops where they make no sense. */
const segmentsOf = (jpeg: Uint8Array): readonly Segment[] => {
  const segments: Segment[] = [];
  if (jpeg[0] !== 0xff || jpeg[1] !== startOfImage) return segments;
  let offset = 2;
  while (segments.length < maxSegments && jpeg[offset] === 0xff && offset + 4 <= jpeg.length) {
    const marker = jpeg[offset + 1] ?? 0;
    const length = twoBytesAt(jpeg, offset + 2);
    if (marker === startOfScan || length < 2) break;
    segments.push({ marker, payload: jpeg.subarray(offset + 4, offset + 2 + length) });
    offset += 2 + length;
  }
  return segments;
};

/** The size of a JPEG; undefined when the bytes are none. */
export const jpegSizeOf = (jpeg: Uint8Array): PictureSize | undefined => {
  const header = segmentsOf(jpeg).find(({ marker }) => isFrameHeader(marker))?.payload;
  if (header === undefined || header.length < 5) return undefined;
  return { height: twoBytesAt(header, 1), width: twoBytesAt(header, 3) };
};

/** The comments (COM segments) of a JPEG, as Latin-1 text. */
export const jpegCommentsOf = (jpeg: Uint8Array): readonly string[] =>
  segmentsOf(jpeg)
    .filter(({ marker }) => marker === comment)
    .map(({ payload }) => Array.from(payload, (byte) => String.fromCharCode(byte)).join(''));

/** The same JPEG with a comment more. Throws `RangeError` beyond 65,533 characters. */
export const withJpegComment = (jpeg: Uint8Array, text: string): Uint8Array => {
  const length = text.length + 2;
  if (length > 0xffff) throw new RangeError('A JPEG comment holds at most 65,533 characters');
  const head = [0xff, startOfImage, 0xff, comment, length >> 8, length & 0xff];
  const body = Array.from(text, (character) => character.charCodeAt(0) & 0xff);
  return Uint8Array.from([...head, ...body, ...jpeg.subarray(2)]);
};

/**
 * Cuts pictures that were written one after another. Picture data stuffs every 0xFF with a zero, so
 * the end marker cannot occur inside it (T.81 F.1.2.3); our encoder writes no thumbnails.
 */
export const splitJpegs = (stream: Uint8Array): readonly Uint8Array[] => {
  const pictures: Uint8Array[] = [];
  let start = 0;
  for (let offset = 0; offset + 1 < stream.length; offset += 1) {
    if (stream[offset] !== 0xff || stream[offset + 1] !== endOfImage) continue;
    pictures.push(stream.slice(start, offset + 2));
    start = offset + 2;
  }
  return pictures;
};

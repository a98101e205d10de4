/**
 * Reads YUV4MPEG2 with 8-bit pictures, grey (`Cmono`) or I420 (`C420…`), from a stream of chunks:
 * every stream comes with its size in front, so nothing has to be known of the file before it is
 * decoded.
 */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly layout: 'grey' | 'i420';
  /** Luma row by row; of I420 then both chroma planes at half width and half height. */
  readonly bytes: Uint8Array;
}

/** The stream is no such YUV4MPEG2, or breaks off inside a picture. */
export class MalformedPictures extends Error {
  override readonly name = 'MalformedPictures';
}

/** A stream header of ffmpeg has about 60 characters. */
const maxLineBytes = 256;
const newLine = 0x0a;

/** They differ in where chroma is sited, which nobody sees at half a picture. Not 10 bits. */
const i420Tags: ReadonlySet<string> = new Set(['C420', 'C420jpeg', 'C420mpeg2', 'C420paldv']);

interface Shape {
  readonly width: number;
  readonly height: number;
  readonly layout: Picture['layout'];
  readonly pictureBytes: number;
}

const shapeOf = (header: string, maxSidePixels: number): Shape => {
  const fields = header.split(' ');
  const numberIn = (tag: string): number =>
    Number(fields.find((field) => field.startsWith(tag))?.slice(1));
  const [width, height] = [numberIn('W'), numberIn('H')];
  const isUsable = [width, height].every(
    (side) => Number.isInteger(side) && side > 0 && side <= maxSidePixels,
  );
  const isGrey = fields.includes('Cmono');
  const isI420 = fields.some((field) => i420Tags.has(field));
  if (fields[0] !== 'YUV4MPEG2' || !isUsable || (!isGrey && !isI420)) {
    throw new MalformedPictures('Not a stream of small pictures');
  }
  const chromaBytes = isGrey ? 0 : 2 * Math.ceil(width / 2) * Math.ceil(height / 2);
  const layout = isGrey ? 'grey' : 'i420';
  return { width, height, layout, pictureBytes: width * height + chromaBytes };
};

const joined = (one: Uint8Array, other: Uint8Array): Uint8Array => {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
};

/** Bytes that have come and were not read yet. Holds one chunk at most, and a line. */
const startBuffer = (chunks: AsyncIterator<Uint8Array>) => {
  let held: Uint8Array = new Uint8Array(0);
  const next = async (): Promise<Uint8Array | undefined> => {
    const { done, value } = await chunks.next();
    return done === true ? undefined : value;
  };
  return {
    /** A line without its end; undefined at the end of the stream. */
    async line(): Promise<string | undefined> {
      for (;;) {
        const end = held.indexOf(newLine);
        if (end >= 0 && end <= maxLineBytes) {
          const line = String.fromCharCode(...held.subarray(0, end));
          held = held.subarray(end + 1);
          return line;
        }
        if (held.length > maxLineBytes) throw new MalformedPictures('A header without an end');
        const chunk = await next();
        if (chunk !== undefined) held = joined(held, chunk);
        else if (held.length > 0) throw new MalformedPictures('The stream breaks off in a header');
        else return undefined;
      }
    },
    /** Exactly `count` bytes, copied once. */
    async bytes(count: number): Promise<Uint8Array> {
      const bytes = new Uint8Array(count);
      let filled = 0;
      for (;;) {
        const part = held.subarray(0, count - filled);
        bytes.set(part, filled);
        filled += part.length;
        held = held.subarray(part.length);
        if (filled === count) return bytes;
        const chunk = await next();
        if (chunk === undefined) throw new MalformedPictures('The stream breaks off in a picture');
        held = chunk;
      }
    },
  };
};

/** The pictures of a stream; none for an empty stream. Throws `MalformedPictures`. */
export async function* readPictures(
  chunks: AsyncIterable<Uint8Array>,
  { maxSidePixels }: { maxSidePixels: number },
): AsyncGenerator<Picture, void, void> {
  const buffer = startBuffer(chunks[Symbol.asyncIterator]());
  const header = await buffer.line();
  if (header === undefined) return;
  const { width, height, layout, pictureBytes } = shapeOf(header, maxSidePixels);
  for (;;) {
    const frame = await buffer.line();
    if (frame === undefined) return;
    if (!/^FRAME(?: |$)/.test(frame)) throw new MalformedPictures('A picture without its header');
    yield { width, height, layout, bytes: await buffer.bytes(pictureBytes) };
  }
}

/**
 * Reads YUV4MPEG2 with grey pictures (`Cmono`) from a stream of chunks: each picture comes with its
 * size in front, so nothing has to be known of the file before it is decoded.
 */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly grey: Uint8Array;
}

/** The stream is no grey YUV4MPEG2, or breaks off inside a picture. */
export class MalformedPictures extends Error {
  override readonly name = 'MalformedPictures';
}

/** A stream header of ffmpeg has about 60 characters. */
const maxLineBytes = 256;
const newLine = 0x0a;

const sizeOf = (header: string, maxSidePixels: number): { width: number; height: number } => {
  const fields = header.split(' ');
  const numberIn = (tag: string): number =>
    Number(fields.find((field) => field.startsWith(tag))?.slice(1));
  const [width, height] = [numberIn('W'), numberIn('H')];
  const usable = [width, height].every(
    (side) => Number.isInteger(side) && side > 0 && side <= maxSidePixels,
  );
  if (fields[0] !== 'YUV4MPEG2' || !fields.includes('Cmono') || !usable) {
    throw new MalformedPictures('Not a stream of small grey pictures');
  }
  return { width, height };
};

/** Bytes that have come and were not read yet. Holds one picture and one chunk at most. */
const startBuffer = (chunks: AsyncIterator<Uint8Array>) => {
  let held = new Uint8Array(0);
  const more = async (): Promise<boolean> => {
    const next = await chunks.next();
    if (next.done === true) return false;
    const joined = new Uint8Array(held.length + next.value.length);
    joined.set(held);
    joined.set(next.value, held.length);
    held = joined;
    return true;
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
        if (await more()) continue;
        if (held.length > 0) throw new MalformedPictures('The stream breaks off in a header');
        return undefined;
      }
    },
    /** Exactly `count` bytes. */
    async bytes(count: number): Promise<Uint8Array> {
      while (held.length < count) {
        if (!(await more())) throw new MalformedPictures('The stream breaks off in a picture');
      }
      const bytes = held.slice(0, count);
      held = held.subarray(count);
      return bytes;
    },
  };
};

/** The pictures of a stream; none for an empty stream. Throws `MalformedPictures`. */
export async function* readGreyPictures(
  chunks: AsyncIterable<Uint8Array>,
  { maxSidePixels }: { maxSidePixels: number },
): AsyncGenerator<Picture, void, void> {
  const buffer = startBuffer(chunks[Symbol.asyncIterator]());
  const header = await buffer.line();
  if (header === undefined) return;
  const { width, height } = sizeOf(header, maxSidePixels);
  for (;;) {
    const frame = await buffer.line();
    if (frame === undefined) return;
    if (!/^FRAME(?: |$)/.test(frame)) throw new MalformedPictures('A picture without its header');
    yield { width, height, grey: await buffer.bytes(width * height) };
  }
}

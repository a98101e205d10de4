/**
 * Cuts a stream of raw pictures, which all have the same size, into pictures. Buffers are used in
 * turn: a picture may be painted over as soon as `isFree` of its buffer says so.
 */

/** The stream breaks off inside a picture. */
export class BrokenOffPicture extends Error {
  override readonly name = 'BrokenOffPicture';
}

/** A buffer for one picture. */
export interface PictureBuffer {
  readonly bytes: Uint8Array;
  /** Settles when the last picture in this buffer is not needed any more. */
  isFree: Promise<unknown>;
}

/**
 * The pictures of a stream, in `buffers` buffers used in turn. A caller that hands a picture's
 * bytes on sets the buffer's `isFree`. Throws `BrokenOffPicture`.
 */
export async function* readRawFrames(
  chunks: AsyncIterable<Uint8Array>,
  { pictureBytes, buffers }: { pictureBytes: number; buffers: number },
): AsyncGenerator<PictureBuffer, void, void> {
  const ring = Array.from({ length: buffers }, (): PictureBuffer => {
    return { bytes: new Uint8Array(pictureBytes), isFree: Promise.resolve() };
  });
  let turn = 0;
  let filled = 0;
  for await (const chunk of chunks) {
    for (let taken = 0; taken < chunk.length;) {
      const buffer = ring[turn];
      if (buffer === undefined) throw new RangeError('At least one buffer');
      if (filled === 0) await buffer.isFree;
      const part = chunk.subarray(taken, taken + pictureBytes - filled);
      buffer.bytes.set(part, filled);
      taken += part.length;
      filled += part.length;
      if (filled < pictureBytes) continue;
      yield buffer;
      filled = 0;
      turn = (turn + 1) % buffers;
    }
  }
  if (filled > 0) throw new BrokenOffPicture('The stream breaks off in a picture');
}

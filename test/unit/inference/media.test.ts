import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  jpegCommentsOf,
  jpegSizeOf,
  splitJpegs,
  withJpegComment,
} from '../../../inference/media/jpeg.ts';
import { MalformedPictures, readPictures } from '../../../inference/media/y4m.ts';

const latin1 = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0));

/** Chunks of the given lengths, again and again, the last one shorter. */
async function* inChunks(bytes: Uint8Array, lengths: readonly number[]) {
  for (let offset = 0, turn = 0; offset < bytes.length; turn += 1) {
    const length = lengths[turn % lengths.length] ?? 1;
    yield bytes.subarray(offset, offset + length);
    offset += length;
  }
}

const collect = async (bytes: Uint8Array, lengths: readonly number[] = [7]) => {
  const pictures = [];
  for await (const picture of readPictures(inChunks(bytes, lengths), { maxSidePixels: 64 })) {
    pictures.push({ ...picture, bytes: [...picture.bytes] });
  }
  return pictures;
};

const stream = (header: string, ...pictures: readonly (readonly number[])[]): Uint8Array =>
  Uint8Array.from([
    ...latin1(`${header}\n`),
    ...pictures.flatMap((picture) => [...latin1('FRAME\n'), ...picture]),
  ]);

/** Three by two pixels; 4:2:0 adds two by one of each colour. */
const header = 'YUV4MPEG2 W3 H2 F2:1 Ip A1:1 Cmono XCOLORRANGE=FULL';

describe('reading a stream of pictures', () => {
  test.each([
    ['grey', header, 6],
    ['i420', header.replace('Cmono', 'C420jpeg'), 10],
    ['i420', header.replace('Cmono', 'C420mpeg2'), 10],
  ])('%s ones are the same however the stream is cut', async (layout, head, count) => {
    const level = fc.integer({ min: 0, max: 255 });
    const picture = fc.array(level, { minLength: count, maxLength: count });
    const lengths = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.array(picture, { maxLength: 5 }), lengths, async (pictures, cuts) => {
        expect(await collect(stream(head, ...pictures), cuts)).toEqual(
          pictures.map((bytes) => ({ width: 3, height: 2, layout, bytes })),
        );
      }),
    );
  });

  test('an empty stream has no pictures', async () => {
    expect(await collect(new Uint8Array(0))).toEqual([]);
  });

  test.each([
    ['another format', stream('RIFF W3 H2 Cmono')],
    ['colour at every pixel', stream('YUV4MPEG2 W3 H2 F2:1 C444')],
    ['ten bits a level', stream('YUV4MPEG2 W3 H2 F2:1 C420p10')],
    ['a picture that is too large', stream('YUV4MPEG2 W3 H65 F2:1 Cmono')],
    ['a side of zero', stream('YUV4MPEG2 W0 H2 F2:1 Cmono')],
    ['a header without an end', Uint8Array.from(latin1('YUV4MPEG2 '.repeat(100)))],
    ['a header that breaks off', Uint8Array.from(latin1('YUV4MPEG2 W3'))],
    ['a picture that breaks off', stream(header, [1, 2, 3])],
    ['a picture without its header', Uint8Array.from(latin1(`${header}\nFRAMED\n......`))],
  ])('%s is refused', async (_, bytes) => {
    await expect(collect(bytes)).rejects.toThrow(MalformedPictures);
  });
});

/** SOI, SOF0 of 33 × 17 px, SOS, two bytes of picture, EOI. */
const jpeg = Uint8Array.from([
  ...[0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 17, 0, 33, 1, 1, 0x11, 0],
  ...[0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0xff, 0x00, 0x12, 0xff, 0xd9],
]);

describe('reading the frame of a JPEG', () => {
  test('tells its size', () => {
    expect(jpegSizeOf(jpeg)).toEqual({ width: 33, height: 17 });
  });

  test('comments can be added and read, and change nothing else', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~]{0,200}$/), (text) => {
        const commented = withJpegComment(jpeg, text);
        expect(jpegCommentsOf(commented)).toEqual([text]);
        expect(jpegSizeOf(commented)).toEqual({ width: 33, height: 17 });
      }),
    );
    expect(() => withJpegComment(jpeg, ' '.repeat(65_534))).toThrow(RangeError);
  });

  test('pictures written one after another are cut apart', () => {
    const other = withJpegComment(jpeg, 'other');
    const cut = splitJpegs(Uint8Array.from([...jpeg, ...other, ...jpeg]));
    expect(cut.map((picture) => [...picture])).toEqual([[...jpeg], [...other], [...jpeg]]);
  });

  test('no bytes whatever make it throw or hang', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        const bytes = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, ...noise]);
        for (const candidate of [noise, bytes, jpeg.subarray(0, noise.length)]) {
          const found = jpegSizeOf(candidate);
          expect(found === undefined || found.width >= 0).toBe(true);
          expect(Array.isArray(jpegCommentsOf(candidate))).toBe(true);
        }
      }),
    );
  });
});

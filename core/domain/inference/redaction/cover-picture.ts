import type { Box } from '../picture.ts';

/** Taken once: loops over pixels call them millions of times. */
const { ceil, floor, max, min, round } = Math;

/** One picture as planar YUV 4:2:0, which is painted over in place. Both sides are even. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  /** `width × height` levels. */
  readonly luma: Uint8Array;
  /** `width/2 × height/2` levels each. */
  readonly cb: Uint8Array;
  readonly cr: Uint8Array;
}

/** A place in pixels; all four numbers are even, so that chroma is cut where luma is. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Values that stay along the longer side of a covered place. A face found by a model keeps at most
 * 4 × 4 values of 16 grades: 64 bits of light, of which hair and background are a part. People
 * cannot tell faces apart below about 16 × 16 pixels, machines below about 8 × 8; a plate of seven
 * characters keeps four values, less than one for each. Several frames of one thing could be put
 * together into a finer picture: the grades make every frame say less, and the blocks of a found
 * face are half as fine as the 8 × 8 that one picture might keep.
 */
export const valuesAlongFace = 4;
/** A moving region is a whole person or car: at most 8 × 8 values, so a face in it one or two. */
export const valuesAlongMover = 8;

/** No block is smaller: 1/80 of the longer side is 24 px of 1080p. */
const smallestBlockShare = 1 / 80;

/** Light is told in 16 grades, each colour in 32: a jacket keeps its colour. */
const lightGrade = 16;
const colourGrade = 8;

const upTo = (value: number, step: number): number => ceil(value / step) * step;

/** The even pixels that a box touches, inside the picture; undefined when it lies outside. */
export const pixelsOf = (
  box: Box,
  { width, height }: { width: number; height: number },
): Rectangle | undefined => {
  const left = max(0, floor((box.left * width) / 2) * 2);
  const top = max(0, floor((box.top * height) / 2) * 2);
  const right = min(width, upTo((box.left + box.width) * width, 2));
  const bottom = min(height, upTo((box.top + box.height) * height, 2));
  if (!(right > left && bottom > top)) return undefined;
  return { left, top, width: right - left, height: bottom - top };
};

/** One plane of a block becomes one value: the mean, told in grades. */
const flatten = (
  plane: Uint8Array,
  stride: number,
  { left, top, width, height, grade }: Rectangle & { readonly grade: number },
): void => {
  let sum = 0;
  for (let row = top; row < top + height; row += 1) {
    const start = row * stride + left;
    for (let index = start; index < start + width; index += 1) sum += plane[index] ?? 0;
  }
  const mean = round(sum / (width * height) / grade) * grade;
  const value = min(240, max(16, mean));
  for (let row = top; row < top + height; row += 1) {
    const start = row * stride + left;
    plane.fill(value, start, start + width);
  }
};

/**
 * Makes a rectangle one colour: its mean, in grades. Edges are hard, because a soft edge mixes
 * what is hidden into what is shown. The rectangle lies inside the picture.
 */
export const coverBlock = (picture: Planes, block: Rectangle): void => {
  flatten(picture.luma, picture.width, { ...block, grade: lightGrade });
  const half = {
    left: block.left / 2,
    top: block.top / 2,
    width: block.width / 2,
    height: block.height / 2,
    grade: colourGrade,
  };
  flatten(picture.cb, picture.width / 2, half);
  flatten(picture.cr, picture.width / 2, half);
};

/** The blocks of a rectangle: equal but for the last ones, with even sides. */
const blocksOf = (area: Rectangle, sidePixels: number): readonly Rectangle[] => {
  const cut = (length: number): readonly number[] => {
    const pieces = max(1, floor(length / sidePixels));
    const step = upTo(length / pieces, 2);
    return Array.from({ length: ceil(length / step) }, (_, index) => index * step);
  };
  const columns = cut(area.width);
  const rows = cut(area.height);
  const stepOf = (cuts: readonly number[], whole: number): number => cuts[1] ?? whole;
  const [wide, high] = [stepOf(columns, area.width), stepOf(rows, area.height)];
  return rows.flatMap((down) =>
    columns.map((across) => ({
      left: area.left + across,
      top: area.top + down,
      width: min(wide, area.width - across),
      height: min(high, area.height - down),
    })),
  );
};

/** The side of a block, in pixels, of a covered place with this longer side. */
const blockSidePixels = (
  longerSidePixels: number,
  { valuesAlong, picture }: { valuesAlong: number; picture: { width: number; height: number } },
): number => {
  const smallest = max(picture.width, picture.height) * smallestBlockShare;
  return upTo(max(smallest, longerSidePixels / valuesAlong), 2);
};

/** Covers boxes: each keeps at most `valuesAlong` values along its longer side. */
export const coverPicture = (
  picture: Planes,
  boxes: readonly Box[],
  valuesAlong: number = valuesAlongFace,
): void => {
  for (const box of boxes) {
    const area = pixelsOf(box, picture);
    if (area === undefined) continue;
    const longer = max(area.width, area.height);
    const side = blockSidePixels(longer, { valuesAlong, picture });
    for (const block of blocksOf(area, side)) coverBlock(picture, block);
  }
};

/** The planes of an I420 picture, on the same memory. Throws `RangeError` on odd sides. */
export const planesOf = (i420: Uint8Array, width: number, height: number): Planes => {
  const luma = width * height;
  if (width % 2 !== 0 || height % 2 !== 0 || i420.length !== luma * 1.5) {
    throw new RangeError('An I420 picture has even sides and 12 bits a pixel');
  }
  return {
    width,
    height,
    luma: i420.subarray(0, luma),
    cb: i420.subarray(luma, luma * 1.25),
    cr: i420.subarray(luma * 1.25),
  };
};

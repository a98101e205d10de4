import type { RedactionOrder } from '../ports.ts';
import type { Background } from './background.ts';
import {
  coverBlock,
  coverPicture,
  pixelsOf,
  valuesAlongFace,
  valuesAlongMover,
  type Planes,
} from './cover-picture.ts';
import { startMovers } from './movers.ts';
import { scheduleCovers } from './swept-cover.ts';

/** Taken once: loops over pixels call them millions of times. */
const { floor, max, min, round } = Math;

/** Sizes of the pictures to cover. Sides are even. */
export interface CoveringSize {
  readonly width: number;
  readonly height: number;
  /** The small picture that lies below each large one; undefined where movement is not asked. */
  readonly look: { readonly width: number; readonly height: number } | undefined;
}

/** A picture that was covered. */
export interface CoveredPicture {
  /** On the memory that was given. */
  readonly picture: Planes;
  /** Whether so much changed that the whole picture was covered. */
  readonly isUncertain: boolean;
}

/** Covers the pictures of one clip in order of time. */
export interface FrameCovering {
  readonly size: CoveringSize;
  /** Of one picture with what lies below it. */
  readonly pictureBytes: number;
  /** Paints over the picture in place; it is seen within `slackSeconds` of `seconds`. */
  cover(i420: Uint8Array, at: { seconds: number; slackSeconds: number }): CoveredPicture;
}

/** Video's black and white are 16 and 235; looks go from 0 to 255. */
const fullRange = Uint8Array.from({ length: 256 }, (_, level) =>
  min(255, max(0, round(((level - 16) * 255) / 219))),
);

/** The planes of the large picture alone; what lies below it is left out of each plane. */
const planesAbove = (i420: Uint8Array, { width, height, look }: CoveringSize): Planes => {
  const rows = height + (look?.height ?? 0);
  const chroma = (width / 2) * (rows / 2);
  const shown = (width / 2) * (height / 2);
  return {
    width,
    height,
    luma: i420.subarray(0, width * height),
    cb: i420.subarray(width * rows, width * rows + shown),
    cr: i420.subarray(width * rows + chroma, width * rows + chroma + shown),
  };
};

const takeLook = (
  i420: Uint8Array,
  { width, height }: CoveringSize,
  { grey, lookWidth }: { grey: Uint8Array; lookWidth: number },
): void => {
  for (let index = 0; index < grey.length; index += 1) {
    const row = height + floor(index / lookWidth);
    grey[index] = fullRange[i420[row * width + (index % lookWidth)] ?? 0] ?? 0;
  }
};

/**
 * Starts covering a clip. With a background everything that moves is covered; pictures then carry
 * a look of the background's size below them, at their left.
 */
export const startCovering = (
  order: RedactionOrder,
  source: { width: number; height: number; background: Background | undefined },
): FrameCovering => {
  const { width, height, background } = source;
  const schedule = scheduleCovers(order.tracks, width / height);
  const look = background && { width: background.grid.width, height: background.grid.height };
  const size: CoveringSize = { width, height, look };
  const movers = background && startMovers(background);
  const grey = new Uint8Array((look?.width ?? 0) * (look?.height ?? 0));
  return {
    size,
    pictureBytes: width * (height + (look?.height ?? 0)) * 1.5,
    cover(i420, { seconds, slackSeconds }) {
      const picture = planesAbove(i420, size);
      takeLook(i420, size, { grey, lookWidth: look?.width ?? 1 });
      const found = movers?.next(grey, seconds);
      for (const block of found?.blocks ?? []) {
        const pixels = pixelsOf(block, picture);
        if (pixels !== undefined) coverBlock(picture, pixels);
      }
      for (const { box, isMover } of schedule.at(seconds, slackSeconds)) {
        coverPicture(picture, [box], isMover ? valuesAlongMover : valuesAlongFace);
      }
      return { picture, isUncertain: found?.isUncertain ?? false };
    },
  };
};

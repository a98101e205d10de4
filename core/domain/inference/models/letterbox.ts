import type { Box } from '../picture.ts';
import type { InputSpec } from './model-spec.ts';

/** Where a picture lies on a model's input, in whole pixels of the input. */
export interface Placement {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A box on a model's input, in pixels of the input, fractions included. */
export interface InputBox {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/**
 * Where a picture of the given size goes: over the whole input, or in its middle with its own
 * shape. Throws `RangeError` for a picture without pixels.
 */
export const placeOn = (
  { width, height, fit }: Pick<InputSpec, 'width' | 'height' | 'fit'>,
  picture: { readonly width: number; readonly height: number },
): Placement => {
  if (!(picture.width >= 1 && picture.height >= 1)) {
    throw new RangeError(`A picture of ${picture.width} × ${picture.height} has no pixels`);
  }
  if (fit === 'stretch') return { left: 0, top: 0, width, height };
  const scale = Math.min(width / picture.width, height / picture.height);
  // A line keeps at least one pixel: 1 × 5,000 on 640 × 640 would round to no width.
  const fitted = {
    width: Math.max(1, Math.round(picture.width * scale)),
    height: Math.max(1, Math.round(picture.height * scale)),
  };
  return {
    left: Math.floor((width - fitted.width) / 2),
    top: Math.floor((height - fitted.height) / 2),
    ...fitted,
  };
};

const share = (position: number, start: number, length: number): number =>
  Math.min(1, Math.max(0, (position - start) / length));

/**
 * A box on the input as a box on the picture, in shares, cut at the picture's edges. Undefined
 * when nothing of it lies on the picture.
 */
export const takeBack = (
  { x1, y1, x2, y2 }: InputBox,
  { left, top, width, height }: Placement,
): Box | undefined => {
  const start = { x: share(x1, left, width), y: share(y1, top, height) };
  const end = { x: share(x2, left, width), y: share(y2, top, height) };
  const box = { left: start.x, top: start.y, width: end.x - start.x, height: end.y - start.y };
  return box.width > 0 && box.height > 0 ? box : undefined;
};

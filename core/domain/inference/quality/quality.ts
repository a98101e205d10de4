import type { Interval } from '../picture.ts';

/** How well the clip can be seen. Levels are 0 (black) to 255 (white). */
export interface Quality {
  readonly brightness: { readonly mean: number; readonly min: number; readonly max: number };
  /** Median over the samples of the mean absolute Laplacian, grey levels; under 2 is blurred. */
  readonly sharpness: number;
  readonly black: readonly Interval[];
  readonly frozen: readonly Interval[];
  readonly blurred: readonly Interval[];
  /** Something before the lens: most of the picture flat while the rest is not. */
  readonly obstructed: readonly Interval[];
  readonly shake: {
    /** Mean and greatest shift of the whole picture between looks, in shares of its width. */
    readonly mean: number;
    readonly peak: number;
    readonly intervals: readonly Interval[];
  };
}

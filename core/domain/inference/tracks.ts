import type { Box } from './picture.ts';

/** Where something was at a moment. */
export interface TrackedBox {
  readonly seconds: number;
  readonly box: Box;
}

/** One thing followed through the clip. */
export interface Track {
  /** 1-based within the clip. */
  readonly trackId: number;
  /** `moving-region` of the baseline, or a class name of the model. */
  readonly label: string;
  /** `baseline`, or the name of the model that detected it. */
  readonly source: string;
  /** 0 to 1: how sure the source is, at its best. */
  readonly score: number;
  /** In order of time, at most one a look. */
  readonly boxes: readonly TrackedBox[];
}

/** Tracks kept of one clip. */
export const maxTracks = 64;
/** Boxes kept of one clip over all tracks: 10,000 × about 80 bytes of JSON = 0.8 MB. */
export const maxTrackedBoxes = 10_000;

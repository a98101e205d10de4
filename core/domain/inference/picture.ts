/** A stretch of the clip. */
export interface Interval {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** A place on the upright picture, in shares of its width and height: 0 to 1. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A colour picture for models. */
export interface ColourPicture {
  readonly width: number;
  readonly height: number;
  /** Planar YUV 4:2:0 (I420): `width × height` luma, then both chroma planes at half size. */
  readonly i420: Uint8Array;
}

/**
 * One small picture of the clip. Looks come `looksPerSecond`; every `looksPerSecond ÷
 * samplesPerSecond`-th of them is a sample, the first included.
 */
export interface Look {
  /** From the start of the clip. */
  readonly seconds: number;
  readonly width: number;
  readonly height: number;
  /** `width × height` levels, 0 black to 255 white, row by row. */
  readonly grey: Uint8Array;
  readonly isSample: boolean;
  /** Only on samples, and only where models ask for it. */
  readonly colour?: ColourPicture | undefined;
}

import { createMajority } from './mask.ts';
import { createPixelNoise } from './pixel-noise.ts';

const { abs, max, min, round } = Math;

/**
 * What each pixel shows: the background, or something else, and since when it has been still. Works
 * on steady pictures in the light of the first one.
 */
export interface ScenePixels {
  readonly width: number;
  readonly height: number;
  /** Levels of the scene without what moves. */
  readonly background: Float32Array;
  /** Levels that each pixel has shown since it became still. */
  readonly shown: Float32Array;
  /** The look since which a pixel has been still. */
  readonly stillSince: Int32Array;
  /** Not 0 where a pixel has just shown another level once, which is forgiven. */
  readonly changing: Uint8Array;
  /** The last look at which a pixel showed the background; -1 for never. */
  readonly backgroundUntil: Int32Array;
  /** 1 where a pixel shows something else than the background, cleaned of dots. */
  readonly foreground: Uint8Array;
  /** As `foreground`, at less of a difference: what belongs to something clearer beside it. */
  readonly faint: Uint8Array;
  /** 1 where that something has been still for `settleLooks`. */
  readonly still: Uint8Array;
  /** Share of the picture that shows something else. */
  readonly foregroundShare: number;
  /**
   * Takes the picture of look number `look`; numbers grow. `lightError` is the share of a pixel's
   * level by which undoing the light may be wrong.
   */
  take(picture: Float32Array, look: number, lightError?: number): void;
  /** Makes what these pixels show now part of the background. */
  absorb(pixels: Iterable<number>): void;
}

/** How long the background takes to follow slow light: 1/8 of a difference each second. */
const followPerSecond = 0.125;
/** Something that keeps its place this long has settled. */
const settleSeconds = 1;
/** Of the difference that counts alone, what counts beside something that does: 2.7 deviations. */
const faintShare = 0.6;
/** The noise of places is measured anew after so many looks. */
const thresholdEveryLooks = 4;

interface State {
  readonly looksPerSecond: number;
  readonly settleLooks: number;
  readonly last: Float32Array;
  readonly threshold: Float32Array;
  readonly raw: Uint8Array;
  readonly rawFaint: Uint8Array;
  readonly misses: Uint8Array;
  readonly background: Float32Array;
  readonly shown: Float32Array;
  readonly stillSince: Int32Array;
  readonly backgroundUntil: Int32Array;
  readonly foreground: Uint8Array;
  readonly still: Uint8Array;
}

/** A drop of rain hides a pixel for one look; with few looks a second nothing can be forgiven. */
const forgivenMisses = (looksPerSecond: number): number => (looksPerSecond >= 5 ? 1 : 0);

/** One look. */
interface Taken {
  readonly picture: Float32Array;
  readonly look: number;
  readonly lightError: number;
}

const watchStillness = (state: State, { picture, look, lightError }: Taken): void => {
  const { shown, stillSince, misses, threshold } = state;
  const forgiven = forgivenMisses(state.looksPerSecond);
  for (let pixel = 0; pixel < picture.length; pixel += 1) {
    const level = picture[pixel] ?? 0;
    const difference = level - (shown[pixel] ?? 0);
    if (abs(difference) <= (threshold[pixel] ?? 0) + lightError * level) {
      shown[pixel] = (shown[pixel] ?? 0) + difference / 6;
      misses[pixel] = 0;
    } else if ((misses[pixel] ?? 0) < forgiven) {
      misses[pixel] = (misses[pixel] ?? 0) + 1;
    } else {
      shown[pixel] = level;
      // The forgiven look already showed something else, most often this.
      stillSince[pixel] = look - forgiven;
      misses[pixel] = 0;
    }
  }
};

const compareWithBackground = (state: State, { picture, look, lightError }: Taken): void => {
  const { background, threshold, raw, rawFaint, backgroundUntil } = state;
  const follow = min(0.25, followPerSecond / state.looksPerSecond);
  for (let pixel = 0; pixel < picture.length; pixel += 1) {
    const level = background[pixel] ?? 0;
    const difference = (picture[pixel] ?? 0) - level;
    const least = threshold[pixel] ?? 0;
    const away = abs(difference) - lightError * level;
    rawFaint[pixel] = away > faintShare * least ? 1 : 0;
    if (away <= least) {
      raw[pixel] = 0;
      backgroundUntil[pixel] = look;
      background[pixel] = (background[pixel] ?? 0) + difference * follow;
    } else raw[pixel] = 1;
  }
};

const markStill = (state: State, look: number): number => {
  const { foreground, still, stillSince, misses, settleLooks } = state;
  let count = 0;
  for (let pixel = 0; pixel < foreground.length; pixel += 1) {
    const set = foreground[pixel] ?? 0;
    count += set;
    const settled = look - (stillSince[pixel] ?? 0) >= settleLooks && misses[pixel] === 0;
    still[pixel] = set === 1 && settled ? 1 : 0;
  }
  return foreground.length === 0 ? 0 : count / foreground.length;
};

/** Starts with a background; `learnFrom` are pictures in order that tell how places tremble. */
export const createScenePixels = ({
  width,
  height,
  looksPerSecond,
  background,
  learnFrom,
}: {
  width: number;
  height: number;
  looksPerSecond: number;
  background: Float32Array;
  learnFrom: readonly Float32Array[];
}): ScenePixels => {
  const pixels = width * height;
  const noise = createPixelNoise(width, height);
  for (const [index, picture] of learnFrom.entries()) {
    const before = learnFrom[index - 1];
    if (before !== undefined) noise.add(before, picture);
  }
  const state: State = {
    looksPerSecond,
    settleLooks: max(2, round(settleSeconds * looksPerSecond)),
    last: new Float32Array(pixels),
    threshold: new Float32Array(pixels),
    raw: new Uint8Array(pixels),
    rawFaint: new Uint8Array(pixels),
    misses: new Uint8Array(pixels),
    background: background.slice(),
    shown: background.slice(),
    stillSince: new Int32Array(pixels),
    backgroundUntil: new Int32Array(pixels).fill(-1),
    foreground: new Uint8Array(pixels),
    still: new Uint8Array(pixels),
  };
  noise.thresholds(state.threshold);
  const cleaned = createMajority(width, height, 5);
  const faint = new Uint8Array(pixels);
  let foregroundShare = 0;
  let taken = 0;

  return {
    ...{ width, height, background: state.background, shown: state.shown },
    ...{ stillSince: state.stillSince, backgroundUntil: state.backgroundUntil },
    ...{ foreground: state.foreground, faint, still: state.still, changing: state.misses },
    get foregroundShare() {
      return foregroundShare;
    },
    take(picture, look, lightError = 0) {
      if (taken > 0) noise.add(state.last, picture);
      else state.shown.set(picture);
      state.last.set(picture);
      if (taken % thresholdEveryLooks === 0) noise.thresholds(state.threshold);
      taken += 1;
      watchStillness(state, { picture, look, lightError });
      compareWithBackground(state, { picture, look, lightError });
      cleaned(state.raw, state.foreground);
      cleaned(state.rawFaint, faint);
      foregroundShare = markStill(state, look);
    },
    absorb(places) {
      for (const pixel of places) {
        state.background[pixel] = state.shown[pixel] ?? 0;
        state.foreground[pixel] = 0;
        state.still[pixel] = 0;
      }
    },
  };
};

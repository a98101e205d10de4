import type { Look } from '../picture.ts';
import type { Track } from '../tracks.ts';
import type { EventEvidence } from './events.ts';
import { mostlySeen, withWhatStandsAtFirst } from './first-background.ts';
import { createLeftBehindWatch, type LeftBehindWatch } from './left-behind.ts';
import { createRegionFinder, type Region } from './mask.ts';
import { createMoverWatch, type MoverWatch } from './movers.ts';
import { createScenePixels, type ScenePixels } from './scene-pixels.ts';
import { createShrinker, type Shrinker } from './small-picture.ts';
import { createSteadyView, type SteadyView } from './steady-view.ts';
import type { Story } from './story.ts';
import { tellEvents } from './tell-events.ts';
import { tellTracks } from './tell-tracks.ts';

const { abs, ceil, hypot, max, min, round } = Math;

/** What a fixed camera's scene told. */
export interface SceneFindings {
  readonly events: readonly EventEvidence[];
  /** Moving regions over time: also what is redacted whole where no model finds faces. */
  readonly tracks: readonly Track[];
  /** False when the camera moves, or the light changes, too much for a background to hold. */
  readonly backgroundHolds: boolean;
}

/** Watches looks in order of time. */
export interface SceneWatch {
  add(look: Look): void;
  findings(): SceneFindings;
}

/** Looks that are kept before the background is known: 240 × 14,400 levels of one byte = 3.5 MB. */
const maxWaitingLooks = 240;
/** A background comes from at most so many of them, spread evenly. */
const backgroundPictures = 40;
/** Looks whose background does not hold, of all, above which the scene is not told. */
const maxLostShare = 0.3;
/** Less explained by light and shake, or more than this in movement, is another scene. */
const minExplainedShare = 0.4;
const maxForegroundShare = 0.6;
const minRegionShare = 0.0008;
/** Of the smallest region, what must differ clearly: the rest of it may be faint. */
const clearShare = 0.8;
/** What has not changed for this long stands, if only for a moment. */
const quietSeconds = 0.35;

interface Waiting {
  readonly levels: Uint8Array;
  readonly look: number;
  readonly lightError: number;
}

/** Of a gain, what undoing it leaves wrong: bright surfaces and dark ones do not dim alike. */
const lightErrorShare = 0.3;

interface Scene {
  readonly pixels: ScenePixels;
  readonly movers: MoverWatch;
  readonly leftBehind: LeftBehindWatch;
  readonly findRegions: (mask: Uint8Array, minArea: number) => readonly Region[];
}

interface Watch {
  readonly looksPerSecond: number;
  readonly shrinker: Shrinker;
  readonly view: SteadyView;
  readonly picture: Float32Array;
  readonly moved: Float32Array;
  /** When each look was. */
  readonly seconds: number[];
  waiting: Waiting[];
  scene: Scene | undefined;
  lostLooks: number;
}

/**
 * Makes the picture as the camera of the first look would have seen it in its light, and tells by
 * which share of their level pixels may be wrong. Undefined when nothing explains the picture.
 */
const steady = (watch: Watch, grey: Uint8Array): number | undefined => {
  const { shrinker, view, picture } = watch;
  shrinker.shrink(grey, { x: 0, y: 0 }, picture);
  const { shift, gain, offset, explainedShare } = view.fit(picture);
  if (explainedShare < minExplainedShare) return undefined;
  if (hypot(shift.x, shift.y) > 0.06) shrinker.shrink(grey, shift, picture);
  for (let pixel = 0; pixel < picture.length; pixel += 1) {
    picture[pixel] = min(255, max(0, ((picture[pixel] ?? 0) - offset) / gain));
  }
  return lightErrorShare * abs(1 - gain);
};

const quietAreaOf = (region: Region, pixels: ScenePixels, since: number): number => {
  let quiet = 0;
  for (const pixel of region.pixels) {
    if ((pixels.stillSince[pixel] ?? 0) <= since && pixels.changing[pixel] === 0) quiet += 1;
  }
  return quiet;
};

const clearAreaOf = ({ pixels }: Region, { foreground }: ScenePixels): number => {
  let clear = 0;
  for (const pixel of pixels) clear += foreground[pixel] ?? 0;
  return clear;
};

const watchScene = (
  watch: Watch,
  picture: Float32Array,
  { look, lightError }: Pick<Waiting, 'look' | 'lightError'>,
): void => {
  const { scene } = watch;
  if (scene === undefined) return;
  const { pixels, movers, leftBehind, findRegions } = scene;
  pixels.take(picture, look, lightError);
  if (pixels.foregroundShare > maxForegroundShare) {
    watch.lostLooks += 1;
    return;
  }
  const minArea = max(6, minRegionShare * picture.length);
  const quietSince = look - max(2, round(quietSeconds * watch.looksPerSecond));
  const blobs = findRegions(pixels.faint, minArea)
    .filter((region) => clearAreaOf(region, pixels) >= clearShare * minArea)
    .map((region) => ({ ...region, quietArea: quietAreaOf(region, pixels, quietSince) }));
  movers.take(blobs, look);
  leftBehind.judge(look, false);
};

const pictureOf = ({ levels }: Waiting, into: Float32Array): Float32Array => {
  for (let pixel = 0; pixel < levels.length; pixel += 1) into[pixel] = levels[pixel] ?? 0;
  return into;
};

/** Builds the scene from the looks that wait, then watches them. */
const startScene = (watch: Watch): void => {
  const { shrinker, looksPerSecond, waiting } = watch;
  const { width, height } = shrinker.small;
  const every = max(1, ceil(waiting.length / backgroundPictures));
  const spread = waiting
    .filter((_, index) => index % every === 0)
    .map((each) => pictureOf(each, new Float32Array(width * height)));
  const first = waiting
    .slice(0, backgroundPictures)
    .map((each) => pictureOf(each, new Float32Array(width * height)));
  const size = { width, height, looksPerSecond };
  const background = withWhatStandsAtFirst(mostlySeen(spread), first, size);
  const pixels = createScenePixels({ ...size, background, learnFrom: first });
  const movers = createMoverWatch({ width, height, looksPerSecond });
  watch.scene = {
    ...{ pixels, movers },
    leftBehind: createLeftBehindWatch(pixels, movers.movers, looksPerSecond),
    findRegions: createRegionFinder(width, height),
  };
  watch.waiting = [];
  for (const each of waiting) watchScene(watch, pictureOf(each, watch.moved), each);
};

const takeLook = (watch: Watch, look: Look): void => {
  const number = watch.seconds.push(look.seconds) - 1;
  const lightError = steady(watch, look.grey);
  if (lightError === undefined) {
    watch.lostLooks += 1;
    return;
  }
  if (watch.scene !== undefined) {
    watchScene(watch, watch.picture, { look: number, lightError });
    return;
  }
  watch.waiting.push({ levels: Uint8Array.from(watch.picture), look: number, lightError });
  if (watch.waiting.length >= maxWaitingLooks) startScene(watch);
};

const storyOf = (watch: Watch): Story | undefined => {
  if (watch.scene === undefined && watch.waiting.length > 0) startScene(watch);
  const { scene, seconds, looksPerSecond, shrinker } = watch;
  if (scene === undefined) return undefined;
  scene.leftBehind.judge(seconds.length - 1, true);
  return {
    ...{ seconds, looksPerSecond },
    ...shrinker.small,
    movers: scene.movers.movers,
    changes: scene.leftBehind.changes,
    background: scene.pixels.background,
  };
};

const begin = (looksPerSecond: number, { width, height, grey }: Look): Watch => {
  const shrinker = createShrinker({ width, height });
  const pixels = shrinker.small.width * shrinker.small.height;
  const picture = new Float32Array(pixels);
  shrinker.shrink(grey, { x: 0, y: 0 }, picture);
  return {
    ...{ looksPerSecond, shrinker, picture, moved: new Float32Array(pixels) },
    view: createSteadyView(picture, shrinker.small),
    ...{ seconds: [], waiting: [], scene: undefined, lostLooks: 0 },
  };
};

/**
 * Starts watching a scene of `looksPerSecond` looks: the baseline analyzer, without any weights.
 * A background is learned from the first looks (at most 240); what differs from it is followed;
 * what stays changed where somebody was is a parcel left or taken; somebody who stops at what looks
 * like a parked car has tried its door. Memory: 3.5 MB of waiting looks of a 16:9 clip, about 2 MB
 * of pixel state, at most 2 MB of sightings. Throws `RangeError` on a rate that is not positive.
 *
 * Limits, known and accepted:
 * - The camera is fixed: shifts beyond 4 % of the long side, zooms and turns are not undone.
 * - Parcels and doors need at least 4 looks a second; with fewer, people are told and little else.
 * - A parcel under 3 % of the picture's width, or hardly another grey than its ground, is missed;
 *   so is one that is lifted onto something higher than a foot of its bearer.
 * - Any small thing put down or taken by whatever moves like a person counts as a parcel.
 * - A car is known by its side view, with wheels and a dark underside; seen from above, from the
 *   front or half hidden it is no car, and no door of it is tried.
 * - People who walk together are one; a person seen only in part, sitting, or filling more
 *   than half
 *   of the picture's width is none. A tall rigid thing that moves slowly may pass for a person.
 * - Somebody who stands still from the first look on is background until they move.
 */
export const startSceneWatch = (looksPerSecond: number): SceneWatch => {
  if (!(looksPerSecond > 0)) throw new RangeError('Looks per second must be positive');
  let watch: Watch | undefined;
  let told: SceneFindings | undefined;
  return {
    add(look) {
      told = undefined;
      watch ??= begin(looksPerSecond, look);
      takeLook(watch, look);
    },
    findings() {
      if (told !== undefined) return told;
      const story = watch === undefined ? undefined : storyOf(watch);
      const looks = max(1, watch?.seconds.length ?? 0);
      const backgroundHolds = (watch?.lostLooks ?? 0) / looks <= maxLostShare;
      told = {
        events: story === undefined || !backgroundHolds ? [] : tellEvents(story),
        tracks: story === undefined ? [] : tellTracks(story),
        backgroundHolds,
      };
      return told;
    },
  };
};

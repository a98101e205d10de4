import { appearance } from './contours.ts';
import { createMajority, createRegionFinder, type Region } from './mask.ts';
import {
  boxArea,
  grown,
  heightOf,
  overlapArea,
  widthOf,
  type Edges,
  type Mover,
  type Sighting,
} from './movers.ts';
import type { ScenePixels } from './scene-pixels.ts';

const { abs, floor, max, min, round } = Math;

/** A place that changed for good while a mover was at it. */
export interface LastingChange {
  readonly edges: Edges;
  readonly area: number;
  /** The mover that was there. */
  readonly moverId: number;
  /** The last look that showed the place as it was, and the first that showed it as it is. */
  readonly fromLook: number;
  readonly toLook: number;
  /** -1 something vanished, 1 something appeared. */
  readonly appearance: number;
  /** 0 to 1: grey levels that it differs by, against what counts as different. */
  readonly contrast: number;
}

/** Finds what movers leave behind, or take away. */
export interface LeftBehindWatch {
  /** Judges what is still after look number `look`; `atEnd` judges what there is no time for. */
  judge(look: number, atEnd: boolean): void;
  readonly changes: readonly LastingChange[];
}

/** The smallest change told: a parcel of 1/32 of the long side, 5 × 4 pixels. */
const minAreaShare = 0.0014;
const minSidePixels = 4;
/** A change of more than this of the picture is light or a vehicle, no parcel. */
const maxAreaShare = 0.06;
/** What is left behind is smaller than who leaves it: of its area, and of its height. */
const maxShareOfMover = { area: 0.75, height: 0.72 } as const;
/** After this long a mover at rest, or a change without a mover, is part of the scene. */
const acceptRestSeconds = 12;
const acceptUnexplainedSeconds = 2;
/** Changes kept of one clip. */
const maxChanges = 64;

type Verdict = 'wait' | 'absorb' | 'tell';

interface Candidate {
  readonly region: Region;
  readonly sinceLook: number;
  readonly beforeLook: number;
}

const middleOf = (values: Int32Array, pixels: Int32Array, share = 0.5): number => {
  const sorted = Int32Array.from(pixels, (pixel) => values[pixel] ?? 0).toSorted();
  return sorted[min(sorted.length - 1, floor(sorted.length * share))] ?? 0;
};

/** Whether a sighting is that of the region itself, which is followed like any other. */
const isSame = (region: Edges, sighting: Edges): boolean => {
  const shared = overlapArea(region, sighting);
  return shared > 0.5 * (boxArea(region) + boxArea(sighting) - shared);
};

/** The middle size of a mover while it does not hold on to a place: its parcel is not its body. */
const usualSize = (sightings: readonly Sighting[]): { area: number; height: number } => {
  const areas = sightings.map(({ area }) => area).toSorted((one, other) => one - other);
  const heights = sightings.map(heightOf).toSorted((one, other) => one - other);
  const middle = (values: readonly number[]) => values[floor(values.length / 2)] ?? 0;
  return { area: middle(areas), height: middle(heights) };
};

/** Starts watching what stays. */
export const createLeftBehindWatch = (
  scene: ScenePixels,
  movers: readonly Mover[],
  looksPerSecond: number,
): LeftBehindWatch => {
  const { width, height } = scene;
  const findRegions = createRegionFinder(width, height);
  const clean = createMajority(width, height, 5);
  const cleaned = new Uint8Array(width * height);
  const inside = new Uint8Array(width * height);
  const changes: LastingChange[] = [];
  const minArea = max(6, minAreaShare * width * height);
  const settleLooks = max(2, round(looksPerSecond));

  /** Moving pixels right beside a region: whoever made it still has a hand on it. */
  const isTouched = (region: Region): boolean => {
    const reach = 2;
    let touching = 0;
    for (let y = region.top - reach; y < region.bottom + reach; y += 1) {
      if (y < 0 || y >= height) continue;
      for (let x = max(0, region.left - reach); x < min(width, region.right + reach); x += 1) {
        const index = y * width + x;
        if (scene.foreground[index] === 1 && scene.still[index] === 0) touching += 1;
      }
    }
    return touching > max(2, region.area * 0.08);
  };

  /** The largest mover at the place between the last look as it was and the first as it is. */
  const makerOf = ({ region, sinceLook, beforeLook }: Candidate): Mover | undefined => {
    const reach = max(2, width * 0.015);
    let best: Mover | undefined;
    let bestArea = 0;
    for (const mover of movers) {
      for (const sighting of mover.sightings) {
        if (sighting.look < beforeLook - 1 || sighting.look > sinceLook + 2) continue;
        if (sighting.area <= bestArea || isSame(region, sighting)) continue;
        if (overlapArea(grown(region, reach), sighting) === 0) continue;
        [best, bestArea] = [mover, sighting.area];
      }
    }
    return best;
  };

  const isSmallBeside = (region: Region, maker: Mover): boolean => {
    const usual = usualSize(maker.sightings);
    return (
      region.area <= usual.area * maxShareOfMover.area &&
      heightOf(region) <= usual.height * maxShareOfMover.height
    );
  };

  /** The mover went on, or left the picture, and did not end where the change is. */
  const hasGone = (region: Region, maker: Mover, look: number): boolean => {
    const last = maker.sightings.at(-1);
    if (last === undefined) return true;
    const shared = overlapArea(region, last) / boxArea(region);
    return look - last.look > 2 ? shared < 0.8 : shared < 0.35;
  };

  const verdictOn = (candidate: Candidate, look: number, atEnd: boolean): Verdict => {
    const { region, sinceLook } = candidate;
    const stillSeconds = (look - sinceLook) / looksPerSecond;
    if (region.area > maxAreaShare * width * height) {
      return stillSeconds > acceptRestSeconds ? 'absorb' : 'wait';
    }
    const maker = makerOf(candidate);
    if (maker === undefined) return stillSeconds > acceptUnexplainedSeconds ? 'absorb' : 'wait';
    if (!isSmallBeside(region, maker)) {
      return stillSeconds > acceptRestSeconds ? 'absorb' : 'wait';
    }
    if (isTouched(region) && !atEnd) return 'wait';
    return hasGone(region, maker, look) || atEnd ? 'tell' : 'wait';
  };

  const tell = (candidate: Candidate): void => {
    const { region, sinceLook, beforeLook } = candidate;
    const maker = makerOf(candidate);
    if (maker === undefined || changes.length >= maxChanges) return;
    inside.fill(0);
    let difference = 0;
    for (const pixel of region.pixels) {
      inside[pixel] = 1;
      difference += abs((scene.shown[pixel] ?? 0) - (scene.background[pixel] ?? 0));
    }
    changes.push({
      edges: region,
      area: region.area,
      moverId: maker.moverId,
      fromLook: min(beforeLook, sinceLook),
      toLook: sinceLook,
      appearance: appearance(scene.background, scene.shown, inside, { width, height }),
      contrast: min(1, difference / region.area / 40),
    });
  };

  /** The region and a pixel around it, as far as that shows something still. */
  function* withRim({ pixels }: Region): Generator<number> {
    for (const pixel of pixels) {
      for (const row of [-width, 0, width]) {
        for (const column of [-1, 0, 1]) {
          const index = pixel + row + column;
          if (scene.still[index] === 1) yield index;
        }
      }
    }
  }

  const candidateOf = (region: Region): Candidate => {
    const sinceLook = middleOf(scene.stillSince, region.pixels, 0.7);
    // What is faint passes for the background now and then, even after it has come.
    const beforeLook = min(sinceLook, middleOf(scene.backgroundUntil, region.pixels, 0.5));
    return { region, sinceLook, beforeLook };
  };

  return {
    changes,
    judge(look, atEnd) {
      if (!scene.still.includes(1)) return;
      clean(scene.still, cleaned);
      for (const region of findRegions(cleaned, minArea)) {
        const candidate = candidateOf(region);
        if (look - candidate.sinceLook < settleLooks && !atEnd) continue;
        if (min(widthOf(region), heightOf(region)) < minSidePixels) continue;
        const verdict = verdictOn(candidate, look, atEnd);
        if (verdict === 'tell') tell(candidate);
        if (verdict !== 'wait') scene.absorb(withRim(region));
      }
    },
  };
};

import { createMajority, createRegionFinder } from './mask.ts';

const { abs, ceil, floor, max, min, round } = Math;

/**
 * The scene without what moves in it: for each pixel the level that it shows most of the time.
 * `pictures` are up to a few dozen small pictures spread over the first part of the clip.
 */
export const mostlySeen = (pictures: readonly Float32Array[]): Float32Array => {
  const first = pictures[0] ?? new Float32Array(0);
  const seen = new Float32Array(first.length);
  const counts = new Uint8Array(binCount + 1);
  for (let pixel = 0; pixel < first.length; pixel += 1) {
    counts.fill(0);
    for (let index = 0; index < pictures.length; index += 1) {
      const bin = binOf(pictures[index]?.[pixel] ?? 0);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    seen[pixel] = meanAround(fullestBin(counts), pictures, pixel);
  }
  return seen;
};

/** Two bins together, because a level on the border of two falls now in one, now in the other. */
const fullestBin = (counts: Uint8Array): number => {
  let best = 0;
  let bestCount = -1;
  for (let bin = 0; bin < binCount; bin += 1) {
    const count = (counts[bin] ?? 0) + (counts[bin + 1] ?? 0);
    if (count <= bestCount) continue;
    best = bin;
    bestCount = count;
  }
  return best;
};

/** The mean of the levels of a pixel that lie in a bin or in the next one. */
const meanAround = (best: number, pictures: readonly Float32Array[], pixel: number): number => {
  let sum = 0;
  let count = 0;
  for (let index = 0; index < pictures.length; index += 1) {
    const level = pictures[index]?.[pixel] ?? 0;
    const bin = binOf(level);
    if (bin !== best && bin !== best + 1) continue;
    sum += level;
    count += 1;
  }
  return count > 0 ? sum / count : (pictures[0]?.[pixel] ?? 0);
};

/** Looks over which something must stand still to belong to the scene from its start. */
const standsForSeconds = 0.6;
/** A pixel of something that stands still strays by less than this, or by its noise. */
const straysByLevels = 6;

/**
 * What stands at the start but is gone most of the time, a parcel that is soon taken, is part of
 * the scene too: `background` gets its levels. `pictures` are the first ones of the clip, in order.
 * Somebody who walks changes the pixels around those of their body that happen to stay alike, and
 * so stays out.
 */
export const withWhatStandsAtFirst = (
  background: Float32Array,
  pictures: readonly Float32Array[],
  { width, height, looksPerSecond }: { width: number; height: number; looksPerSecond: number },
): Float32Array => {
  const looks = max(2, round(standsForSeconds * looksPerSecond));
  const first = pictures.slice(0, looks);
  const differs = new Uint8Array(background.length);
  const restless = new Uint8Array(background.length);
  const levels = new Float32Array(background.length);
  for (let pixel = 0; pixel < background.length; pixel += 1) {
    let [low, high, sum] = [Infinity, -Infinity, 0];
    for (const picture of first) {
      const level = picture[pixel] ?? 0;
      low = min(low, level);
      high = max(high, level);
      sum += level;
    }
    const level = sum / max(1, first.length);
    levels[pixel] = level;
    const away = abs(level - (background[pixel] ?? 0)) > straysByLevels;
    restless[pixel] = high - low > 2 * straysByLevels ? 1 : 0;
    differs[pixel] = away || restless[pixel] === 1 ? 1 : 0;
  }
  const cleaned = new Uint8Array(background.length);
  createMajority(width, height, 5)(differs, cleaned);
  const result = background.slice();
  for (const { pixels } of createRegionFinder(width, height)(cleaned, 6)) {
    const moving = pixels.reduce((count, pixel) => count + (restless[pixel] ?? 0), 0);
    if (moving > pixels.length * 0.1) continue;
    for (const pixel of pixels) {
      for (const row of [-width, 0, width]) {
        for (const column of [-1, 0, 1]) {
          const index = pixel + row + column;
          const level = levels[index];
          if (level !== undefined) result[index] = level;
        }
      }
    }
  }
  return result;
};

const binLevels = 6;
const binCount = ceil(256 / binLevels);
const binOf = (level: number): number => min(binCount - 1, max(0, floor(level / binLevels)));

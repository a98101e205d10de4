import type { SampleMeasure } from './sample-measure.ts';

/**
 * A black picture has neither a light nor a shape in it: its brightest cell is near black, and its
 * cells hardly differ. A dark night has a lamp, a window, a horizon, and is none. Cells average 64
 * pixels, so that the noise of a sensor in the dark counts for nothing.
 */
const black = { maxLevel: 20, maxRangeLevels: 8 } as const;

/** Whether nothing can be seen at all. */
export const isBlack = ({ brightestCell, darkestCell }: SampleMeasure): boolean =>
  brightestCell <= black.maxLevel && brightestCell - darkestCell <= black.maxRangeLevels;

/**
 * Mean absolute Laplacian under which a picture may be blurred. What is out of focus has bright and
 * dark places without an edge between them: little Laplacian for its contrast. Measured on real
 * scenes at 320 px, sharp: 0.10 to 0.12 of the contrast; blurred by 3 px and more: under 0.06; at
 * night: 0.27 and more, because noise has edges. Under `minContrast` (fog, a wall, a night) nothing
 * is said.
 */
const blur = { maxSharpness: 2, maxOfContrast: 0.075, minContrast: 8 } as const;

/** Whether the picture is out of focus. */
export const isBlurred = ({ sharpness, contrast }: SampleMeasure): boolean =>
  contrast >= blur.minContrast &&
  sharpness < blur.maxSharpness &&
  sharpness < blur.maxOfContrast * contrast;

/** A cell without texture: something so near to the lens that nothing on it is in focus. */
const maxFlatTenths = 10;
/** A cell with edges of its own: 2.5 levels of Laplacian; compression leaves 1 to 2. */
const minTexturedTenths = 25;
/** What comes before the lens seldom has just the grey of what it hides. */
const minHiddenLevels = 12;
/** Share of the picture from which it counts as hidden. */
const minHiddenShare = 0.5;
/** Samples, of all, in which a cell must show texture for its absence to tell something. */
const minTexturedSamples = 0.2;

/** What a cell looks like while it shows something; undefined where it never does. */
interface UsualCell {
  readonly level: number;
}

const usualCells = (measures: readonly SampleMeasure[]): readonly (UsualCell | undefined)[] => {
  const cells = measures[0]?.cellLevels.length ?? 0;
  return Array.from({ length: cells }, (_, cell) => {
    const showing = measures.filter(
      ({ cellTenths }) => (cellTenths[cell] ?? 0) >= minTexturedTenths,
    );
    if (showing.length < Math.max(1, minTexturedSamples * measures.length)) return undefined;
    const sum = showing.reduce((total, { cellLevels }) => total + (cellLevels[cell] ?? 0), 0);
    return { level: sum / showing.length };
  });
};

/** Share of the picture that shows nothing now, and shows something at other times. */
const hiddenShare = (
  { cellLevels, cellTenths }: SampleMeasure,
  usual: readonly (UsualCell | undefined)[],
): number => {
  let hidden = 0;
  for (const [cell, known] of usual.entries()) {
    if (known === undefined || (cellTenths[cell] ?? 0) >= maxFlatTenths) continue;
    if (Math.abs((cellLevels[cell] ?? 0) - known.level) >= minHiddenLevels) hidden += 1;
  }
  return usual.length === 0 ? 0 : hidden / usual.length;
};

/** Cells that are all one smooth grey throughout the clip. */
const veil = { maxTenths: 5, minShare: 0.65, minLevel: 40, minTenthsBeside: 30 } as const;

/**
 * Something smooth covers most of the picture from the first sample on: not a dark night, which is
 * smooth as well (hence a least level), and not fog, which leaves nothing sharp beside it.
 */
const isVeiled = ({ cellLevels, cellTenths }: SampleMeasure): boolean => {
  let [smooth, level, beside] = [0, 0, 0];
  for (const [cell, tenths] of cellTenths.entries()) {
    if (tenths >= veil.maxTenths) beside += tenths;
    else {
      smooth += 1;
      level += cellLevels[cell] ?? 0;
    }
  }
  const others = cellTenths.length - smooth;
  if (others === 0 || smooth < veil.minShare * cellTenths.length) return false;
  return level / smooth >= veil.minLevel && beside / others >= veil.minTenthsBeside;
};

/**
 * Samples in which something stands before the lens: half of the picture lost the edges and the
 * grey that it has at other times, or most of it is one smooth grey beside something sharp. All
 * samples of a clip, in order; a black one is black and not obstructed.
 */
export const obstructedSamples = (measures: readonly SampleMeasure[]): readonly boolean[] => {
  const usual = usualCells(measures);
  return measures.map(
    (measure) =>
      !isBlack(measure) && (hiddenShare(measure, usual) >= minHiddenShare || isVeiled(measure)),
  );
};

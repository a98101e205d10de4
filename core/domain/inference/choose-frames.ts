/** Frames kept for reviewers, at most. */
export const maxChosenFrames = 4;
/** Frames of them sent to moderation: 3 at $0.001 keep a clip at $0.003. */
export const maxModeratedFrames = 3;

/** A sample to keep, and whether moderation shall see it. */
export interface SampleChoice {
  readonly sample: number;
  readonly moderated: boolean;
}

/** The sample farthest from every chosen one; undefined when none is left. */
const loneliest = (chosen: readonly number[], sampled: number): number | undefined => {
  let best: number | undefined;
  let bestDistance = 0;
  for (let sample = 0; sample < sampled; sample += 1) {
    const distance = Math.min(...chosen.map((other) => Math.abs(other - sample)));
    if (distance > bestDistance) [best, bestDistance] = [sample, distance];
  }
  return best;
};

/**
 * Chooses what a reviewer sees of `sampled` samples: the first and the last (before and after), the
 * two most telling moments that are not crowded together, and where there are none, whatever lies
 * farthest from what is already shown. Moderation gets three of them: telling moments before fill,
 * the last before the first, because a clip ends with what it is about.
 */
export const chooseFrames = (
  sampled: number,
  tellingSamples: readonly number[],
): readonly SampleChoice[] => {
  if (sampled <= 0) return [];
  const ends = sampled === 1 ? [0] : [sampled - 1, 0];
  const apart = Math.max(1, Math.floor(sampled / 10));
  const telling: number[] = [];
  const chosen = (): number[] => [...telling, ...ends];
  for (const sample of tellingSamples) {
    if (chosen().length === maxChosenFrames) break;
    if (chosen().every((other) => Math.abs(other - sample) >= apart)) telling.push(sample);
  }
  while (chosen().length < maxChosenFrames) {
    const filler = loneliest(chosen(), sampled);
    if (filler === undefined) break;
    telling.push(filler);
  }
  const moderated = new Set(chosen().slice(0, maxModeratedFrames));
  return chosen()
    .toSorted((one, other) => one - other)
    .map((sample) => ({ sample, moderated: moderated.has(sample) }));
};

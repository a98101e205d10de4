import type { SeededRandomness } from '../../../core/adapters/memory/seeded-randomness.ts';

/** When clips come, in seconds from the start, in rising order. */
export type Arrivals = readonly number[];

const exponential = (random: SeededRandomness, mean: number): number =>
  -Math.log(1 - random.fraction()) * mean;

/** Clips a second of the steady day: eight fully used workers at ten seconds a clip. */
const steadyPerSecond = 0.8;

/** A program that runs: as many clips at any hour. */
export const steadyArrivals = (random: SeededRandomness, count: number): Arrivals => {
  let at = 0;
  return Array.from({ length: count }, () => (at += exponential(random, 1 / steadyPerSecond)));
};

const daySeconds = 86_400;

/** A day of one time zone: a twentieth of the peak at four in the morning, the peak at 16:00. */
export const dailyArrivals = (random: SeededRandomness, count: number): Arrivals => {
  const share = (at: number): number =>
    0.05 + 0.95 * (0.5 - 0.5 * Math.cos((2 * Math.PI * (at - 4 * 3_600)) / daySeconds));
  const drawn: number[] = [];
  while (drawn.length < count) {
    const at = random.fraction() * daySeconds;
    if (random.chance(share(at))) drawn.push(at);
  }
  return drawn.toSorted((one, other) => one - other);
};

const burstClips = { least: 100, most: 500 } as const;
/** A burst thins out: after five minutes a third of its first rate is left. */
const burstFadeSeconds = 300;
/** Long enough for everything to be released in between. */
const betweenBurstsSeconds = { least: 3_600, most: 10_800 } as const;

/** A campaign that writes to its contributors a few times a day: nothing, then hundreds at once. */
export const burstArrivals = (random: SeededRandomness, count: number): Arrivals => {
  const drawn: number[] = [];
  for (let start = 0; drawn.length < count;) {
    const size = burstClips.least + random.below(burstClips.most - burstClips.least);
    for (let clip = 0; clip < size && drawn.length < count; clip += 1) {
      drawn.push(start + exponential(random, burstFadeSeconds));
    }
    const { least, most } = betweenBurstsSeconds;
    start += least + random.fraction() * (most - least);
  }
  return drawn.toSorted((one, other) => one - other);
};

/** Single clips, half an hour apart: what a GPU is wrong for. */
export const trickleArrivals = (random: SeededRandomness, count: number): Arrivals => {
  let at = 0;
  return Array.from({ length: count }, () => (at += exponential(random, 1_800)));
};

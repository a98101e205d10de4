import type { SeededRandomness } from '../../../core/adapters/memory/seeded-randomness.ts';

/** How machines and what takes them away behave, in this model. */
export interface MachineModel {
  /** Seconds in which a fully used worker finishes a clip. */
  readonly secondsPerClip: number;
  /**
   * A clip that has a worker for itself takes this share of the time that it takes beside others:
   * one alone cannot use all processors. Taken from 36 s of processor time on four, not measured.
   */
  readonly aloneShare: number;
  /** Spread of one clip's time: the standard deviation of its logarithm. */
  readonly clipSpread: number;
  /** Notices that a Spot machine goes in two minutes, for each hour of a machine. */
  readonly interruptionsPerHour: number;
  /** Workers that die without handing anything back, for each hour of a machine. */
  readonly crashesPerHour: number;
  /** Seconds after which a dead worker's clip is shown again. */
  readonly shownAgainSeconds: number;
  /** Spot machines cannot be had at all in these stretches of each period. */
  readonly spotAway?: { readonly everySeconds: number; readonly forSeconds: number };
}

/**
 * AWS's own page says that fewer than one in twenty Spot machines are taken back a month; the model
 * takes back one in twenty an hour.
 */
export const usualMachines: MachineModel = {
  secondsPerClip: 10,
  aloneShare: 0.65,
  clipSpread: 0.4,
  interruptionsPerHour: 0.05,
  crashesPerHour: 0.02,
  shownAgainSeconds: 120,
};

/** One interruption an hour for every machine, and no Spot machine for 40 minutes of every 3 h. */
export const stormyMachines: MachineModel = {
  ...usualMachines,
  interruptionsPerHour: 1,
  crashesPerHour: 0.2,
  spotAway: { everySeconds: 10_800, forSeconds: 2_400 },
};

const between = (random: SeededRandomness, least: number, most: number): number =>
  least + random.fraction() * (most - least);

/** What a start takes. EC2 bills from where `pendingSeconds` ends. */
export interface Start {
  readonly pendingSeconds: number;
  /** Boot, pull and model load. */
  readonly loadSeconds: number;
}

/**
 * Pending 20 to 40 s, boot 35 to 60, agent and image 45 to 95, model 15 to 35: 172 s on average
 * beside the 161 to 176 s that were measured for a GPU container from zero; one start in twenty
 * pulls its image for a minute longer.
 */
export const drawStart = (random: SeededRandomness): Start => ({
  pendingSeconds: between(random, 20, 40),
  loadSeconds:
    between(random, 35, 60) +
    between(random, 45, 95) +
    between(random, 15, 35) +
    (random.chance(0.05) ? 60 : 0),
});

/** From telling a worker to stop to the end of its bill. */
export const drawEndSeconds = (random: SeededRandomness): number => between(random, 10, 20);

/** What a clip takes of a fully used worker. */
export const drawWorkSeconds = (
  random: SeededRandomness,
  { secondsPerClip, clipSpread }: MachineModel,
): number => {
  // The logarithm is normal; half its variance taken off keeps the mean.
  const normal =
    Math.sqrt(-2 * Math.log(1 - random.fraction())) * Math.cos(2 * Math.PI * random.fraction());
  return secondsPerClip * Math.exp(clipSpread * normal - clipSpread ** 2 / 2);
};

/** When the next of something comes that happens so often an hour. */
export const drawNextSeconds = (random: SeededRandomness, perHour: number): number =>
  (-Math.log(1 - random.fraction()) * 3_600) / perHour;

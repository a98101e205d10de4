import { createSeededRandomness } from '../../../core/adapters/memory/seeded-randomness.ts';
import type { ScaleWorkersPorts } from '../../../core/domain/inference/scaling/scale-workers.ts';
import { ruleOfProgress, type ReportedViolation, type SimulationResult } from '../engine/result.ts';
import { createSchedule, type Schedule } from '../engine/schedule.ts';
import {
  burstArrivals,
  dailyArrivals,
  steadyArrivals,
  trickleArrivals,
  type Arrivals,
} from './arrivals.ts';
import { ecsDefaults, ourController, type Controller } from './controllers.ts';
import { createFleet, watchQueue } from './fleet.ts';
import { simLimits } from './limits.ts';
import { stormyMachines, usualMachines, type MachineModel } from './machines.ts';
import { Site, type SimClip } from './site.ts';

/** What `npm run sim -- scaling` is asked. */
export interface ScalingOptions {
  readonly seed: number;
  /** Clips of each trace. */
  readonly count: number;
  /** Some of the traces and of the controllers; all where it is left out. */
  readonly only?: {
    readonly traces?: readonly TraceName[];
    readonly controllers?: readonly ControllerName[];
  };
  /** Breaks the world, to see it noticed. */
  readonly sabotage?: (site: Site, ports: ScaleWorkersPorts) => void;
}

/** A design rule: a landed upload is never lost. */
const ruleOfLosingNothing = 6;

const programStart = '2026-12-18T00:00:00.000Z';

interface Trace {
  readonly arrivals: (random: ReturnType<typeof createSeededRandomness>, count: number) => Arrivals;
  readonly model: MachineModel;
  /** A part of the clips that is enough to tell, where each takes long in virtual time. */
  readonly share: number;
}

const traces = {
  steady: { arrivals: steadyArrivals, model: usualMachines, share: 1 },
  daily: { arrivals: dailyArrivals, model: usualMachines, share: 1 },
  burst: { arrivals: burstArrivals, model: usualMachines, share: 1 },
  trickle: { arrivals: trickleArrivals, model: usualMachines, share: 0.02 },
  storm: { arrivals: steadyArrivals, model: stormyMachines, share: 1 },
} as const satisfies Readonly<Record<string, Trace>>;
/** How clips come in a run. */
export type TraceName = keyof typeof traces;
const traceNames = Object.keys(traces) as readonly TraceName[];

const controllers = { ours: ourController, ecs: ecsDefaults } as const;
/** Who scales in a run. */
export type ControllerName = keyof typeof controllers;
const controllerNames = Object.keys(controllers) as readonly ControllerName[];

/** Runs every trace under our controller and under what ECS does by itself. */
export const simulateScaling = async (options: ScalingOptions): Promise<SimulationResult> => {
  const { seed, count, only } = options;
  const figures: Record<string, number> = {};
  const violations: ReportedViolation[] = [];
  const reproduce = `npm run sim -- scaling --seed ${seed} --count ${count}`;
  for (const trace of only?.traces ?? traceNames) {
    for (const who of only?.controllers ?? controllerNames) {
      const run = await runTrace(traces[trace], controllers[who], options);
      for (const [name, value] of Object.entries(run.figures)) {
        figures[`${trace} ${who}: ${name}`] = value;
      }
      const at = `${trace}, ${who}`;
      violations.push(...run.violations.map((found) => ({ ...found, at, reproduce })));
    }
  }
  const { secondsPerClip, ...usual } = usualMachines;
  return {
    ...{ sim: 'scaling', seed, count, violations, figures },
    faults: { secondsPerClip, usual, stormy: stormyMachines },
  };
};

interface Run {
  readonly figures: Readonly<Record<string, number>>;
  readonly violations: readonly Pick<ReportedViolation, 'rule' | 'detail'>[];
}

/** A tick a minute, a look after the machines twice a minute, and each clip a few steps. */
const maxSteps = (arrivals: Arrivals): number =>
  10_000 + arrivals.length * 40 + ((arrivals.at(-1) ?? 0) + 86_400) / 15;

const runTrace = async (
  trace: Trace,
  controllerOf: (ports: ScaleWorkersPorts) => Controller,
  { seed, count, sabotage }: ScalingOptions,
): Promise<Run> => {
  const schedule = createSchedule(programStart);
  const arrivals = trace.arrivals(createSeededRandomness(seed), Math.ceil(count * trace.share));
  const site = new Site({
    ...{ schedule, arrivals, model: trace.model, places: simLimits.clipsPerWorkerAtOnce },
    random: createSeededRandomness(seed + 1),
  });
  const fleet = createFleet(site);
  const ports = { fleet, queue: watchQueue(site, schedule), limits: simLimits };
  sabotage?.(site, ports);
  repeat(schedule, site, 30, () => fleet.keep());
  repeat(schedule, site, 60, controllerOf(ports));
  const violations: Pick<ReportedViolation, 'rule' | 'detail'>[] = [];
  try {
    await schedule.runAll({ maxSteps: maxSteps(arrivals), onStep: () => undefined });
  } catch (error) {
    violations.push({ rule: ruleOfProgress, detail: String(error) });
  }
  const lost = arrivals.length - site.clips.filter(isFinished).length;
  if (lost > 0) {
    violations.push({ rule: ruleOfLosingNothing, detail: `${lost} clips were never decided` });
  }
  return { figures: figuresOf(site, lost), violations };
};

const repeat = (schedule: Schedule, site: Site, seconds: number, run: () => unknown): void => {
  const again = (): void => {
    void run();
    if (!site.isDone()) schedule.after(seconds, again);
  };
  schedule.after(seconds, again);
};

const isFinished = ({ finishedAt }: SimClip): boolean => finishedAt !== undefined;

const figuresOf = (site: Site, lost: number): Readonly<Record<string, number>> => {
  const secondsOf = (clips: readonly SimClip[]): readonly number[] =>
    clips
      .flatMap(({ arrivedAt, finishedAt }) =>
        finishedAt === undefined ? [] : finishedAt - arrivedAt,
      )
      .toSorted((one, other) => one - other);
  const quantile = (seconds: readonly number[], share: number): number =>
    Math.round(seconds[Math.floor(share * seconds.length)] ?? 0);
  const warm = secondsOf(site.clips.filter(({ isCold }) => !isCold));
  const all = secondsOf(site.clips);
  return {
    clips: site.clips.length,
    lost,
    billedOverUsed: Math.round((site.billedSeconds / site.usedSeconds) * 1_000) / 1_000,
    billedHours: Math.round(site.billedSeconds / 36) / 100,
    warmClips: warm.length,
    warmP99Seconds: quantile(warm, 0.99),
    allP50Seconds: quantile(all, 0.5),
    allP99Seconds: quantile(all, 0.99),
    ...site.counts,
  };
};

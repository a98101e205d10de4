import { faultKinds } from '../engine/faults.ts';
import { usualFaults, type FaultRates } from './rates.ts';
import type { Program, Violation } from './running.ts';
import { runProgram } from './simulate.ts';

/** Lives of one program: enough to contend for slots, few enough to be read. */
export const livesPerProgram = 40;

/** What `npm run sim -- life` is asked. */
export interface LifeOptions {
  readonly seed: number;
  /** Lives, over as many programs as they fill. */
  readonly count: number;
  readonly rates?: FaultRates;
  readonly sabotage?: (program: Program) => void;
}

/** A violation with the command that shows it again. */
export interface ReproducibleViolation extends Violation {
  readonly reproduce: string;
}

/** What the simulation came to. */
export interface LifeResult {
  readonly sim: 'life';
  readonly seed: number;
  readonly count: number;
  readonly faults: FaultRates;
  readonly violations: readonly ReproducibleViolation[];
  readonly figures: Readonly<Record<string, number>>;
  /** Points of use cases at which a kind of fault was never injected. */
  readonly uncovered: readonly string[];
}

/** Violations shown at most. */
const maxShown = 50;

const merge = (into: Map<string, number>, from: ReadonlyMap<string, number>): void => {
  for (const [key, value] of from) into.set(key, (into.get(key) ?? 0) + value);
};

/** Runs lives in programs of 40. The program number n has the seed `seed + n`. */
export const simulateLife = async (options: LifeOptions): Promise<LifeResult> => {
  const { seed, count, rates = usualFaults, sabotage } = options;
  const violations: ReproducibleViolation[] = [];
  const tallies = new Map<string, number>();
  const calls = new Map<string, number>();
  const faults = new Map<string, number>();
  let programs = 0;
  let steps = 0;
  for (let done = 0; done < count; done += livesPerProgram) {
    const lives = Math.min(livesPerProgram, count - done);
    const programSeed = (seed + programs) >>> 0;
    const result = await runProgram({
      seed: programSeed,
      lives,
      rates,
      ...(sabotage === undefined ? {} : { sabotage }),
    });
    programs += 1;
    steps += result.steps;
    const reproduce = `npm run sim -- life --seed ${programSeed} --count ${lives}`;
    violations.push(...result.violations.map((violation) => ({ ...violation, reproduce })));
    merge(tallies, result.tallies);
    merge(calls, result.coverage.calls);
    merge(faults, result.coverage.faults);
  }
  const points = [...calls.keys()].toSorted();
  const uncovered = points.flatMap((point) =>
    faultKinds.map((kind) => `${point} ${kind}`).filter((fault) => !faults.has(fault)),
  );
  return {
    sim: 'life',
    seed,
    count,
    faults: rates,
    violations: violations.slice(0, maxShown),
    figures: {
      programs,
      steps,
      violations: violations.length,
      crashPoints: points.length,
      faultsPossible: points.length * faultKinds.length,
      faultsCovered: points.length * faultKinds.length - uncovered.length,
      faultsInjected: [...faults.values()].reduce((sum, times) => sum + times, 0),
      ...Object.fromEntries([...tallies].toSorted(([one], [other]) => (one < other ? -1 : 1))),
    },
    uncovered,
  };
};

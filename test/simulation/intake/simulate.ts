import { createSeededRandomness } from '../../../core/adapters/memory/seeded-randomness.ts';
import { createMemoryTables } from '../../../core/adapters/memory/tables.ts';
import { GrantsBehind } from '../../../core/domain/intake/close-grants.ts';
import type { GrantOpening } from '../../../core/domain/intake/ports.ts';
import { CallFailed, createCoverage, faultKinds, invoke, Killed } from '../engine/faults.ts';
import { ruleOfProgress, type ReportedViolation, type SimulationResult } from '../engine/result.ts';
import { createSchedule } from '../engine/schedule.ts';
import { giveOneFile } from './people.ts';
import { connectPipeline } from './pipeline.ts';
import { contributorsOf, drawPlan } from './plans.ts';
import { maxFiles, programStart, secondsBetweenFiles, simCampaign } from './program.ts';
import { usualFaults, type IntakeFaults } from './rates.ts';
import { checkAtRest, checkOpened, holdsSlot, takenOf, type Outcome } from './rules.ts';
import type { Facts, Program } from './running.ts';
import { createSimStorage } from './storage.ts';
import { createStores, openProgram } from './world.ts';

/** What `npm run sim -- intake` is asked. `sabotage` breaks the world, to see it noticed. */
export interface IntakeOptions {
  readonly seed: number;
  /** Uploads that land, in whatever order and state. */
  readonly count: number;
  readonly rates?: IntakeFaults;
  readonly sabotage?: (program: Program) => void;
}

/** Violations of one rule that are kept: the first tell most. */
const maxViolationsPerRule = 5;

/** Steps of one upload at most, in the mean; a usual one takes about 15. */
const maxStepsPerUpload = 200;

/** Steps of an empty program at most: a tick a minute for two weeks. */
const maxIdleSteps = 20_160;

/** How far storage's clock is off at most, either way: less than sweeps wait for. */
const storageSkewSeconds = 240;

/** Faults that were drawn, alone or told for all grants of a sweep together. */
const isExpected = (error: unknown): boolean =>
  error instanceof Killed ||
  error instanceof CallFailed ||
  (error instanceof GrantsBehind && error.errors.every(isExpected));

/** Runs the whole intake in virtual time, from one seed to rest. */
export const simulateIntake = async (options: IntakeOptions): Promise<SimulationResult> => {
  const { seed, count, rates = usualFaults, sabotage } = options;
  const { program, violations, tallies, coverage } = createProgram({ seed, count, rates });
  const { schedule, stores, tables, campaign } = program;
  await openProgram(stores, tables, { campaign, uploads: count });
  connectPipeline(program);
  sabotage?.(program);
  keepGiving(program, count);
  keepSweeping(program);
  const maxSteps = maxIdleSteps + count * maxStepsPerUpload;
  let steps = 0;
  try {
    steps = await schedule.runAll({ maxSteps, onStep: () => undefined });
  } catch (error) {
    program.violate(ruleOfProgress, `The program does not come to rest: ${String(error)}`);
  }
  const outcome = checkAtRest(program);
  const reproduce = `npm run sim -- intake --seed ${seed} --count ${count}`;
  return {
    ...{ sim: 'intake', seed, count, faults: rates },
    violations: violations.map((violation) => ({ ...violation, reproduce })),
    figures: {
      ...figuresOf(program, { outcome, tallies }),
      faultsInjected: [...coverage.faults.values()].reduce((sum, times) => sum + times, 0),
      faultsPossible: coverage.calls.size * faultKinds.length,
      faultsCovered: coverage.faults.size,
      steps,
      ...Object.fromEntries([...tallies].toSorted(([one], [other]) => (one < other ? -1 : 1))),
    },
  };
};

/** The figures that the issue asks for come first. */
const figuresOf = (
  program: Program,
  { outcome, tallies }: { outcome: Outcome; tallies: ReadonlyMap<string, number> },
): Record<string, number> => {
  const { campaign, facts, tables, schedule } = program;
  const figure = (what: string): number => tallies.get(what) ?? 0;
  const slotsTaken = campaign.terms.reduce(
    (sum, terms) => sum + takenOf(program, terms.category),
    0,
  );
  return {
    uploads: facts.landed.size,
    granted: tables.clips.size,
    ...Object.fromEntries(
      ['dropped', 'doubled', 'late', 'reordered', 'resent'].map((what) => [what, figure(what)]),
    ),
    ...outcome,
    slotsWanted: campaign.terms.reduce((sum, { wanted }) => sum + wanted, 0),
    slotsTaken,
    clipsHolding: [...tables.clips.values()].filter(holdsSlot).length,
    virtualHours: (schedule.nowMilliseconds() - Date.parse(programStart)) / 3_600_000,
  };
};

/** People go on giving files until so many have landed. */
const keepGiving = (program: Program, uploads: number): void => {
  const { schedule, random, facts } = program;
  const contributors = contributorsOf(uploads);
  const gapSeconds = secondsBetweenFiles(uploads);
  const giveNext = (at: number): void => {
    if (facts.landed.size >= uploads || at >= maxFiles(uploads)) {
      facts.busy -= 1;
      return;
    }
    facts.busy += 1;
    void giveOneFile(program, drawPlan(random, contributors, at));
    schedule.after(2 * random.fraction() * gapSeconds, () => giveNext(at + 1));
  };
  // The giving itself, besides each file.
  facts.busy += 1;
  giveNext(0);
};

/** The sweep ticks each minute while files are given or grants are open. */
const keepSweeping = (program: Program): void => {
  const { schedule, facts, tables } = program;
  const isNeeded = (): boolean =>
    facts.busy > 0 || [...tables.due.keys()].some((bucket) => bucket.startsWith('close-grant@'));
  const tick = (): void => {
    if (!isNeeded()) return;
    void program.sweep();
    schedule.after(60, tick);
  };
  schedule.after(60, tick);
};

const createProgram = ({ seed, count, rates }: Required<Omit<IntakeOptions, 'sabotage'>>) => {
  const random = createSeededRandomness(seed);
  const schedule = createSchedule(programStart);
  const coverage = createCoverage();
  const tables = createMemoryTables();
  const tallies = new Map<string, number>();
  const violations: Omit<ReportedViolation, 'reproduce'>[] = [];
  const facts: Facts = {
    contentOf: new Map(),
    landed: new Map(),
    abandoned: new Set(),
    executions: new Map(),
    busy: 0,
  };
  const storage = createSimStorage({
    skewSeconds: (random.fraction() * 2 - 1) * storageSkewSeconds,
    contentOf: (clipId) => facts.contentOf.get(clipId) ?? 'valid',
  });
  const violate = (rule: number, detail: string): void => {
    const known = violations.filter((violation) => violation.rule === rule);
    if (known.length >= maxViolationsPerRule) return;
    violations.push({ rule, detail, at: schedule.clock.now() });
  };
  const onEffect = (method: string, [given]: readonly unknown[], answer: unknown): void => {
    if (method !== 'clips.openGrant' || answer !== 'opened') return;
    checkOpened(program, (given as GrantOpening).clip);
  };
  const faults = { schedule, random, rates, coverage, onEffect, onStall: () => undefined };
  const program: Program = {
    ...{ schedule, random, rates, tables, storage, facts, violate },
    stores: createStores({ tables, storage, clock: schedule.clock, random }),
    campaign: simCampaign(count),
    invoke: (call, ports, run) => invoke(call, ports, run, faults),
    tally: (what, by = 1) => {
      tallies.set(what, (tallies.get(what) ?? 0) + by);
    },
    onExpected(error) {
      if (isExpected(error)) return;
      violate(ruleOfProgress, `unexpected error: ${String(error)}`);
    },
    sweep: async () => undefined,
    executionName: (clipId) => clipId,
  };
  return { program, violations, tallies, coverage };
};

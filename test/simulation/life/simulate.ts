import { createSeededRandomness } from '../../../core/adapters/memory/seeded-randomness.ts';
import type { ClipMove, GrantOpening } from '../../../core/domain/intake/ports.ts';
import type { DueEntry } from '../../../core/domain/retention/due.ts';
import { GrantsBehind } from '../../../core/domain/intake/close-grants.ts';
import { WithdrawalsBehind } from '../../../core/domain/retention/follow-withdrawals.ts';
import { Undecided } from '../../../core/domain/rewards/settle-clip.ts';
import type { ClipId, ContributorId } from '../../../core/domain/vocabulary/ids.ts';
import { CallFailed, createCoverage, invoke, Killed, type Coverage } from '../engine/faults.ts';
import { type FaultRates } from './rates.ts';
import { liveOneLife, withdrawNow } from './people.ts';
import { connectPipeline } from './pipeline.ts';
import { drawPlans, reviewers } from './plans.ts';
import { visitTask } from './reviewers.ts';
import { programStart, simCampaign, simCampaignParts, simPolicy } from './program.ts';
import { checkAtRest, checkBody, checkStep, watchRules } from './rules.ts';
import {
  ruleOfProgress,
  type Facts,
  type Pipeline,
  type Program,
  type Violation,
} from './running.ts';
import { createSchedule } from '../engine/schedule.ts';
import { isBehindSweep, keepTicking } from './ticks.ts';
import { createWorld } from './world.ts';

/** What one program came to. */
export interface ProgramResult {
  readonly lives: number;
  readonly steps: number;
  readonly violations: readonly Violation[];
  readonly tallies: ReadonlyMap<string, number>;
  readonly coverage: Coverage;
}

/** What to run. `sabotage` breaks the world on purpose, to see that its rules are watched. */
export interface ProgramOptions {
  readonly seed: number;
  readonly lives: number;
  readonly rates: FaultRates;
  readonly sabotage?: (program: Program) => void;
}

/** Violations of one rule kept of one program: the first tell most. */
const maxViolationsPerRule = 5;

/** Steps of one life at most; a usual one takes about 100. */
const maxStepsPerLife = 20_000;

/** Runs one program from its seed to rest. */
export const runProgram = async (options: ProgramOptions): Promise<ProgramResult> => {
  const { lives, seed } = options;
  const { program, violations, tallies, coverage } = createProgram(options);
  const { schedule, random } = program;
  await program.world.stores.campaigns.create(program.campaign, simCampaignParts);
  await program.world.stores.policies.set(simPolicy);
  watchRules(program);
  sendReviewers(program);
  const ticks = keepTicking(program);
  options.sabotage?.(program);
  for (const plan of drawPlans(random, lives)) void liveOneLife(program, plan);
  try {
    const onStep = (): void => {
      checkStep(program);
      ticks.look();
    };
    const steps = await schedule.runAll({ maxSteps: lives * maxStepsPerLife, onStep });
    await checkAtRest(program);
    return { lives, steps, violations, tallies, coverage };
  } catch (error) {
    program.violate(ruleOfProgress, `Program ${seed} does not come to rest: ${String(error)}`);
    return { lives, steps: 0, violations, tallies, coverage };
  }
};

const createProgram = ({ seed, lives, rates }: ProgramOptions) => {
  const random = createSeededRandomness(seed);
  const schedule = createSchedule(programStart);
  const world = createWorld({ schedule, random, rates });
  const coverage = createCoverage();
  const tallies = new Map<string, number>();
  const violations: Violation[] = [];
  const facts: Facts = {
    landed: new Set<ClipId>(),
    abandoned: new Set<ClipId>(),
    consentEnded: new Set<ContributorId>(),
    touched: new Set<ClipId>(),
    awards: new Map(),
    leaves: new Map(),
    buried: new Set<ClipId>(),
    earned: new Map(),
    slotsChanged: false,
    dueChanged: false,
  };
  const tally = (what: string): void => {
    tallies.set(what, (tallies.get(what) ?? 0) + 1);
  };
  const violate = (rule: number, detail: string): void => {
    const known = violations.filter((violation) => violation.rule === rule);
    const isNew = known.every((violation) => violation.detail !== detail);
    if (!isNew || known.length >= maxViolationsPerRule) return;
    violations.push({ rule, detail, at: schedule.clock.now() });
  };
  const onStuck = (what: string, error: unknown): void => {
    violate(ruleOfProgress, `${what}: ${String(error)}`);
  };
  const onEffect: Program['onEffect'] = (method, given, answer) => {
    noteEffect(method, given, facts);
    const entry = dueWritten(method, given, answer);
    if (entry !== undefined) facts.dueChanged = true;
    if (entry !== undefined && isBehindSweep(entry, schedule.clock.now())) {
      violate(6, `${entry.task} of ${entry.clipId} was written behind the sweep`);
    }
  };
  const onBody = (queue: string, body: unknown): void => {
    for (const fault of checkBody(body)) violate(12, `${queue} carries ${fault}`);
  };
  const onStall = (given: readonly unknown[]): void => {
    const clipId = given.map(clipIdIn).find((id) => id !== undefined);
    if (clipId !== undefined && random.chance(0.5)) void withdrawNow(whole, clipId);
  };
  const faults = { schedule, random, rates, coverage, onEffect, onStall };
  const program: Omit<Program, 'pipeline'> & { pipeline?: Pipeline } = {
    world,
    schedule,
    random,
    rates,
    campaign: simCampaign(random, lives),
    facts,
    delivery: { schedule, random, rates, onBody, tally, onStuck },
    invoke: (call, ports, run) => invoke(call, ports, run, faults),
    tally,
    violate,
    onEffect,
    onState: onBody,
    onStuck,
    onExpected(error) {
      tally(`failed: ${error instanceof Error ? error.name : typeof error}`);
      if (!isExpected(error)) onStuck('unexpected error', error);
    },
  };
  const whole = program as Program;
  program.pipeline = connectPipeline(whole);
  return { program: whole, violations, tallies, coverage };
};

const isExpected = (error: unknown): boolean =>
  error instanceof Killed ||
  error instanceof CallFailed ||
  error instanceof Undecided ||
  // Faults of calls, told for all grants or withdrawals of a run together.
  (error instanceof GrantsBehind && error.errors.every(isExpected)) ||
  (error instanceof WithdrawalsBehind && error.errors.every(isExpected));

/** Remembers which clip a call was about, so that only what changed is checked. */
const noteEffect = (method: string, given: readonly unknown[], facts: Facts): void => {
  for (const value of given.slice(0, 2)) {
    const clipId = clipIdIn(value);
    if (clipId !== undefined) facts.touched.add(clipId);
  }
  if (method === 'clips.openGrant') facts.slotsChanged = true;
};

/** The due entry that a call wrote. */
const dueWritten = (
  method: string,
  [given]: readonly unknown[],
  answer: unknown,
): DueEntry | undefined => {
  if (method === 'due.put') return given as DueEntry;
  if (method === 'clips.openGrant' && answer === 'opened') return (given as GrantOpening).due;
  if (method === 'clips.move' && answer === 'moved') return (given as ClipMove).due;
  return undefined;
};

const clipIdIn = (value: unknown): ClipId | undefined => {
  if (typeof value === 'string') return value.startsWith('clip_') ? (value as ClipId) : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  if ('clipId' in value) return clipIdIn(value.clipId);
  return 'clip' in value ? clipIdIn(value.clip) : undefined;
};

/** Reviewers come to most tasks, to some too late, to some two at once. */
const sendReviewers = (program: Program): void => {
  const { world, schedule, random } = program;
  const seen = new Set<ClipId>();
  world.tables.onChange((change) => {
    if (change.table !== 'reviews' || seen.has(change.key)) return;
    seen.add(change.key);
    if (random.chance(0.15)) return;
    const visits = random.chance(0.2) ? 2 : 1;
    const inSeconds = random.fraction() ** 3 * 90_000;
    for (let visit = 0; visit < visits; visit += 1) {
      const reviewer = random.pick(reviewers);
      schedule.after(inSeconds + visit * 60, () => void visitTask(program, reviewer, change.key));
    }
  });
};

import {
  dueTasks,
  minuteOf,
  type DueEntry,
  type DueTask,
} from '../../../core/domain/retention/due.ts';
import { settleSeconds } from '../../../core/domain/retention/due-sweep.ts';
import { addSeconds, secondsBetween, type Instant } from '../../../core/domain/vocabulary/time.ts';
import type { Program } from './running.ts';

/**
 * The schedule ticks each minute. Ticks that would find nothing due are left out, and what they
 * would have done (moving the cursor over empty minutes) is done instead of them.
 */
export interface Ticks {
  /** Sees whether something became due, and arranges for the tick that finds it. */
  look(): void;
}

/** While something is due and not done, further ticks: some are late, as EventBridge may be. */
const againSeconds = 240;

const nextMinute = (instant: Instant): Instant =>
  addSeconds(`${minuteOf(addSeconds(instant, 59.999))}:00.000Z`, 0);

const oldestOf = (program: Program, task: DueTask): Instant | undefined => {
  let oldest: Instant | undefined;
  for (const [bucket, entries] of program.world.tables.due) {
    if (!bucket.startsWith(`${task}@`)) continue;
    for (const { dueAt } of entries.values()) {
      if (oldest === undefined || dueAt < oldest) oldest = dueAt;
    }
  }
  return oldest;
};

/** What idle ticks would have done by now: left settled, empty minutes behind. */
const skipIdleMinutes = async (program: Program, task: DueTask, oldest: Instant): Promise<void> => {
  const { due, clock } = program.world.stores;
  const settled = addSeconds(clock.now(), -60 - settleSeconds);
  const target = minuteOf(oldest < settled ? oldest : settled);
  const cursor = await due.cursor(task);
  const far = cursor === undefined || secondsBetween(`${cursor}:00.000Z`, settled) > 600;
  if (far) await due.advance(task, target);
};

/** Keeps the two schedules ticking while anything is due. */
export const keepTicking = (program: Program): Ticks => {
  const pending = new Map<DueTask, { at: Instant; callOff: () => void }>();
  const { schedule, pipeline } = program;
  const run = { 'close-grant': pipeline.closeGrants, erase: pipeline.startExpiry } as const;
  const tick = async (task: DueTask, oldest: Instant): Promise<void> => {
    await skipIdleMinutes(program, task, oldest);
    program.tally(`ticks: ${task}`);
    await run[task]().catch(program.onExpected);
    pending.delete(task);
    arrange(task, againSeconds);
  };
  const arrange = (task: DueTask, notBeforeSeconds: number): void => {
    const oldest = oldestOf(program, task);
    if (oldest === undefined) return;
    const now = schedule.clock.now();
    const earliest = addSeconds(now, notBeforeSeconds);
    const wanted = nextMinute(oldest > now ? oldest : earliest);
    const arranged = pending.get(task);
    if (arranged !== undefined && arranged.at <= wanted) return;
    arranged?.callOff();
    const callOff = schedule.at(wanted, () => void tick(task, oldest));
    pending.set(task, { at: wanted, callOff });
  };
  return {
    look() {
      if (!program.facts.dueChanged) return;
      program.facts.dueChanged = false;
      for (const task of dueTasks) arrange(task, 0);
    },
  };
};

/** Whether an entry lies in a minute that sweeps have left behind: nobody would ever find it. */
export const isBehindSweep = (entry: DueEntry, now: Instant): boolean =>
  addSeconds(`${minuteOf(entry.dueAt)}:00.000Z`, 60 + settleSeconds) <= now;

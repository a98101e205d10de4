import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  addSeconds,
  millisecondsOf,
  type Clock,
  type Instant,
} from '../../../core/domain/vocabulary/time.ts';

/** Something to do at a moment. */
interface Appointment {
  readonly atMilliseconds: number;
  readonly order: number;
  run: (() => void) | undefined;
}

/** Virtual time: nothing happens but what was scheduled, in order of time. */
export interface Schedule {
  readonly clock: Clock;
  /** Milliseconds since 1970. */
  nowMilliseconds(): number;
  /** Runs later; the returned function calls it off. */
  after(seconds: number, run: () => void): () => void;
  at(instant: Instant, run: () => void): () => void;
  pause(seconds: number): Promise<void>;
  /** Runs until nothing is left. Throws after `maxSteps`: something does not end. */
  runAll(options: { maxSteps: number; onStep: () => void }): Promise<number>;
}

/** An empty schedule. */
export const createSchedule = (start: Instant): Schedule => {
  const heap = createHeap();
  const epoch = millisecondsOf(start);
  let elapsed = 0;
  let order = 0;
  // Text of the present, made only when it is asked for.
  let now: Instant | undefined = start;
  const nowText = (): Instant => {
    now ??= addSeconds(start, elapsed / 1_000);
    return now;
  };
  const after = (seconds: number, run: () => void): (() => void) => {
    order += 1;
    const atMilliseconds = elapsed + Math.max(0, Math.round(seconds * 1_000));
    const appointment: Appointment = { atMilliseconds, order, run };
    heap.push(appointment);
    return () => {
      appointment.run = undefined;
    };
  };
  return {
    clock: { now: nowText },
    nowMilliseconds: () => epoch + elapsed,
    after,
    at: (instant, run) => after((millisecondsOf(instant) - epoch - elapsed) / 1_000, run),
    pause: (seconds) =>
      new Promise((resolve) => {
        after(seconds, resolve);
      }),
    async runAll({ maxSteps, onStep }) {
      let steps = 0;
      for (let next = heap.pop(); next !== undefined; next = heap.pop()) {
        if (next.run === undefined) continue;
        steps += 1;
        if (steps > maxSteps)
          throw new Error(`Not at rest after ${maxSteps} steps, at ${nowText()}`);
        if (next.atMilliseconds > elapsed) {
          elapsed = next.atMilliseconds;
          now = undefined;
        }
        next.run();
        // Lets everything run to where it waits for its next appointment.
        await nextTurn();
        onStep();
      }
      return steps;
    },
  };
};

const isBefore = (one: Appointment, other: Appointment): boolean =>
  one.atMilliseconds === other.atMilliseconds
    ? one.order < other.order
    : one.atMilliseconds < other.atMilliseconds;

/** A binary heap: the earliest first, of equal times the one that was scheduled first. */
const createHeap = () => {
  const items: Appointment[] = [];
  const swap = (one: number, other: number): void => {
    const [a, b] = [items[one], items[other]];
    if (a !== undefined && b !== undefined) [items[one], items[other]] = [b, a];
  };
  const precedes = (one: number, other: number): boolean => {
    const [a, b] = [items[one], items[other]];
    return a !== undefined && b !== undefined && isBefore(a, b);
  };
  const sink = (): void => {
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const child = precedes(right, left) ? right : left;
      if (!precedes(child, at)) return;
      swap(at, child);
      at = child;
    }
  };
  return {
    push(item: Appointment): void {
      items.push(item);
      for (let at = items.length - 1; at > 0;) {
        const parent = (at - 1) >> 1;
        if (!precedes(at, parent)) return;
        swap(at, parent);
        at = parent;
      }
    },
    pop(): Appointment | undefined {
      swap(0, items.length - 1);
      const first = items.pop();
      sink();
      return first;
    },
  };
};

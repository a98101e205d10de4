import type { SeededRandomness } from '../../../core/adapters/memory/seeded-randomness.ts';
import { throughCalls, type AroundCall } from '../../support/through-calls.ts';
import type { Schedule } from './schedule.ts';

/** What can go wrong at one call of one port. */
export const faultKinds = ['crash-before', 'crash-after', 'reply-lost', 'throttled'] as const;
export type FaultKind = (typeof faultKinds)[number];

/** How often things go wrong at calls of ports, as probabilities. */
export interface CallRates {
  /** Each kind, at a call of a point that had this kind before in this program. */
  readonly call: number;
  /** Each kind, at a point that had not: so every point of every use case is hit soon. */
  readonly newCall: number;
  /** A call takes noticeable time, so that others get between. */
  readonly pause: number;
  /** A process hangs for as long as it may live, while others act on its clip. */
  readonly stall: number;
}

/** The process died here: whoever called it never hears back. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** The call was not done, or it was and the answer got lost: the caller cannot tell. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
}

/** Which points of which use cases were called, and what went wrong there. */
export interface Coverage {
  readonly calls: Map<string, number>;
  /** Keyed `${point} ${kind}`. */
  readonly faults: Map<string, number>;
}

export const createCoverage = (): Coverage => ({ calls: new Map(), faults: new Map() });

const count = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

/** What calls of ports go through. */
export interface FaultPorts {
  readonly schedule: Schedule;
  readonly random: SeededRandomness;
  readonly rates: CallRates;
  readonly coverage: Coverage;
  /** Told of every call that took effect. */
  readonly onEffect: (method: string, given: readonly unknown[], answer: unknown) => void;
  /** Told that a process hangs at a call. */
  readonly onStall: (given: readonly unknown[]) => void;
}

/** One run of one use case, as one process would. */
interface Invocation {
  readonly useCase: string;
  /** Milliseconds since 1970 after which the platform kills it. */
  readonly diesAt: number;
  isAlive: boolean;
  /** Calls so far, by point. */
  readonly calls: Map<string, number>;
}

/**
 * Runs a use case once, with every port it uses behind a proxy that injects faults. Rejects with
 * `Killed` when the process died, with whatever the use case threw otherwise.
 */
export const invoke = <Ports extends object, Answer>(
  { useCase, timeoutSeconds }: { useCase: string; timeoutSeconds: number },
  ports: Ports,
  run: (ports: Ports) => Promise<Answer>,
  faults: FaultPorts,
): Promise<Answer> => {
  const diesAt = faults.schedule.nowMilliseconds() + timeoutSeconds * 1_000;
  const invocation = { useCase, diesAt, isAlive: true, calls: new Map<string, number>() };
  const around: AroundCall = (call) =>
    callOnce(call.run, { method: call.method, given: call.given, invocation, faults });
  return run(throughCalls(ports, around));
};

interface Call {
  readonly method: string;
  readonly given: readonly unknown[];
  readonly invocation: Invocation;
  readonly faults: FaultPorts;
}

const requireAlive = ({ invocation, faults: { schedule } }: Call): void => {
  if (schedule.nowMilliseconds() > invocation.diesAt) invocation.isAlive = false;
  if (!invocation.isAlive) throw new Killed(invocation.useCase);
};

const kill = ({ invocation }: Call): never => {
  invocation.isAlive = false;
  throw new Killed(invocation.useCase);
};

const callOnce = async (run: () => unknown, call: Call): Promise<unknown> => {
  const { method, given, invocation, faults } = call;
  const point = `${invocation.useCase} ${method}`;
  requireAlive(call);
  await maybePause(call);
  requireAlive(call);
  count(faults.coverage.calls, point);
  count(invocation.calls, point);
  const fault = drawFault(point, invocation.calls.get(point) ?? 1, faults);
  if (fault !== undefined) count(faults.coverage.faults, `${point} ${fault}`);
  if (fault === 'crash-before') return kill(call);
  if (fault === 'throttled') throw new CallFailed(`${point} was throttled`);
  const answer = await run();
  faults.onEffect(method, given, answer);
  if (fault === 'crash-after') return kill(call);
  if (fault === 'reply-lost') return loseReply(run, call);
  await maybePause(call);
  requireAlive(call);
  return answer;
};

/** A lost answer: the client library repeats the call, or its caller is told that it failed. */
const loseReply = async (run: () => unknown, call: Call): Promise<unknown> => {
  const { random } = call.faults;
  if (random.chance(0.5)) throw new CallFailed(`The answer of ${call.method} was lost`);
  const answer = await run();
  call.faults.onEffect(call.method, call.given, answer);
  return answer;
};

/** Mostly milliseconds; now and then as long as the process may live. */
const maybePause = async ({ given, invocation, faults }: Call): Promise<void> => {
  const { random, rates, schedule, onStall } = faults;
  if (!random.chance(rates.pause)) return;
  if (!random.chance(rates.stall / rates.pause)) {
    await schedule.pause(random.fraction() * 0.05);
    return;
  }
  onStall(given);
  const leftSeconds = (invocation.diesAt - schedule.nowMilliseconds()) / 1_000;
  await schedule.pause(random.fraction() * leftSeconds);
};

/**
 * The n-th call of one point in one run fails n times less often than the first: a sweep that reads
 * a thousand shards must be as likely to come through as a use case that reads one item.
 */
const drawFault = (
  point: string,
  nth: number,
  { random, rates, coverage }: FaultPorts,
): FaultKind | undefined => {
  const kind = random.pick(faultKinds);
  const wasHere = coverage.faults.has(`${point} ${kind}`);
  const perKind = wasHere ? rates.call : rates.newCall;
  return random.chance((perKind * faultKinds.length) / nth) ? kind : undefined;
};

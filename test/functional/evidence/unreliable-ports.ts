import type { AppendPorts } from '../../../core/domain/evidence/append-leaves.ts';

/** A process died: what it awaited never comes back to it. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

type Call = () => Promise<unknown>;

/** Runs every asynchronous call of the ports through `around`. */
export const throughCalls = (
  ports: AppendPorts,
  around: (call: Call) => Promise<unknown>,
): AppendPorts => ({
  ...ports,
  sequence: wrap(ports.sequence, around),
  tiles: wrap(ports.tiles, around),
  signer: wrap(ports.signer, around),
  backoff: wrap(ports.backoff, around),
});

const wrap = <Port extends object>(port: Port, around: (call: Call) => Promise<unknown>): Port =>
  new Proxy(port, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...given: readonly unknown[]) =>
        around(async () => Reflect.apply(member, target, given) as unknown);
    },
  });

/** Ports of a writer that dies at its n-th call (from 1): before or after the call took effect. */
export const killedAtCall = (
  ports: AppendPorts,
  atCall: number,
  moment: 'before' | 'after',
): AppendPorts => {
  let calls = 0;
  return throughCalls(ports, async (call) => {
    calls += 1;
    const mine = calls;
    // Once dead, a process makes no further calls.
    if (mine > atCall || (mine === atCall && moment === 'before')) throw new Killed();
    const answer = await call();
    if (mine === atCall) throw new Killed();
    return answer;
  });
};

/** A random number from 0 to 1 that follows from the seed (mulberry32). */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Decides who goes next: every call waits for its turn, turns are drawn at random. */
export interface Turns {
  /** Resolves when it is this caller's turn. */
  take(): Promise<void>;
  /** Hands out turns until the work is done; throws after `maxTurns`. */
  run(work: Promise<unknown>, maxTurns: number): Promise<void>;
}

export const createTurns = (random: () => number): Turns => {
  const waiting: (() => void)[] = [];
  return {
    take: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
      }),
    async run(work, maxTurns) {
      let working = true;
      const end = work.finally(() => {
        working = false;
      });
      for (let turn = 0; working; turn += 1) {
        if (turn > maxTurns) throw new Error(`Not done after ${maxTurns} turns`);
        // Lets everyone run to where they wait for their next turn.
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
        const [next] = waiting.splice(Math.floor(random() * waiting.length), 1);
        next?.();
      }
      await end;
      for (const left of waiting.splice(0)) left();
    },
  };
};

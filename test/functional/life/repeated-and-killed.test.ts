import { describe, expect, it } from '@jest/globals';
import { throughCalls } from '../../support/through-calls.ts';
import { endOf, type LifeEnd } from './end-of-life.ts';
import { createLife, liveToTheEnd, type Life, type RunStep, type Script } from './one-life.ts';

/** A process died: what it awaited never comes back to it. */
class Killed extends Error {
  override readonly name = 'Killed';
}

const accepted = { outcome: 'accepted' } as const;
const rejected = { outcome: 'rejected', reason: 'poor-quality' } as const;

const scripts: Readonly<Record<string, Script>> = {
  'accepted by the rule': { scenario: 'staged', file: 'good' },
  'accepted by a reviewer': { scenario: 'real', file: 'good', verdict: accepted },
  'rejected by a reviewer': { scenario: 'real', file: 'good', verdict: rejected },
  'accepted by silence': { scenario: 'real', file: 'good' },
  'refused when it landed': { scenario: 'staged', file: 'not-a-video' },
  'refused as undecodable': { scenario: 'staged', file: 'breaks-off' },
  'never uploaded': { scenario: 'staged', file: 'never-sent' },
  abandoned: { scenario: 'staged', file: 'abandoned' },
  'found by the sweep': { scenario: 'staged', file: 'good', losesEvent: true },
  'withdrawn before analysis': { scenario: 'staged', file: 'good', withdrawsAfter: 'validation' },
  'withdrawn in review': { scenario: 'real', file: 'good', withdrawsAfter: 'review' },
  'withdrawn after the award': { scenario: 'staged', file: 'good', withdrawsAfter: 'award' },
};

/** Makes the way steps are run; `wait` lets a second pass, until something is repeated. */
type MakeStep = (wait: () => void) => RunStep;

const undisturbed: MakeStep = () => (_useCase, ports, run) => run(ports);

const twice: MakeStep = (wait) => async (_useCase, ports, run) => {
  const answer = await run(ports);
  wait();
  await run(ports);
  return answer;
};

const liveBy = async (script: Script, makeStep: MakeStep): Promise<LifeEnd> => {
  const life: Life = createLife(script, (useCase, ports, run) => step(useCase, ports, run));
  const step = makeStep(() => {
    life.advance(1);
  });
  await liveToTheEnd(life);
  return endOf(life);
};

/**
 * Counts calls one by one, but for the shards of the due index, which are read in rows: a crash in
 * the middle of a row of reads is a crash at its beginning.
 */
const createCounter = () => {
  let last = '';
  let calls = 0;
  return (method: string): number => {
    if (method !== 'due.oldest' || method !== last) calls += 1;
    last = method;
    return calls;
  };
};

/** How often each use case calls a port in an undisturbed life. */
const countCalls = async (script: Script): Promise<ReadonlyMap<string, number>> => {
  const counts = new Map<string, number>();
  const counters = new Map<string, ReturnType<typeof createCounter>>();
  await liveBy(
    script,
    () => (useCase, ports, run) =>
      run(
        throughCalls(ports, async (call) => {
          const counter = counters.get(useCase) ?? createCounter();
          counters.set(useCase, counter);
          counts.set(useCase, counter(call.method));
          return call.run();
        }),
      ),
  );
  return counts;
};

type Moment = 'before' | 'after';

/** A life in which the n-th call of a use case kills its process; it is then tried again. */
const killedOnce =
  (killed: { useCase: string; atCall: number; moment: Moment }): MakeStep =>
  (wait) => {
    const counter = createCounter();
    let hasStruck = false;
    return async (useCase, ports, run) => {
      if (useCase !== killed.useCase || hasStruck) return run(ports);
      const die = (): never => {
        hasStruck = true;
        throw new Killed();
      };
      const mortal = throughCalls(ports, async (call) => {
        if (hasStruck) throw new Killed();
        const isHere = counter(call.method) === killed.atCall;
        if (isHere && killed.moment === 'before') return die();
        const answer = await call.run();
        return isHere ? die() : answer;
      });
      try {
        return await run(mortal);
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        wait();
        return run(ports);
      }
    };
  };

/** What a crash may leave behind: grants that nobody used, which expire and are erased. */
const withoutUnused = (end: LifeEnd): LifeEnd => ({ ...end, unused: [] });

const unusedEnds = {
  way: 'granted → expired → erasing → erased',
  awards: 0,
  tombstones: 1,
  leaves: ['leaf_erased'],
};

const isUnusedGrant = (end: object): boolean => JSON.stringify(end) === JSON.stringify(unusedEnds);

/** Every point of a use case at which a crash changed how the life ends. */
const changesByCrash = async (
  script: Script,
  { useCase, calls, expected }: { useCase: string; calls: number; expected: LifeEnd },
): Promise<readonly string[]> => {
  const changes: string[] = [];
  for (let atCall = 1; atCall <= calls; atCall += 1) {
    for (const moment of ['before', 'after'] as const) {
      const end = await liveBy(script, killedOnce({ useCase, atCall, moment }));
      const more = end.unused.slice(expected.unused.length);
      const same =
        JSON.stringify(withoutUnused(end)) === JSON.stringify(withoutUnused(expected)) &&
        JSON.stringify(end.unused.slice(more.length)) === JSON.stringify(expected.unused) &&
        more.length <= 1 &&
        end.unused.slice(0, more.length).every(isUnusedGrant);
      if (!same) changes.push(`${useCase}, ${moment} call ${atCall}: ${JSON.stringify(end)}`);
    }
  }
  return changes;
};

describe.each(Object.entries(scripts))('a clip that is %s', (_name, script) => {
  it('ends with at most one award, one erasure and one leaf of each', async () => {
    const { clips, unused, left, openGrants, due, countedOnWall, ...rest } = await liveBy(
      script,
      undisturbed,
    );
    const [clip, ...others] = [...clips, ...unused];
    const awards = clip?.awards ?? 0;
    expect(others).toEqual([]);
    expect(clip?.way).toMatch(/erasing → erased$/);
    expect(clip?.tombstones).toBe(1);
    expect(clip?.leaves).toEqual(awards === 1 ? ['leaf_awarded', 'leaf_erased'] : ['leaf_erased']);
    expect({ left, openGrants, due, countedOnWall }).toEqual({
      left: [],
      openGrants: 0,
      due: 0,
      countedOnWall: awards,
    });
    expect(rest).toEqual({
      consentLeaves: 1,
      owed: awards === 1 ? ['200 USD'] : [],
      slotsTaken: awards,
      capsHeld: awards,
      clipsInActs: awards,
      contentsClaimed: 0,
      paidFiles: awards,
    });
  });

  it('ends the same when every step is done twice', async () => {
    const once = await liveBy(script, undisturbed);
    const again = await liveBy(script, twice);
    expect(again.unused.filter((end) => !isUnusedGrant(end))).toEqual(
      once.unused.filter((end) => !isUnusedGrant(end)),
    );
    expect(withoutUnused(again)).toEqual(withoutUnused(once));
  });

  it('ends the same after a crash before or after any call of any step', async () => {
    const expected = await liveBy(script, undisturbed);
    const changes: string[] = [];
    for (const [useCase, calls] of await countCalls(script)) {
      changes.push(...(await changesByCrash(script, { useCase, calls, expected })));
    }
    expect(changes).toEqual([]);
  });
});

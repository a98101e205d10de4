import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ClipId } from '../../../core/domain/vocabulary/ids.ts';
import { addSeconds, minuteText } from '../../../core/domain/vocabulary/time.ts';
import { throughCalls } from '../../support/through-calls.ts';
import {
  codeOf,
  createGrantWorld,
  refusalIn,
  waitingPlaceSeconds,
  type Giver,
} from './grant-world.ts';

/** A full campaign with people who wait, in the order of their asking; time goes on for each. */
const fullCampaign = async ({ slots, waiting }: { slots: number; waiting: number }) => {
  const world = await createGrantWorld({ wanted: slots });
  const held: ClipId[] = [];
  for (let at = 0; at < slots; at += 1) held.push((await world.given(await world.join())).clipId);
  const people: Giver[] = [];
  for (let at = 0; at < waiting; at += 1) {
    const giver = await world.join();
    expect(await codeOf(world.ask(giver))).toBe('campaign-full');
    people.push(giver);
    world.ports.clock.advance(1);
  }
  const free = async (count: number): Promise<void> => {
    for (const clipId of held.splice(0, count)) {
      await world.ports.clips.move({ clipId, to: 'expired', at: world.ports.clock.now() });
    }
  };
  return { ...world, people, free };
};

describe('a full category', () => {
  it('tells each their position and until when it is kept', async () => {
    const { ask, ports, people } = await fullCampaign({ slots: 3, waiting: 4 });
    for (const [at, giver] of people.entries()) {
      const refusal = await refusalIn(ask(giver));
      const keptUntil = addSeconds(ports.clock.now(), waitingPlaceSeconds);
      expect(refusal?.code).toBe('campaign-full');
      expect(refusal?.facts).toEqual({ position: at + 1, positionIs: 'exact', keptUntil });
      expect(refusal?.message).toContain(`number ${at + 1} `);
      expect(refusal?.message).toContain(`before ${minuteText(keptUntil)} to keep`);
      expect(refusal?.message).toContain('Nothing was uploaded');
    }
  });

  it('reads no more of a list than it tells, while nothing is free', async () => {
    const { ask, ports, people } = await fullCampaign({ slots: 1, waiting: 4 });
    const limits: unknown[] = [];
    const through = throughCalls(ports, async ({ method, given, run }) => {
      if (method === 'waiting.ahead') limits.push((given[1] as { limit: number }).limit);
      return run();
    });
    const [, , , last] = people as [Giver, Giver, Giver, Giver];
    expect((await refusalIn(ask(last, {}, through)))?.facts['position']).toBe(4);
    expect(limits).toEqual([1, 100]);
  });

  it('does not take a place for what would be refused anyway', async () => {
    const { ask, join, people } = await fullCampaign({ slots: 2, waiting: 1 });
    const [first] = people as [Giver];
    const hasty = await join();
    expect(await codeOf(ask(hasty, { capturedHour: '2030-01-01T00Z' }))).toBe('hour-in-future');
    expect((await refusalIn(ask(first)))?.facts['position']).toBe(1);
    expect((await refusalIn(ask(hasty)))?.facts['position']).toBe(2);
  });

  it('gives free slots to those who came first, whoever asks in what order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 8 }).chain((waiting) =>
          fc.record({
            waiting: fc.constant(waiting),
            freed: fc.integer({ min: 0, max: 6 }),
            strangers: fc.integer({ min: 0, max: 2 }),
            asking: fc.array(fc.nat({ max: waiting + 1 }), { minLength: 30, maxLength: 60 }),
          }),
        ),
        async ({ waiting, freed, strangers, asking }) => {
          const world = await fullCampaign({ slots: 6, waiting });
          await world.free(freed);
          const late: Giver[] = [];
          while (late.length < strangers) late.push(await world.join());
          const all = [...world.people, ...late];
          const winners = new Set<Giver>();
          for (const at of [...asking, ...all.keys()]) {
            const giver = all[at];
            if (giver === undefined || winners.has(giver)) continue;
            if ((await codeOf(world.ask(giver))) === undefined) winners.add(giver);
          }
          const first = world.people.slice(0, freed);
          const waited = [...winners].filter((giver) => world.people.includes(giver));
          expect(new Set(waited)).toEqual(new Set(first));
          expect(winners.size).toBe(Math.min(freed, all.length));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('lets nobody past while many ask at once', async () => {
    const world = await fullCampaign({ slots: 10, waiting: 20 });
    await world.free(5);
    let turn = 0;
    const through = throughCalls(world.ports, async ({ run }) => {
      turn += 1;
      for (let left = (turn * 7) % 4; left > 0; left -= 1) {
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
      }
      return run();
    });
    const winners = new Set<Giver>();
    for (let round = 0; round < 6; round += 1) {
      const asking = world.people.filter((giver) => !winners.has(giver)).toReversed();
      const codes = await Promise.all(asking.map((giver) => codeOf(world.ask(giver, {}, through))));
      for (const giver of asking.filter((_, at) => codes[at] === undefined)) winners.add(giver);
    }
    expect(winners).toEqual(new Set(world.people.slice(0, 5)));
  });

  it('waits for those who stopped asking no longer than their places are kept', async () => {
    const world = await fullCampaign({ slots: 2, waiting: 3 });
    const { ports, ask, people, free } = world;
    const [, , last] = people as [Giver, Giver, Giver];
    const lastAsked = ports.clock.now();
    expect((await refusalIn(ask(last)))?.facts['position']).toBe(3);
    await free(1);
    expect(await codeOf(ask(last))).toBe('campaign-full');
    // The second asked two seconds before; from then on its place counts no more.
    ports.clock.advanceTo(addSeconds(lastAsked, waitingPlaceSeconds - 2));
    expect(await codeOf(ask(last))).toBe('campaign-full');
    ports.clock.advanceTo(addSeconds(lastAsked, waitingPlaceSeconds));
    expect(await codeOf(ask(last))).toBeUndefined();
  });

  it('gives a stranger a slot when fewer people wait than there are slots', async () => {
    const { ask, join, people, free } = await fullCampaign({ slots: 3, waiting: 1 });
    await free(1);
    const [first] = people as [Giver];
    const stranger = await join();
    expect(await codeOf(ask(stranger))).toBe('campaign-full');
    await free(1);
    expect(await codeOf(ask(stranger))).toBeUndefined();
    expect(await codeOf(ask(first))).toBeUndefined();
    await free(1);
    expect(await codeOf(ask(await join()))).toBeUndefined();
  });

  it('takes a granted person out of the list: the next time they wait at its end', async () => {
    const world = await fullCampaign({ slots: 2, waiting: 2 });
    const [first, second] = world.people as [Giver, Giver];
    await world.free(1);
    expect(await codeOf(world.ask(first))).toBeUndefined();
    expect((await refusalIn(world.ask(first)))?.facts['position']).toBe(2);
    expect((await refusalIn(world.ask(second)))?.facts['position']).toBe(1);
  });
});

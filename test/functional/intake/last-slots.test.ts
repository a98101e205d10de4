import { describe, expect, it } from '@jest/globals';
import {
  createSeededRandomness,
  type SeededRandomness,
} from '../../../core/adapters/memory/seeded-randomness.ts';
import { throughCalls } from '../../support/through-calls.ts';
import { codeOf, createGrantWorld, type GrantPorts, type Giver } from './grant-world.ts';

const people = 200;
const slots = 50;

/** Turns of the event loop that a call waits at most: rivals pass each other in every order. */
const longestDelayTurns = 5;

/** The ports as over a network: every call takes a while before it runs and after. */
const delayed = (ports: GrantPorts, random: SeededRandomness): GrantPorts => {
  const turns = async (): Promise<void> => {
    for (let left = random.below(longestDelayTurns + 1); left > 0; left -= 1) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
  };
  return throughCalls(ports, async ({ run }) => {
    await turns();
    const given = await run();
    await turns();
    return given;
  });
};

describe('the last slots of a campaign', () => {
  it.each([1, 2])(
    'are given exactly, to 200 people who ask at once, and again when some expire: seed %i',
    async (seed) => {
      const world = await createGrantWorld({ wanted: slots });
      const { ports } = world;
      const through = delayed(ports, createSeededRandomness(seed));
      const givers: Giver[] = [];
      while (givers.length < people) givers.push(await world.join());
      const askAll = async (): Promise<readonly (string | undefined)[]> =>
        Promise.all(givers.map((giver) => codeOf(world.ask(giver, {}, through))));

      const codes = await askAll();
      expect(codes.filter((code) => code === undefined)).toHaveLength(slots);
      expect(codes.filter((code) => code === 'campaign-full')).toHaveLength(people - slots);
      expect((await ports.campaigns.taken(world.campaign.campaignId))['package-theft']).toBe(slots);

      const winners = givers.filter((_, at) => codes[at] === undefined);
      for (const { actor } of winners.slice(0, 10)) {
        const { clips } = await ports.clips.listByContributor(actor.actorId, { limit: 10 });
        expect(clips).toHaveLength(1);
        for (const { clipId } of clips) {
          await ports.clips.move({ clipId, to: 'expired', at: ports.clock.now() });
        }
      }
      // Whoever is first in the list gets a slot in every round: ten rounds give all ten away.
      let givenAgain = 0;
      for (let round = 0; round < 10 && givenAgain < 10; round += 1) {
        givenAgain += (await askAll()).filter((code) => code === undefined).length;
      }
      expect(givenAgain).toBe(10);
      expect((await askAll()).filter((code) => code === undefined)).toEqual([]);
      expect((await ports.campaigns.taken(world.campaign.campaignId))['package-theft']).toBe(slots);
    },
  );
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { planSlots, type SlotShard } from '../../../core/domain/campaigns/slot-plan.ts';

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
const takenIn = (shards: readonly SlotShard[]): number => sum(shards.map(({ taken }) => taken));

const shardsAnyhow = fc.array(
  fc
    .tuple(fc.nat(1_000), fc.nat(1_000))
    .map(([taken, free]): SlotShard => ({ limit: taken + free, taken })),
  { minLength: 1, maxLength: 16 },
);

describe('a plan of slots', () => {
  it('adds up to what is wanted and takes no slot away from anybody', () => {
    fc.assert(
      fc.property(shardsAnyhow, fc.nat(40_000), (shards, wanted) => {
        const plan = planSlots(shards, wanted);
        const isPossible = takenIn(shards) <= wanted;
        expect(plan !== undefined).toBe(isPossible);
        expect(sum(plan ?? [wanted])).toBe(wanted);
        const isKept = (plan ?? []).every((limit, shard) => limit >= (shards[shard]?.taken ?? 0));
        expect(isKept).toBe(true);
      }),
    );
  });

  it('leaves slots alone that add up already', () => {
    fc.assert(
      fc.property(shardsAnyhow, (shards) => {
        const limits = shards.map(({ limit }) => limit);
        expect(planSlots(shards, sum(limits))).toEqual(limits);
      }),
    );
  });

  it('gives every shard as much room as the next', () => {
    const shards = [
      { limit: 10, taken: 9 },
      { limit: 10, taken: 0 },
      { limit: 10, taken: 4 },
    ];
    expect(planSlots(shards, 20)).toEqual([12, 2, 6]);
    expect(planSlots(shards, 13)).toEqual([9, 0, 4]);
    expect(planSlots(shards, 12)).toBeUndefined();
  });
});

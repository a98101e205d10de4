import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BatchingLeft, startBatching } from '../../../../core/domain/inference/models/batching.ts';

/** Doubles numbers; remembers its batches; counts how many runs overlap. */
const doubling = (maxBatch: number, whenWaiting?: (flush: () => void) => void) => {
  const batches: number[][] = [];
  let running = 0;
  const batching = startBatching<number, number>({
    maxBatch,
    whenWaiting,
    async run(items) {
      running += 1;
      if (running > 1) throw new Error('Two runs at once');
      batches.push([...items]);
      await Promise.resolve();
      running -= 1;
      return items.map((item) => 2 * item);
    },
  });
  return { batching, batches };
};

describe('batching', () => {
  test('one participant alone waits for nobody', async () => {
    const { batching, batches } = doubling(8);
    expect(await batching.join().give([1, 2, 3])).toEqual([2, 4, 6]);
    expect(batches).toEqual([[1, 2, 3]]);
  });

  test('two clips run together once both have given', async () => {
    const { batching, batches } = doubling(8);
    const one = batching.join();
    const two = batching.join();
    const first = one.give([1]);
    await Promise.resolve();
    expect(batches).toEqual([]);
    expect(await Promise.all([first, two.give([2])])).toEqual([[2], [4]]);
    expect(batches).toEqual([[1, 2]]);
  });

  test('a full batch waits for nobody, and more than a batch is cut', async () => {
    const { batching, batches } = doubling(2);
    batching.join();
    const busy = batching.join();
    const answer = busy.give([1, 2, 3, 4, 5]);
    busy.leave();
    batching.flush();
    expect(await answer).toEqual([2, 4, 6, 8, 10]);
    expect(batches.map(({ length }) => length)).toEqual([2, 2, 1]);
  });

  test('without participants, what comes while a batch runs makes the next one', async () => {
    const { batching, batches } = doubling(4);
    const answers = await Promise.all([[1], [2, 3], [4]].map((items) => batching.give(items)));
    expect(answers).toEqual([[2], [4, 6], [8]]);
    expect(batches).toEqual([[1], [2, 3, 4]]);
  });

  test('whoever leaves holds nobody up, and may not give again', async () => {
    const { batching } = doubling(8);
    const idle = batching.join();
    const busy = batching.join();
    const answer = busy.give([1]);
    idle.leave();
    expect(await answer).toEqual([2]);
    await expect(idle.give([1])).rejects.toThrow(BatchingLeft);
  });

  test('flushing bounds the wait for somebody who gives nothing', async () => {
    const flushes: (() => void)[] = [];
    const { batching, batches } = doubling(8, (flush) => flushes.push(flush));
    batching.join();
    const busy = batching.join();
    const answers = [busy.give([1]), busy.give([2])];
    await Promise.resolve();
    // Told once, for the one that waits longest.
    expect(flushes).toHaveLength(1);
    flushes[0]?.();
    expect(await Promise.all(answers)).toEqual([[2], [4]]);
    expect(batches).toEqual([[1, 2]]);
    const later = busy.give([3]);
    await Promise.resolve();
    expect(flushes).toHaveLength(2);
    flushes[1]?.();
    expect(await later).toEqual([6]);
  });

  test('a run that fails fails those in it, and nobody behind', async () => {
    let runs = 0;
    const batching = startBatching<number, number>({
      maxBatch: 1,
      async run(items) {
        runs += 1;
        if (runs === 1) throw new Error('out of memory');
        return items;
      },
    });
    const participant = batching.join();
    const answers = await Promise.allSettled([participant.give([1]), participant.give([2])]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });

  test('too few results are an error, not a shift of who gets what', async () => {
    const run = async () => [];
    const answer = startBatching<number, number>({ maxBatch: 4, run }).join().give([1]);
    await expect(answer).rejects.toThrow(RangeError);
  });

  test('everybody gets the results of what they gave, whoever comes when', async () => {
    const clip = fc.array(fc.array(fc.integer({ min: 0, max: 999 }), { maxLength: 5 }), {
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(clip, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 6 }),
        async (clips, maxBatch) => {
          const { batching, batches } = doubling(maxBatch);
          const analyze = async (gifts: readonly (readonly number[])[]) => {
            const { give, leave } = batching.join();
            const answers = [];
            for (const gift of gifts) answers.push(await give(gift));
            leave();
            return answers;
          };
          const answers = await Promise.all(clips.map(analyze));
          expect(answers).toEqual(
            clips.map((gifts) => gifts.map((gift) => gift.map((item) => 2 * item))),
          );
          expect(Math.max(0, ...batches.map(({ length }) => length))).toBeLessThanOrEqual(maxBatch);
        },
      ),
    );
  });
});

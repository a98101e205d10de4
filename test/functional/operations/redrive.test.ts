import { describe, expect, it } from '@jest/globals';
import { createMemoryQueueRedrive } from '../../../core/adapters/memory/queue-redrive.ts';
import { createVirtualClock } from '../../../core/adapters/memory/virtual-clock.ts';
import {
  countQueues,
  maxMovedPerCall,
  redriveQueue,
} from '../../../core/domain/operations/redrive.ts';
import { roles, type Actor } from '../../../core/domain/vocabulary/people.ts';
import { sampleNow } from '../../support/samples.ts';
import { throughCalls, type PortCall } from '../../support/through-calls.ts';

const platform: Actor = { actorId: 'contributor_pat', roles: ['platform'] };

const letters = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    body: `{"clipId":"clip_${at}"}`,
    attributes: { origin: { type: 'String', value: String(at) } },
  }));

const openQueue = (count: number) => {
  const clock = createVirtualClock(sampleNow);
  const queue = createMemoryQueueRedrive({ clock });
  for (const letter of letters(count)) queue.putAside(letter);
  return { clock, queue };
};

describe('a redrive', () => {
  it('sends everything back as it was, and leaves nothing', async () => {
    const { clock, queue } = openQueue(23);
    expect(await redriveQueue(platform, queue, { clock })).toEqual({ moved: 23, left: 0 });
    expect(queue.sent()).toEqual(letters(23));
    expect(await redriveQueue(platform, queue, { clock })).toEqual({ moved: 0, left: 0 });
    expect(queue.sent()).toHaveLength(23);
  });

  it('ends after 500 messages and tells how many are left', async () => {
    const { clock, queue } = openQueue(maxMovedPerCall + 12);
    const first = await redriveQueue(platform, queue, { clock });
    expect(first).toEqual({ moved: maxMovedPerCall, left: 12 });
    expect(await redriveQueue(platform, queue, { clock })).toEqual({ moved: 12, left: 0 });
  });

  it('ends in time where the queue is slow', async () => {
    const { clock, queue } = openQueue(100);
    const slow = {
      ...queue,
      take: async (limit: number, holdSeconds: number) => {
        clock.advance(4);
        return queue.take(limit, holdSeconds);
      },
    };
    // Turns begin at 0, 4, 8 and 12 s; at 16 s none does.
    expect(await redriveQueue(platform, slow, { clock })).toEqual({ moved: 40, left: 60 });
  });

  it.each(['queue.sendBack', 'queue.forget'])(
    'loses nothing when it dies before, or after, any %s',
    async (method) => {
      for (const when of ['before', 'after'] as const) {
        for (let dies = 1; dies <= 12; dies += 1) {
          const { clock, queue } = openQueue(12);
          let calls = 0;
          const around = async (call: PortCall): Promise<unknown> => {
            if (call.method !== method) return call.run();
            calls += 1;
            if (calls >= dies && when === 'before') throw new Error('Killed');
            const answer = await call.run();
            if (calls >= dies) throw new Error('Killed');
            return answer;
          };
          const dying = throughCalls({ queue }, around);
          await expect(redriveQueue(platform, dying.queue, { clock })).rejects.toThrow('Killed');
          clock.advance(31);
          expect((await redriveQueue(platform, queue, { clock })).left).toBe(0);
          const sent = new Set(queue.sent().map(({ body }) => body));
          expect(sent).toEqual(new Set(letters(12).map(({ body }) => body)));
        }
      }
    },
  );

  it('is for the platform team alone, and so are the counts', async () => {
    for (const role of roles.filter((each) => each !== 'platform')) {
      const { clock, queue } = openQueue(1);
      const other: Actor = { actorId: 'contributor_ann', roles: [role] };
      const refused = { name: 'Refusal', code: 'not-allowed' };
      await expect(redriveQueue(other, queue, { clock })).rejects.toMatchObject(refused);
      await expect(countQueues(other, { uploads: queue })).rejects.toMatchObject(refused);
      expect(queue.sent()).toEqual([]);
    }
  });
});

describe('the counts', () => {
  it('tell of every queue what waits and what was put aside', async () => {
    const { queue: uploads } = openQueue(2);
    const { queue: leaves } = openQueue(0);
    expect(await countQueues(platform, { uploads, leaves })).toEqual([
      { queue: 'uploads', waiting: 0, inWork: 0, deadLetters: 2 },
      { queue: 'leaves', waiting: 0, inWork: 0, deadLetters: 0 },
    ]);
  });
});

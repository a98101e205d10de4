import { describe, expect, it } from '@jest/globals';
import type {
  DeadLetter,
  MessageAttribute,
  QueueRedrive,
} from '../../core/domain/operations/ports.ts';

/** What is put into a queue. */
export type Content = Omit<DeadLetter, 'receipt'>;

/** A queue with its dead letters from both sides. */
export interface RedriveWorld {
  readonly redrive: QueueRedrive;
  putAside(content: Content): Promise<void>;
  /** Takes what waits in the queue itself: at least `count`, or what comes in a bounded time. */
  receive(count: number): Promise<readonly Content[]>;
  /** Lets this time pass, where time does not pass by itself. */
  elapse(seconds: number): void;
}

const attributes: Readonly<Record<string, MessageAttribute>> = {
  origin: { type: 'String', value: 'S3' },
  attempt: { type: 'Number', value: '3' },
  trace: { type: 'Binary', value: new Uint8Array([0, 1, 254, 255]) },
};

const letterOf = (at: number): Content => ({ body: `{ "letter" : ${at} }`, attributes: {} });

const bodiesOf = (contents: readonly { readonly body: string }[]): readonly string[] =>
  contents.map(({ body }) => body).toSorted();

/** Takes until `count` are there; at most ten times. */
const takeAll = async (
  { redrive }: RedriveWorld,
  count: number,
  holdSeconds = 30,
): Promise<readonly DeadLetter[]> => {
  const taken: DeadLetter[] = [];
  for (let turn = 0; turn < 10 && taken.length < count; turn += 1) {
    taken.push(...(await redrive.take(10, holdSeconds)));
  }
  return taken;
};

/** What redriving a queue keeps. `make` gives an empty queue each time. */
export const queueRedriveContract = (make: () => Promise<RedriveWorld>): void => {
  describe('a queue with its dead letters', () => {
    it('is empty at first', async () => {
      const { redrive } = await make();
      expect(await redrive.counts()).toEqual({ waiting: 0, inWork: 0, deadLetters: 0 });
      expect(await redrive.take(10, 30)).toEqual([]);
    });

    it('gives every dead letter once, ten at most at a time', async () => {
      const world = await make();
      const letters = Array.from({ length: 13 }, (_, at) => letterOf(at));
      for (const letter of letters) await world.putAside(letter);
      expect((await world.redrive.counts()).deadLetters).toBe(13);
      const first = await world.redrive.take(50, 30);
      expect(first.length).toBeLessThanOrEqual(10);
      const taken = [...first, ...(await takeAll(world, 13 - first.length))];
      expect(bodiesOf(taken)).toEqual(bodiesOf(letters));
      // Held ones are still put aside: nothing was decided about them.
      expect((await world.redrive.counts()).deadLetters).toBe(13);
    });

    it('takes no more than it is asked for', async () => {
      const world = await make();
      for (const at of [1, 2, 3]) await world.putAside(letterOf(at));
      expect((await world.redrive.take(2, 30)).length).toBeLessThanOrEqual(2);
    });

    it('sends back the very body and attributes', async () => {
      const world = await make();
      const body = '{"text":"é \\u0000 🎥", "n":1.0 }';
      await world.putAside({ body, attributes });
      const [letter] = await takeAll(world, 1);
      if (letter === undefined) throw new Error('Nothing was put aside');
      expect(letter).toMatchObject({ body, attributes: { origin: attributes['origin'] } });
      await world.redrive.sendBack(letter);
      const [received] = await world.receive(1);
      expect(received?.body).toBe(body);
      expect(Object.keys(received?.attributes ?? {}).toSorted()).toEqual(
        Object.keys(attributes).toSorted(),
      );
      expect(received?.attributes['attempt']).toEqual(attributes['attempt']);
      expect([...((received?.attributes['trace']?.value ?? []) as Uint8Array)]).toEqual([
        0, 1, 254, 255,
      ]);
    });

    it('forgets what it is told to and nothing else, as often as it is told', async () => {
      const world = await make();
      for (const at of [1, 2]) await world.putAside(letterOf(at));
      const taken = await takeAll(world, 2, 1);
      const [gone] = taken;
      if (gone === undefined) throw new Error('Nothing was put aside');
      await world.redrive.forget(gone);
      await world.redrive.forget(gone);
      expect((await world.redrive.counts()).deadLetters).toBe(1);
      world.elapse(2);
      const again = await takeAll(world, 1);
      expect(bodiesOf(again)).toEqual(bodiesOf(taken.slice(1)));
    });

    it('tells what waits in the queue itself', async () => {
      const world = await make();
      await world.putAside(letterOf(1));
      const [letter] = await takeAll(world, 1);
      if (letter === undefined) throw new Error('Nothing was put aside');
      await world.redrive.sendBack(letter);
      expect(await world.redrive.counts()).toEqual({ waiting: 1, inWork: 0, deadLetters: 1 });
    });
  });
};

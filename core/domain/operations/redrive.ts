import { holds, type Actor } from '../vocabulary/people.ts';
import { Refusal } from '../vocabulary/refusal.ts';
import { addSeconds, type Clock } from '../vocabulary/time.ts';
import type { DeadLetter, QueueCounts, QueueRedrive } from './ports.ts';

/** Messages that one call sends back at most. Ten at a time, a turn takes about 60 ms: 3 s. */
export const maxMovedPerCall = 500;

/** A call begins no turn later than this: the function is stopped after 20 s. */
const maxSeconds = 15;

/** SQS hands over ten messages at most. */
const lettersPerTurn = 10;

/** Longer than a call, so that nobody else takes what this one holds. */
const holdSeconds = 30;

/** What a redrive did. */
export interface Redrive {
  /** Messages sent back to their queue. */
  readonly moved: number;
  /** Messages still put aside, approximately. */
  readonly left: number;
}

/** How full each queue is, for the platform team. Throws `Refusal` `not-allowed` for others. */
export const countQueues = async <Name extends string>(
  actor: Actor,
  queues: Readonly<Record<Name, Pick<QueueRedrive, 'counts'>>>,
): Promise<readonly ({ readonly queue: Name } & QueueCounts)[]> => {
  requirePlatform(actor);
  const named = Object.entries(queues) as [Name, Pick<QueueRedrive, 'counts'>][];
  return Promise.all(named.map(async ([queue, { counts }]) => ({ queue, ...(await counts()) })));
};

/**
 * Sends what was put aside back to its queue, for the platform team and as far as one call gets;
 * call again for what is left. A message is deleted after it was sent, so one that a crash comes
 * between is there twice and none is lost: every consumer takes doubled messages.
 * Throws `Refusal` `not-allowed` for others, and what the queue throws.
 */
export const redriveQueue = async (
  actor: Actor,
  queue: QueueRedrive,
  { clock }: { readonly clock: Clock },
): Promise<Redrive> => {
  requirePlatform(actor);
  const endsBy = addSeconds(clock.now(), maxSeconds);
  let moved = 0;
  while (moved < maxMovedPerCall && clock.now() < endsBy) {
    const letters = await queue.take(
      Math.min(lettersPerTurn, maxMovedPerCall - moved),
      holdSeconds,
    );
    if (letters.length === 0) break;
    await moveAll(letters, queue);
    moved += letters.length;
  }
  const { deadLetters } = await queue.counts();
  return { moved, left: deadLetters };
};

/** Moves each; throws the first failure, but only once nothing of the turn is under way. */
const moveAll = async (letters: readonly DeadLetter[], queue: QueueRedrive): Promise<void> => {
  const settled = await Promise.allSettled(letters.map((letter) => move(letter, queue)));
  const failed = settled.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
};

const move = async (letter: DeadLetter, queue: QueueRedrive): Promise<void> => {
  await queue.sendBack(letter);
  await queue.forget(letter);
};

const requirePlatform = (actor: Actor): void => {
  if (holds(actor, 'platform')) return;
  throw new Refusal('not-allowed', 'Queues are the platform team’s: ask them.');
};

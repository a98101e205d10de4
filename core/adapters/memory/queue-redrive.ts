import type { DeadLetter, QueueRedrive } from '../../domain/operations/ports.ts';
import { addSeconds, type Clock, type Instant } from '../../domain/vocabulary/time.ts';

/** What a message is made of. */
export type MessageContent = Omit<DeadLetter, 'receipt'>;

/** A queue with its dead letters, in memory. Nobody consumes it. */
export interface MemoryQueueRedrive extends QueueRedrive {
  /** Puts a message aside, as a queue does after too many deliveries. */
  putAside(message: MessageContent): void;
  /** What was sent back, oldest first. */
  sent(): readonly MessageContent[];
}

interface Held {
  readonly message: MessageContent;
  readonly until: Instant;
  /** Deliveries so far: a receipt is of one of them. */
  readonly deliveries: number;
}

/** SQS hands over ten messages at most. */
const maxTaken = 10;

/** An empty queue. */
export const createMemoryQueueRedrive = ({ clock }: { clock: Clock }): MemoryQueueRedrive => {
  const letters = new Map<number, Held>();
  const sent: MessageContent[] = [];
  let counter = 0;
  return {
    putAside(message) {
      counter += 1;
      letters.set(counter, { message, until: clock.now(), deliveries: 0 });
    },
    sent: () => [...sent],
    counts: async () => ({ waiting: sent.length, inWork: 0, deadLetters: letters.size }),
    async take(limit, holdSeconds) {
      const now = clock.now();
      const free = [...letters].filter(([, { until }]) => until <= now);
      return free.slice(0, Math.min(limit, maxTaken)).map(([id, { message, deliveries }]) => {
        const until = addSeconds(now, holdSeconds);
        letters.set(id, { message, until, deliveries: deliveries + 1 });
        return { ...message, receipt: `${id}.${deliveries + 1}` };
      });
    },
    async sendBack({ body, attributes }) {
      sent.push({ body, attributes });
    },
    async forget({ receipt }) {
      letters.delete(Number.parseInt(receipt, 10));
    },
  };
};

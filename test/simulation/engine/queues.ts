import type { SeededRandomness } from '../../../core/adapters/memory/seeded-randomness.ts';
import type { Schedule } from './schedule.ts';

/** How often messages go wrong, as probabilities of a message. */
export interface MessageRates {
  readonly messageDoubled: number;
  readonly messageLate: number;
  readonly latestMessageSeconds: number;
}

/** What queues and streams run on. */
export interface DeliveryPorts {
  readonly schedule: Schedule;
  readonly random: SeededRandomness;
  readonly rates: MessageRates;
  /** Told of every body that leaves a process. */
  readonly onBody: (queue: string, body: unknown) => void;
  readonly tally: (what: string) => void;
  /** Told of what can never be delivered. */
  readonly onStuck: (what: string, error: unknown) => void;
}

/** A queue that delivers at least once, in any order. */
export interface SimQueue<Body> {
  send(body: Body): void;
}

/** After this many failed deliveries a message lies in the dead-letter queue. */
const maxDeliveries = 10;

/** How long until an operator moves dead letters back, and how often before they give up. */
const redriveSeconds = 3_600;
const maxRedrives = 5;

/** Seconds until a failed delivery comes back. */
const visibilitySeconds = 60;

const delaySeconds = ({ random, rates }: DeliveryPorts): number => {
  if (random.chance(rates.messageLate)) return random.fraction() * rates.latestMessageSeconds;
  return random.fraction() * 2;
};

/** What is under way on a queue. */
interface Message<Body> {
  readonly body: Body;
  /** From 1. */
  readonly delivery: number;
  readonly redrives: number;
}

/** How a consumer takes messages. */
export interface Batching {
  readonly size: number;
  /** How long a batch waits to fill. */
  readonly windowSeconds: number;
}

const oneByOne: Batching = { size: 1, windowSeconds: 0 };

/**
 * Delivers each body to `deliver` until it succeeds. `delivery` counts from 1; of a batch it is
 * that of its first message. A batch that fails comes back message by message.
 */
export const createQueue = <Body>(
  name: string,
  deliver: (bodies: readonly Body[], delivery: number) => Promise<unknown>,
  ports: DeliveryPorts,
  { size, windowSeconds }: Batching = oneByOne,
): SimQueue<Body> => {
  const { schedule, random, rates, tally } = ports;
  const ready: Message<Body>[] = [];
  const receive = async (): Promise<void> => {
    const batch = ready.splice(0, size);
    const [first] = batch;
    if (first === undefined) return;
    if (ready.length > 0) schedule.after(windowSeconds, () => void receive());
    try {
      await deliver(
        batch.map(({ body }) => body),
        first.delivery,
      );
    } catch (error) {
      tally(`${name}: failed deliveries`);
      for (const message of batch) comeBack(message, error);
    }
  };
  const arrive = (message: Message<Body>, afterSeconds: number): void => {
    schedule.after(afterSeconds, () => {
      ready.push(message);
      if (ready.length === 1 || ready.length % size === 0) {
        schedule.after(ready.length < size ? windowSeconds : 0, () => void receive());
      }
    });
  };
  const comeBack = (message: Message<Body>, error: unknown): void => {
    const { delivery, redrives } = message;
    if (delivery < maxDeliveries) {
      arrive({ ...message, delivery: delivery + 1 }, visibilitySeconds);
      return;
    }
    tally(`${name}: dead letters`);
    if (redrives === maxRedrives) ports.onStuck(name, error);
    else arrive({ ...message, delivery: 1, redrives: redrives + 1 }, redriveSeconds);
  };
  return {
    send(body) {
      ports.onBody(name, body);
      const copies = random.chance(rates.messageDoubled) ? 2 : 1;
      for (let copy = 0; copy < copies; copy += 1) {
        arrive({ body, delivery: 1, redrives: 0 }, delaySeconds(ports));
      }
    },
  };
};

/** How a stream brings a failed record back: at once at first, then more and more slowly. */
const streamRetrySeconds = (attempt: number): number => Math.min(2 ** attempt, 60);

/** A record that fails this often stops its shard, and the alarm with it. */
const maxStreamAttempts = 200;

/**
 * A stream that delivers every record at least once, the records of one key in order: the next
 * comes when the one before has succeeded.
 */
export const createStream = <Item extends { readonly key: string }>(
  name: string,
  deliver: (item: Item) => Promise<unknown>,
  ports: DeliveryPorts,
): { push(item: Item): void } => {
  const { schedule, random, rates, tally } = ports;
  const waiting = new Map<string, Item[]>();
  const work = async (key: string, attempt: number): Promise<void> => {
    const [item] = waiting.get(key) ?? [];
    if (item === undefined) return;
    try {
      await deliver(item);
      if (random.chance(rates.messageDoubled)) await deliver(item);
    } catch (error) {
      tally(`${name}: failed records`);
      if (attempt >= maxStreamAttempts) ports.onStuck(name, error);
      else schedule.after(streamRetrySeconds(attempt), () => void work(key, attempt + 1));
      return;
    }
    waiting.get(key)?.shift();
    if (waiting.get(key)?.length === 0) waiting.delete(key);
    else void work(key, 0);
  };
  return {
    push(item) {
      const line = waiting.get(item.key);
      if (line !== undefined) {
        line.push(item);
        return;
      }
      waiting.set(item.key, [item]);
      schedule.after(delaySeconds(ports), () => void work(item.key, 0));
    },
  };
};

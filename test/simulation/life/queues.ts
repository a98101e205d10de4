import type { SeededRandomness } from '../../../core/adapters/memory/seeded-randomness.ts';
import type { FaultRates } from './faults.ts';
import type { Schedule } from './schedule.ts';

/** What queues and streams run on. */
export interface DeliveryPorts {
  readonly schedule: Schedule;
  readonly random: SeededRandomness;
  readonly rates: FaultRates;
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
  if (random.chance(rates.messageLate)) return random.fraction() * 1_800;
  return random.fraction() * 2;
};

/** Delivers each body to `deliver` until it succeeds; `delivery` counts from 1. */
export const createQueue = <Body>(
  name: string,
  deliver: (body: Body, delivery: number) => Promise<unknown>,
  ports: DeliveryPorts,
): SimQueue<Body> => {
  const { schedule, random, rates, tally } = ports;
  const receive = async (body: Body, delivery: number, redrives: number): Promise<void> => {
    try {
      await deliver(body, delivery);
    } catch (error) {
      tally(`${name}: failed deliveries`);
      comeBack({ body, delivery, redrives }, error);
    }
  };
  const comeBack = (
    { body, delivery, redrives }: { body: Body; delivery: number; redrives: number },
    error: unknown,
  ): void => {
    if (delivery < maxDeliveries) {
      schedule.after(visibilitySeconds, () => void receive(body, delivery + 1, redrives));
      return;
    }
    tally(`${name}: dead letters`);
    if (redrives === maxRedrives) ports.onStuck(name, error);
    else schedule.after(redriveSeconds, () => void receive(body, 1, redrives + 1));
  };
  return {
    send(body) {
      ports.onBody(name, body);
      const copies = random.chance(rates.messageDoubled) ? 2 : 1;
      for (let copy = 0; copy < copies; copy += 1) {
        schedule.after(delaySeconds(ports), () => void receive(body, 1, 0));
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

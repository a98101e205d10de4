import type { CallRates } from '../engine/faults.ts';
import type { MessageRates } from '../engine/queues.ts';

/** How often things go wrong in a program, as probabilities. */
export interface IntakeFaults extends CallRates, MessageRates {
  /** Storage tells nobody of an object that landed. */
  readonly eventDropped: number;
  /** Storage tells of it twice. */
  readonly eventDoubled: number;
  /** Storage tells of it minutes to hours later. */
  readonly eventLate: number;
  readonly latestEventSeconds: number;
  /** A client does not hear storage's answer, and sends again. */
  readonly putAnswerLost: number;
}

/** What the simulation runs with. */
export const usualFaults: IntakeFaults = {
  call: 0.002,
  newCall: 0.02,
  pause: 0.03,
  stall: 0.0002,
  messageDoubled: 0.01,
  messageLate: 0.02,
  latestMessageSeconds: 300,
  eventDropped: 0.01,
  eventDoubled: 0.1,
  eventLate: 0.05,
  latestEventSeconds: 6 * 3_600,
  putAnswerLost: 0.02,
};

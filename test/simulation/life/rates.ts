import type { CallRates } from '../engine/faults.ts';
import type { MessageRates } from '../engine/queues.ts';

/** How often things go wrong in a program, as probabilities. */
export interface FaultRates extends CallRates, MessageRates {
  /** Storage tells nobody of an object that landed. */
  readonly messageDropped: number;
  /** Storage does not delete an object that it was told to. */
  readonly deletionRefused: number;
}

/** What the simulation runs with. */
export const usualFaults: FaultRates = {
  call: 0.002,
  newCall: 0.02,
  pause: 0.06,
  stall: 0.004,
  messageDropped: 0.01,
  messageDoubled: 0.1,
  messageLate: 0.05,
  latestMessageSeconds: 1_800,
  deletionRefused: 0.03,
};

/** Nothing goes wrong, but things take their time. */
export const noFaults: FaultRates = {
  call: 0,
  newCall: 0,
  pause: 0.06,
  stall: 0,
  messageDropped: 0,
  messageDoubled: 0,
  messageLate: 0,
  latestMessageSeconds: 1_800,
  deletionRefused: 0,
};

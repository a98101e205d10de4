import type { Stage } from './stages.ts';
import type { TableName } from './resources.ts';

/** A global secondary index: always sparse, always with its own key attributes. */
export interface IndexContract {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string;
}

/** How a table is built and protected. All are on demand, keyed `pk` and `sk`. */
export interface TableContract {
  readonly stage: Stage;
  readonly purpose: string;
  readonly indexes: readonly IndexContract[];
  /** Whether functions follow its stream. */
  readonly stream: boolean;
  /** Attribute with the epoch second after which DynamoDB may drop an item: a safety net only. */
  readonly timeToLive?: string;
  /** Days of point-in-time recovery; a tombstone's `backupsClearBy` counts on it. */
  readonly recoveryDays: number;
}

const recoveryDays = 7;

/** Every table. */
export const tables: Readonly<Record<TableName, TableContract>> = {
  programs: {
    stage: 'campaigns',
    purpose: 'Campaigns, notices, slots, caps, cameras, acts, waiting lists, consent records.',
    indexes: [],
    stream: true,
    timeToLive: 'expiresAtSeconds',
    recoveryDays,
  },
  clips: {
    stage: 'intake',
    purpose: 'Clips with their grants, media facts and analyses; the index of a contributor.',
    indexes: [],
    stream: false,
    recoveryDays,
  },
  fingerprints: {
    stage: 'inference',
    purpose: 'What changes in a clip over time, by band: how the same footage is known again.',
    indexes: [],
    stream: false,
    recoveryDays,
  },
  reviews: {
    stage: 'review',
    purpose: 'Review tasks, decisions, and the token that resumes a workflow.',
    indexes: [{ name: 'open', partitionKey: 'openQueue', sortKey: 'openOrder' }],
    stream: true,
    timeToLive: 'expiresAtSeconds',
    recoveryDays,
  },
  ledger: {
    stage: 'rewards',
    purpose: 'Awards with both legs, immutable, and the balances they add up to.',
    indexes: [],
    stream: true,
    recoveryDays,
  },
  wall: {
    stage: 'rewards',
    purpose: 'The Honor Wall: scores derived from the ledger, and who wants to be on it.',
    indexes: [{ name: 'standing', partitionKey: 'board', sortKey: 'score' }],
    stream: false,
    recoveryDays,
  },
  retention: {
    stage: 'retention',
    purpose: 'The retention schedule, and what falls due in which minute.',
    indexes: [],
    stream: false,
    recoveryDays,
  },
  erasures: {
    stage: 'retention',
    purpose: 'Erasure intents, progress and tombstones; replayed after a restore.',
    indexes: [],
    stream: true,
    recoveryDays,
  },
  evidence: {
    stage: 'evidence',
    purpose: 'The order of the evidence log: which leaf has which index.',
    indexes: [],
    stream: false,
    recoveryDays,
  },
};

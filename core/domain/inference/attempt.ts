import { toHex, utf8, type Sha256 } from '../vocabulary/bytes.ts';
import type { Instant } from '../vocabulary/time.ts';

/**
 * Which try of the workflow's step a job belongs to. The token itself is a bearer secret: it is
 * neither stored with the clip nor logged, only its digest is compared.
 */
export interface AnalysisAttempt {
  /** When the workflow entered its step. A redriven or restarted execution enters it later. */
  readonly enteredAt: Instant;
  /** How often the step has been tried again since then; 0 for its first try. */
  readonly retry: number;
  /** Lower-case hex SHA-256 of the task token. */
  readonly tokenDigest: string;
}

/** What a clip remembers of the newest attempt to analyze it. */
export interface AnalysisTask extends AnalysisAttempt {
  /**
   * Deliveries of this attempt's job that somebody began and nobody excused: one that died counts,
   * one that was throttled or handed back does not.
   */
  readonly tries: number;
}

/** How often a job may fail, or kill its host, before its workflow is told that we gave up. */
export const maxTries = 5;

/**
 * Deliveries of one message after which even a throttled one is given up: 20 deliveries with the
 * host's pauses of up to two minutes are half an hour at the quota. The queue's own limit must be
 * higher: a message that dies in the queue leaves a workflow waiting for its timeout.
 */
export const maxDeliveries = 20;

/** How a delivery of a job begins. `tries` counts this one. */
export type AnalysisBegun =
  | { readonly status: 'begun'; readonly tries: number }
  /** A newer attempt is under way, or the token is not the one of this attempt. */
  | { readonly status: 'late' }
  /** The clip is not `analyzing` (any more). */
  | { readonly status: 'stale' };

/** The attempt of a job's message. */
export const attemptOf = (
  message: { readonly taskToken: string; readonly enteredAt: Instant; readonly retry: number },
  sha256: Sha256,
): AnalysisAttempt => ({
  enteredAt: message.enteredAt,
  retry: message.retry,
  tokenDigest: toHex(sha256(utf8(message.taskToken))),
});

/** Negative when `one` came before `other`, 0 for the same place in the order. */
const order = (one: AnalysisAttempt, other: AnalysisAttempt): number =>
  one.enteredAt === other.enteredAt
    ? one.retry - other.retry
    : one.enteredAt < other.enteredAt
      ? -1
      : 1;

/** Whether an attempt is the one that the clip remembers, by its token too. */
export const isCurrent = (task: AnalysisTask | undefined, attempt: AnalysisAttempt): boolean =>
  task !== undefined && order(task, attempt) === 0 && task.tokenDigest === attempt.tokenDigest;

/**
 * What the clip remembers once a delivery of this attempt's job has begun: a newer attempt takes
 * the place of an older one, the same one counts a try more. `late` for anything else.
 */
export const taskAfter = (
  task: AnalysisTask | undefined,
  attempt: AnalysisAttempt,
): AnalysisTask | 'late' => {
  if (task === undefined || order(task, attempt) < 0) return { ...attempt, tries: 1 };
  return isCurrent(task, attempt) ? { ...task, tries: task.tries + 1 } : 'late';
};

import * as z from 'zod';
import { maxDeliveries } from '../../domain/inference/attempt.ts';
import { lastingFailureCodes } from '../../domain/inference/failures.ts';
import type { ClipId } from '../../domain/vocabulary/ids.ts';
import type { Instant } from '../../domain/vocabulary/time.ts';

/**
 * What crosses the borders of the clip workflow. State carries ids and outcomes only: histories
 * live 90 days and cannot be erased.
 */
const clipIdShape = z
  .string()
  .regex(/^clip_[0-9A-HJKMNP-TV-Z]{26}$/)
  .transform((text) => text as ClipId);

/**
 * The longest wait for a decision that any execution can have: the longest `decisionDays` a
 * campaign may set (60) and a day. Each execution waits for its own campaign's days.
 */
export const decisionTimeoutSeconds = 61 * 86_400;

/** The execution's input. */
export const clipWorkflowInput = z.strictObject({
  clipId: clipIdShape,
  /** How long to wait for a decision: the campaign's days and a margin. */
  decisionSeconds: z.int().positive().max(decisionTimeoutSeconds),
});

/**
 * The message on the analysis queue. Its token is a bearer secret: encrypted, never logged. When
 * its state was entered and how often it was tried since say which of two attempts is the newer.
 */
export const analysisJob = z.object({
  clipId: clipIdShape,
  taskToken: z.string().min(1),
  enteredAt: z.iso.datetime().transform((text): Instant => new Date(text).toISOString()),
  retry: z.int().min(0).max(1_000),
});

/** What "Decide or ask a reviewer" hands its function. */
export const decisionRequest = z.object({ clipId: clipIdShape, taskToken: z.string().min(1) });

/** What "Settle" hands its function. */
export const settleRequest = z.object({ clipId: clipIdShape });

/** Errors by which the analyzer ends its step for good: the same again would end the same. */
export const lastingAnalysisErrors: readonly string[] = lastingFailureCodes;

/** The states' names, as a person reads them in the console. */
export const clipStates = {
  analyze: 'Analyze the clip',
  decide: 'Decide or ask a reviewer',
  settle: 'Settle',
  unreadable: 'Refused as unreadable',
  /** Settling failed for good: an alarm tells a person. */
  stuck: 'Left for an operator',
} as const;

/** Deliveries after which the analyzer answers a job whatever happens: the queue allows more. */
export const maxAnalysisDeliveries = maxDeliveries;

/** One attempt of the analysis, waiting included: whatever beats that long has lost its way. */
export const analysisTimeoutSeconds = 86_400;

/**
 * The longest that nobody may be at work on a clip. The clock of the heartbeat runs while the job
 * waits in the queue, since the first beat is the worker's: this is the longest wait that is
 * tolerated, too. 6 hours: a burst of 5,000 clips on the 5 functions of a Lambda deployment (20 s
 * each) waits 5.6 hours; a host that died is made up for by the queue within its visibility timeout
 * of 90 minutes at most, long before.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#wait-token-hearbeat
 */
export const analysisHeartbeatSeconds = 6 * 3_600;

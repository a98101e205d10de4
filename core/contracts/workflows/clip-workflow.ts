import * as z from 'zod';
import { lastingFailureCodes } from '../../domain/inference/failures.ts';
import type { ClipId } from '../../domain/vocabulary/ids.ts';

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

/** The message on the analysis queue. Its token is a bearer secret: encrypted, never logged. */
export const analysisJob = z.object({ clipId: clipIdShape, taskToken: z.string().min(1) });

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

/** An analysis that has not answered after this is tried again by the queue, then given up. */
export const analysisTimeoutSeconds = 86_400;

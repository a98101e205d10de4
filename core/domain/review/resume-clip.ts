import type { ClipId } from '../vocabulary/ids.ts';
import type { ReviewStore, WorkflowAnswer } from './ports.ts';

/**
 * Resumes the workflow of a decided clip. Called for every change of a review task, so it may be
 * called often: without a decision or a token there is nothing to do, and an answered token is
 * gone. The answer carries the outcome only; Settle reads the decision itself.
 */
export const resumeClip = async (
  clipId: ClipId,
  { reviews, workflow }: { reviews: ReviewStore; workflow: WorkflowAnswer },
): Promise<'answered' | 'gone' | 'waiting'> => {
  const task = await reviews.find(clipId);
  const token = await reviews.token(clipId);
  if (task?.decision === undefined || token === undefined) return 'waiting';
  return workflow.succeed(token, { clipId, outcome: task.decision.outcome });
};

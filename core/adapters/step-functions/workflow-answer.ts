import { SendTaskSuccessCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { WorkflowAnswer } from '../../domain/review/ports.ts';
import { answerTask } from './answer-task.ts';

/** Answers the workflow that waits for a decision. */
export const workflowAnswer = ({
  stepFunctions,
}: {
  readonly stepFunctions: SFNClient;
}): WorkflowAnswer => ({
  succeed: (taskToken, output) =>
    answerTask(() =>
      stepFunctions.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) })),
    ),
});

import {
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import type { AnalysisAnswer } from '../../domain/inference/ports.ts';
import { answerTask } from './answer-task.ts';

/** Answers the workflow that waits for an analysis. A token that is gone counts as answered. */
export const analysisAnswer = ({
  stepFunctions,
}: {
  readonly stepFunctions: SFNClient;
}): AnalysisAnswer => ({
  async succeed(taskToken) {
    // What was seen stands in the clips table. A history lives 90 days and cannot be erased.
    await answerTask(() =>
      stepFunctions.send(new SendTaskSuccessCommand({ taskToken, output: '{}' })),
    );
  },
  async fail(taskToken, code, message) {
    await answerTask(() =>
      stepFunctions.send(new SendTaskFailureCommand({ taskToken, error: code, cause: message })),
    );
  },
  async heartbeat(taskToken) {
    const heard = await answerTask(() =>
      stepFunctions.send(new SendTaskHeartbeatCommand({ taskToken })),
    );
    return heard === 'answered' ? 'alive' : 'gone';
  },
});

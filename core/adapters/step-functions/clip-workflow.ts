import type { SFNClient } from '@aws-sdk/client-sfn';
import type { ClipWorkflow } from '../../domain/intake/ports.ts';
import { startOnce } from './start-execution.ts';

/** The clip workflow: one execution a clip, named after it. */
export const clipWorkflow = ({
  stepFunctions,
  stateMachineArn,
}: {
  readonly stepFunctions: SFNClient;
  readonly stateMachineArn: string;
}): ClipWorkflow => ({
  start: (clipId, { decisionSeconds }) =>
    startOnce(stepFunctions, {
      stateMachineArn,
      name: clipId,
      input: { clipId, decisionSeconds },
    }),
});

import type { SFNClient } from '@aws-sdk/client-sfn';
import type { ExpiryWorkflow } from '../../domain/retention/ports.ts';
import { startOnce } from './start-execution.ts';

/** The expiry workflow: one execution a run that found something due. */
export const expiryWorkflow = ({
  stepFunctions,
  stateMachineArn,
}: {
  readonly stepFunctions: SFNClient;
  readonly stateMachineArn: string;
}): ExpiryWorkflow => ({
  start: (name) => startOnce(stepFunctions, { stateMachineArn, name, input: {} }),
});

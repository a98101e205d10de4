import { ExecutionAlreadyExists, StartExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';

/**
 * Starts an execution once for its name. AWS answers a repeated start of a running execution with
 * success and of an ended one with `ExecutionAlreadyExists` for 90 days; emulators answer with the
 * latter always. All mean that it was started.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export const startOnce = async (
  stepFunctions: SFNClient,
  execution: {
    readonly stateMachineArn: string;
    readonly name: string;
    readonly input: Readonly<Record<string, string | number>>;
  },
): Promise<void> => {
  const { stateMachineArn, name, input } = execution;
  try {
    await stepFunctions.send(
      new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
    );
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
};

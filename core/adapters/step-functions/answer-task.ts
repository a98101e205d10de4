import { InvalidToken, TaskDoesNotExist, TaskTimedOut } from '@aws-sdk/client-sfn';

/**
 * Runs an answer to a waiting task. `gone` when nothing waits on the token: it was answered, timed
 * out, its execution stopped, or it never was one
 * (https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html).
 */
export const answerTask = async (send: () => Promise<unknown>): Promise<'answered' | 'gone'> => {
  try {
    await send();
    return 'answered';
  } catch (error) {
    if (
      error instanceof TaskDoesNotExist ||
      error instanceof TaskTimedOut ||
      error instanceof InvalidToken
    ) {
      return 'gone';
    }
    throw error;
  }
};

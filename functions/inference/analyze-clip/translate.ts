import type { SQSRecord } from 'aws-lambda';
import type { AnalysisContainer } from '../container.ts';

/** The job was put back. Lambda must be told so, or it would remove the message. */
class ComesAgain extends Error {
  override readonly name = 'ComesAgain';
}

/** One job from the queue. How often it was delivered bounds our own attempts. */
export const analyzeRecord = async (
  { body, receiptHandle, attributes }: SQSRecord,
  container: AnalysisContainer,
): Promise<void> => {
  const delivery = Math.max(1, Number(attributes.ApproximateReceiveCount));
  const end = await container.workOn({ body, handle: receiptHandle, delivery });
  // By its name only: what went wrong was logged, and its message may quote a token.
  if (end.status === 'again') throw new ComesAgain(end.error);
};

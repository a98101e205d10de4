import { analyzeClip, type AnalysisJob, type AnalyzerPorts } from './analyze-clip.ts';
import { LastingFailure } from './failures.ts';
import type { AnalysisAnswer, Stoppable } from './ports.ts';

/**
 * Deliveries of one message after which we give up ourselves. The queue's own limit must be higher:
 * a message that dies in the queue leaves a workflow waiting for its timeout.
 */
export const maxDeliveries = 5;

/** How a job ended for the queue: both ends mean that its message is done. */
export type AnswerOutcome = 'succeeded' | 'failed';

/**
 * Analyzes a clip and answers the workflow that waits for it. Lasting failures are an answer;
 * anything else is thrown while deliveries are left, so that the queue brings the job again, and
 * answered as `AnalysisGaveUp` when none is. `delivery` is 1 for the first.
 */
export const answerAnalysisJob =
  (ports: AnalyzerPorts & { readonly answer: AnalysisAnswer }) =>
  async (
    job: AnalysisJob,
    { delivery, ...options }: Stoppable & { delivery: number },
  ): Promise<AnswerOutcome> => {
    const { taskToken } = job;
    let failure: LastingFailure;
    try {
      const { summary } = await analyzeClip(ports)(job, options);
      await ports.answer.succeed(taskToken, summary);
      return 'succeeded';
    } catch (error) {
      if (error instanceof LastingFailure) failure = error;
      else if (delivery < maxDeliveries) throw error;
      else failure = new AnalysisGaveUp(delivery, { cause: error });
    }
    await ports.answer.fail(taskToken, failure.code, failure.message);
    return 'failed';
  };

/** Every delivery of the job ended in an error that was worth another try. */
class AnalysisGaveUp extends LastingFailure {
  override readonly name = 'AnalysisGaveUp';
  override readonly code = 'AnalysisGaveUp';
  constructor(deliveries: number, options?: ErrorOptions) {
    super(`The analysis did not come to an end in ${deliveries} deliveries.`, options);
  }
}

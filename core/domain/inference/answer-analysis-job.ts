import type { AnalysisSummary } from './analysis.ts';
import { analyzeClip, type AnalysisJob, type AnalyzerPorts } from './analyze-clip.ts';
import { maxDeliveries, maxTries } from './attempt.ts';
import { LastingFailure, ModerationThrottled, UndecodableFootage } from './failures.ts';
import { HostStopping } from './interruptions.ts';
import type { Stoppable } from './ports.ts';

/** Which delivery of a job this is. */
export interface Delivery extends Stoppable {
  /** Of this message, as the queue counts, from 1. */
  readonly delivery: number;
}

/** A delivery that has begun. `tries` counts those that nobody excused, this one too. */
export interface Try extends Delivery {
  readonly tries: number;
}

/** What there is to answer. Throws where there is nothing yet. */
export type TryOutcome =
  | { readonly status: 'analyzed'; readonly summary: AnalysisSummary }
  | { readonly status: 'failed'; readonly failure: LastingFailure };

/** Whether a try that ended so says nothing against the clip, and is not to count. */
export const isExcused = (error: unknown): boolean =>
  error instanceof ModerationThrottled || error instanceof HostStopping;

/**
 * Tries a job once. Lasting failures are an outcome; anything else is thrown while tries are left,
 * so that the queue brings the job again. Work that the signal broke off throws the signal's reason
 * and never is an outcome: a decoder that was killed complains of the file, too.
 */
export const answerAnalysisJob =
  (ports: AnalyzerPorts) =>
  async (job: AnalysisJob, attempt: Try): Promise<TryOutcome> => {
    const { signal } = attempt;
    try {
      const { summary } = await analyzeClip(ports)(job, { signal });
      return { status: 'analyzed', summary };
    } catch (error) {
      signal?.throwIfAborted();
      return { status: 'failed', failure: lastingFailureOf(error, attempt) };
    }
  };

/** What an error means at this try. Throws it where another try may end otherwise. */
const lastingFailureOf = (error: unknown, { tries, delivery }: Try): LastingFailure => {
  const isLast = tries >= maxTries || delivery >= maxDeliveries;
  // A full disk or a lost byte looks like a broken file: a contributor is told after two looks.
  if (error instanceof UndecodableFootage && tries === 1 && !isLast) throw error;
  if (error instanceof LastingFailure) return error;
  if (delivery >= maxDeliveries) return new AnalysisGaveUp(delivery, { cause: error });
  if (isExcused(error) || !isLast) throw error;
  return new AnalysisGaveUp(tries, { cause: error });
};

/** Every try of the job ended in an error that was worth another, or in its host's death. */
export class AnalysisGaveUp extends LastingFailure {
  override readonly name = 'AnalysisGaveUp';
  override readonly code = 'AnalysisGaveUp';
  constructor(tries: number, options?: ErrorOptions) {
    super(`The analysis did not come to an end in ${tries} tries.`, options);
  }
}

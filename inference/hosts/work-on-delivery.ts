import { analysisJob } from '../../core/contracts/workflows/clip-workflow.ts';
import {
  analyzeLandedClip,
  type AnalysisMessage,
  type AnswerOutcome,
  type LandedClipPorts,
} from '../../core/domain/inference/analyze-landed-clip.ts';
import { ModerationThrottled, UndecodableFootage } from '../../core/domain/inference/failures.ts';
import { HostStopping } from '../../core/domain/inference/interruptions.ts';
import { errorName, type HostLog, type LogFields } from './host-log.ts';
import { hostPulse, type JobLimits } from './host-pulse.ts';
import type { DeliveredMessage, JobQueue } from './job-queue.ts';

/** What both hosts work with. */
export interface AnalysisHost {
  readonly ports: Omit<LandedClipPorts, 'pulse'>;
  readonly queue: JobQueue;
  readonly limits: JobLimits;
  /**
   * How long each beat hides the message from others. Undefined where the queue itself hides it
   * for longer than the host lives.
   */
  readonly hiddenSeconds?: number | undefined;
  readonly log: HostLog;
  /** Draws 0 (included) to 1 (excluded), so that jobs that were throttled together part. */
  readonly draw: () => number;
}

/** How a delivery ended. `again`: its message is there for another one after that long. */
export type DeliveryEnd =
  | { readonly status: 'done'; readonly outcome: AnswerOutcome }
  | { readonly status: 'again'; readonly afterSeconds: number; readonly error: string };

/** The message is no job: a person finds it in the dead-letter queue. */
class MalformedJob extends Error {
  override readonly name = 'MalformedJob';
}

/** A job that failed comes again after 15, 30, 60, 120 seconds, and never later than that. */
const firstPauseSeconds = 15;
const maxPauseSeconds = 120;

/** After how long a job shall come again that ended so. */
export const pauseSecondsAfter = (
  error: unknown,
  { delivery, draw }: { readonly delivery: number; readonly draw: () => number },
): number => {
  if (error instanceof HostStopping) return 0;
  // Only to be looked at once more: a contributor waits for the verdict.
  if (error instanceof UndecodableFootage) return 1;
  const longest = Math.min(maxPauseSeconds, firstPauseSeconds * 2 ** Math.min(delivery - 1, 10));
  return error instanceof ModerationThrottled ? longest * (0.5 + draw() / 2) : longest;
};

const parse = (body: string): AnalysisMessage => {
  let content: unknown;
  try {
    content = JSON.parse(body);
  } catch {
    throw new MalformedJob('The message is no JSON');
  }
  const parsed = analysisJob.safeParse(content);
  // Its complaint would quote what it found, a token among it.
  if (!parsed.success) throw new MalformedJob('The message is no job');
  return parsed.data;
};

/**
 * Works on one delivery: the one protocol of both hosts. Never throws. Says itself when a job that
 * did not come to an end shall be delivered again; leaves removing a finished one to the host.
 */
export const workOnDelivery = async (
  message: DeliveredMessage,
  host: AnalysisHost,
  signal?: AbortSignal,
): Promise<DeliveryEnd> => {
  const { log } = host;
  const { delivery } = message;
  const startedAt = performance.now();
  const told = { clipId: undefined as string | undefined, delivery };
  try {
    const job = parse(message.body);
    told.clipId = job.clipId;
    log.info('analysis begun', told);
    const pulse = pulseOf(message, host, told.clipId);
    const outcome = await analyzeLandedClip(job, { delivery, signal }, { ...host.ports, pulse });
    const seconds = (performance.now() - startedAt) / 1_000;
    log.info('analysis ended', { ...told, outcome, seconds });
    return { status: 'done', outcome };
  } catch (error) {
    return putBack(message, { error, told }, host);
  }
};

/** Lets a message come again after the pause that its error asks for. Never throws. */
export const putBack = async (
  { handle, delivery }: DeliveredMessage,
  { error, told }: { readonly error: unknown; readonly told: LogFields },
  { queue, log, draw }: Pick<AnalysisHost, 'queue' | 'log' | 'draw'>,
): Promise<DeliveryEnd> => {
  const afterSeconds = pauseSecondsAfter(error, { delivery, draw });
  const again = { status: 'again', afterSeconds, error: errorName(error) } as const;
  log.warn('analysis to come again', { ...told, afterSeconds, error: again.error });
  try {
    await queue.hide(handle, afterSeconds);
  } catch (failure) {
    // It comes again all the same, when it has been hidden long enough.
    log.warn('job not put back', { ...told, error: errorName(failure) });
  }
  return again;
};

const pulseOf = (
  { handle, delivery }: DeliveredMessage,
  { queue, limits, hiddenSeconds, log }: AnalysisHost,
  clipId: string,
) =>
  hostPulse({
    limits,
    besides:
      hiddenSeconds === undefined ? undefined : async () => queue.hide(handle, hiddenSeconds),
    onMissed: (error) => log.warn('beat missed', { clipId, delivery, error: errorName(error) }),
  });

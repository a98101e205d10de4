import { setTimeout as wait } from 'node:timers/promises';
import type { WorkerSettings } from '../../core/contracts/functions/analysis-worker.ts';
import { HostStopping } from '../../core/domain/inference/interruptions.ts';
import type { HostLog } from '../hosts/host-log.ts';
import { endNotice, type EndNoticeOptions } from './end-notice.ts';
import { noTaskProtection, taskProtection, type TaskProtectionOptions } from './task-protection.ts';
import { workThroughQueue, type WorkerHost } from './work-through-queue.ts';

/**
 * Long polling, which is not broken off: 5 s, and not SQS's 20, since an idle worker takes that
 * long to stop. 12 calls a minute are $0.20 for a month of one worker without work, and there is
 * none.
 */
const defaultWaitSeconds = 5;
/** A notice is looked for every 5 s, as AWS asks, and comes 2 minutes before the end. */
const defaultNoticeSeconds = 5;
/**
 * For handing back what is in hand. ECS kills after `stopTimeout`, at most 120 s, and a Spot
 * machine is gone 120 s after its notice: a job that was not put back by then is hidden no longer
 * than `visibilitySeconds`.
 */
const handBackSeconds = 30;

/** A worker that runs. */
export interface RunningWorker {
  /** Ends it: jobs in hand are handed back. May be called more than once. */
  stop(why: string): void;
  /** Resolves when it has ended as it was told to. Rejects with `QueueUnreachable`. */
  readonly ended: Promise<void>;
}

/** Starts a worker. It ends at `stop`, and by itself when its machine is to be taken away. */
export const startWorker = (
  host: WorkerHost,
  {
    clipsAtOnce,
    spotNoticeAddress,
    ecsAgentAddress = '',
    noticeEverySeconds = defaultNoticeSeconds,
    waitSeconds = defaultWaitSeconds,
    rests = {},
  }: Omit<WorkerSettings, 'visibilitySeconds'> & {
    /** Of the agent that ECS runs beside a worker; empty where there is none. */
    readonly ecsAgentAddress?: string;
    readonly noticeEverySeconds?: number;
    readonly waitSeconds?: number;
    readonly rests?: Pick<TaskProtectionOptions, 'unbrokenSeconds' | 'restSeconds'>;
  },
): RunningWorker => {
  const { log } = host;
  const stopping = new AbortController();
  const stop = (why: string): void => {
    if (stopping.signal.aborted) return;
    log.info('worker stopping', { why });
    stopping.abort(new HostStopping());
  };
  const watching = new AbortController();
  const protection =
    ecsAgentAddress === ''
      ? noTaskProtection
      : taskProtection({ address: ecsAgentAddress, log, ...rests });
  const work = { clipsAtOnce, waitSeconds, signal: stopping.signal };
  const working = workThroughQueue({ ...host, protection }, work);
  const { signal } = watching;
  const notice = { address: spotNoticeAddress, everySeconds: noticeEverySeconds, signal };
  void watchForNotice(notice, stop);
  const ended = Promise.race([working, givenUp(stopping.signal, log)]).finally(() =>
    watching.abort(),
  );
  log.info('worker started', { clipsAtOnce });
  return { stop, ended };
};

const watchForNotice = async (
  options: EndNoticeOptions,
  stop: (why: string) => void,
): Promise<void> => {
  const notice = options.address === '' ? undefined : await endNotice(options);
  if (notice !== undefined) stop(notice);
};

/** Resolves when handing back takes too long: whoever stops us would kill us anyway. */
const givenUp = async (stopping: AbortSignal, log: HostLog): Promise<void> => {
  await new Promise<void>((resolve) => {
    stopping.addEventListener('abort', () => resolve(), { once: true });
  });
  await wait(handBackSeconds * 1_000, undefined, { ref: false });
  log.warn('jobs not handed back in time', { seconds: handBackSeconds });
};

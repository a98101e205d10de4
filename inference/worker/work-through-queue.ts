import { setTimeout as wait } from 'node:timers/promises';
import { HostStopping } from '../../core/domain/inference/interruptions.ts';
import { errorName } from '../hosts/host-log.ts';
import type { DeliveredMessage } from '../hosts/job-queue.ts';
import { workOnDelivery, type AnalysisHost } from '../hosts/work-on-delivery.ts';
import type { TaskProtection } from './task-protection.ts';

/** What a worker works with: a host that hides its messages itself. */
export interface WorkerHost extends AnalysisHost {
  readonly hiddenSeconds: number;
}

type ProtectedHost = WorkerHost & { readonly protection: TaskProtection };

/** How a worker works through its queue. */
export interface QueueWork {
  readonly clipsAtOnce: number;
  /** Long polling; at most 20. Also how long an idle worker takes to stop. */
  readonly waitSeconds: number;
  /** Ends the work; jobs in hand are handed back. */
  readonly signal: AbortSignal;
}

/** Failures in a row after which the worker ends, and is started afresh by whoever runs it. */
const maxFailures = 12;
/** 1 + 2 + 4 + 8 + 16 + 30 × 6 = 211 seconds of an AWS that does not answer. */
const maxPauseSeconds = 30;

/** AWS did not answer for minutes. */
class QueueUnreachable extends Error {
  override readonly name = 'QueueUnreachable';
  constructor(failures: number, options?: ErrorOptions) {
    super(`The queue did not answer ${failures} times in a row.`, options);
  }
}

const pause = async (seconds: number, signal: AbortSignal): Promise<void> => {
  await wait(seconds * 1_000, undefined, { signal }).catch(() => undefined);
};

/**
 * Takes jobs from the queue until the signal aborts, `clipsAtOnce` side by side. Resolves when the
 * last one in hand has ended or was handed back. Throws `QueueUnreachable`.
 */
export const workThroughQueue = async (
  host: ProtectedHost,
  { clipsAtOnce, ...work }: QueueWork,
): Promise<void> => {
  // One lane that gives up ends the others, too: half a worker would never be replaced.
  const givingUp = new AbortController();
  const signal = AbortSignal.any([work.signal, givingUp.signal]);
  const lane = async (): Promise<void> => {
    try {
      await workInLane(host, { ...work, signal });
    } catch (error) {
      givingUp.abort(new HostStopping());
      throw error;
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: clipsAtOnce }, lane));
  for (const each of ended) if (each.status === 'rejected') throw each.reason;
};

/** One job after another. */
const workInLane = async (
  host: ProtectedHost,
  { waitSeconds, signal }: Omit<QueueWork, 'clipsAtOnce'>,
): Promise<void> => {
  const { queue, hiddenSeconds, log, protection } = host;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const resting = protection.rest(signal);
      if (resting !== undefined) {
        await resting;
        continue;
      }
      const message = await queue.receive({ waitSeconds, hiddenSeconds });
      if (message !== undefined) await workOn(message, host, signal);
      failures = 0;
    } catch (error) {
      failures += 1;
      log.warn('queue not reached', { failures, error: errorName(error) });
      if (failures >= maxFailures) throw new QueueUnreachable(failures, { cause: error });
      await pause(Math.min(maxPauseSeconds, 2 ** (failures - 1)), signal);
    }
  }
};

/** A message that cannot be removed is delivered again, found answered, and removed then. */
const workOn = async (
  message: DeliveredMessage,
  host: ProtectedHost,
  signal: AbortSignal,
): Promise<void> => {
  // Came while the worker was being stopped: somebody else gets it at once.
  if (signal.aborted) return host.queue.hide(message.handle, 0);
  host.protection.taken();
  try {
    const end = await workOnDelivery(message, host, signal);
    if (end.status === 'done') await host.queue.remove(message.handle);
  } finally {
    host.protection.ended();
  }
};

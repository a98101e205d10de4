import { setTimeout as wait } from 'node:timers/promises';
import type { Pulse } from '../../core/domain/inference/analyze-landed-clip.ts';
import { JobGone, OutOfTime } from '../../core/domain/inference/interruptions.ts';

/** The bounds of one job on one host. */
export interface JobLimits {
  /** Of all the work on it; then it is broken off, and counts as a try. */
  readonly maxSeconds: number;
  /** From one beat to the next. */
  readonly beatSeconds: number;
  /** Without a beat that was heard: nobody knows any more whether the clip may be looked at. */
  readonly maxSilentSeconds: number;
}

/** No beat was heard for too long: the clip may have been withdrawn, and nobody could tell us. */
class OutOfTouch extends Error {
  override readonly name = 'OutOfTouch';
  constructor(seconds: number) {
    super(`Nobody could be told for ${seconds} seconds that the job is at work.`);
  }
}

/** What one job's pulse works with. */
export interface HostPulseOptions {
  readonly limits: JobLimits;
  /** Done with every beat: keeps the message hidden, where the host must see to that itself. */
  readonly besides?: (() => Promise<void>) | undefined;
  /** Told of each beat, or hiding, that failed. */
  readonly onMissed: (error: unknown) => void;
  /** The most that the end of a job waits for a beat under way. */
  readonly lastBeatSeconds?: number | undefined;
}

const milliseconds = 1_000;

/** A Spot machine has 30 s to hand its jobs back, of which this is a sixth. */
const defaultLastBeatSeconds = 5;

/** Resolves after so long, or when the signal aborts. */
const pause = async (seconds: number, signal: AbortSignal): Promise<void> => {
  await wait(seconds * milliseconds, undefined, { signal }).catch(() => undefined);
};

/** One job's beats, one at a time: a slow one takes the place of the next. */
const startBeating = (
  beat: () => Promise<'alive' | 'gone'>,
  abort: (reason: Error) => void,
  { limits, besides, onMissed, lastBeatSeconds = defaultLastBeatSeconds }: HostPulseOptions,
) => {
  let heardAt = performance.now();
  let underWay: Promise<void> | undefined;
  const ask = async (): Promise<void> => {
    // The answer tells of this moment at the earliest, however long it takes to come.
    const askedAt = performance.now();
    const heard = await beat();
    heardAt = askedAt;
    if (heard === 'gone') abort(new JobGone());
  };
  const round = async (): Promise<void> => {
    const ended = await Promise.allSettled([ask(), besides?.()]);
    for (const each of ended) if (each.status === 'rejected') onMissed(each.reason);
  };
  const next = (): Promise<void> => {
    underWay ??= round().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
  const { beatSeconds, maxSilentSeconds, maxSeconds } = limits;
  const timer = setInterval(() => {
    const silentSeconds = (performance.now() - heardAt) / milliseconds;
    if (silentSeconds > maxSilentSeconds) abort(new OutOfTouch(maxSilentSeconds));
    void next();
  }, beatSeconds * milliseconds);
  const end = setTimeout(() => abort(new OutOfTime(maxSeconds)), maxSeconds * milliseconds);
  return {
    first: next(),
    /** No beat follows, and the one under way has ended, or had its time to. */
    async stop(): Promise<void> {
      clearInterval(timer);
      clearTimeout(end);
      const ended = new AbortController();
      await Promise.race([underWay, pause(lastBeatSeconds, ended.signal)]);
      ended.abort();
    },
  };
};

/** Resolves when the signal has aborted. */
const abortOf = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

/**
 * The pulse of one job on a real host: one timer for beats and hiding, one for the end. A job ends
 * only after the beat under way: one that hid its message later would undo what the host says of
 * the message then, and a job handed back at a Spot notice would stay hidden for minutes.
 */
export const hostPulse = (options: HostPulseOptions): Pulse => ({
  async during(beat, work, { signal: outer }) {
    const controller = new AbortController();
    const signals = outer === undefined ? [controller.signal] : [controller.signal, outer];
    const signal = AbortSignal.any(signals);
    const beats = startBeating(beat, (reason) => controller.abort(reason), options);
    try {
      // A token that is gone costs one call, not a decoding. A call that hangs costs no stop.
      await Promise.race([beats.first, abortOf(signal)]);
      signal.throwIfAborted();
      return await work(signal);
    } finally {
      await beats.stop();
    }
  },
});

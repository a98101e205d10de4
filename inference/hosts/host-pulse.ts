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
}

const milliseconds = 1_000;

/** One job's beats, one at a time: a slow one takes the place of the next. */
const startBeating = (
  beat: () => Promise<'alive' | 'gone'>,
  abort: (reason: Error) => void,
  { limits, besides, onMissed }: HostPulseOptions,
) => {
  let heardAt = performance.now();
  let isBeating = false;
  const round = async (): Promise<void> => {
    if (isBeating) return;
    isBeating = true;
    const [heard, hidden] = await Promise.allSettled([beat(), besides?.()]);
    isBeating = false;
    if (hidden.status === 'rejected') onMissed(hidden.reason);
    if (heard.status === 'rejected') return onMissed(heard.reason);
    heardAt = performance.now();
    if (heard.value === 'gone') abort(new JobGone());
  };
  const { beatSeconds, maxSilentSeconds, maxSeconds } = limits;
  const timer = setInterval(() => {
    const silentSeconds = (performance.now() - heardAt) / milliseconds;
    if (silentSeconds > maxSilentSeconds) abort(new OutOfTouch(maxSilentSeconds));
    void round();
  }, beatSeconds * milliseconds);
  const end = setTimeout(() => abort(new OutOfTime(maxSeconds)), maxSeconds * milliseconds);
  return {
    first: round(),
    stop(): void {
      clearInterval(timer);
      clearTimeout(end);
    },
  };
};

/** The pulse of one job on a real host: one timer for beats and hiding, one for the end. */
export const hostPulse = (options: HostPulseOptions): Pulse => ({
  async during(beat, work, { signal: outer }) {
    const controller = new AbortController();
    const signals = outer === undefined ? [controller.signal] : [controller.signal, outer];
    const signal = AbortSignal.any(signals);
    const beats = startBeating(beat, (reason) => controller.abort(reason), options);
    try {
      // A token that is gone costs one call, not a decoding.
      await beats.first;
      signal.throwIfAborted();
      return await work(signal);
    } finally {
      beats.stop();
    }
  },
});

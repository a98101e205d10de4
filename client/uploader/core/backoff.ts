import type { Pace } from './ports.ts';

/** Attempts at one thing, the first included. */
export const defaultMaxAttempts = 5;

/** 0.5 s, 1, 2, 4, 8, 8 …, each between half and all of it so that many clients part. */
export const backoffMilliseconds = (attempt: number, random: number): number =>
  Math.min(8_000, 500 * 2 ** (attempt - 1)) * (0.5 + random / 2);

/** What is tried again. */
export interface Retrying {
  readonly pace: Pace;
  readonly signal?: AbortSignal | undefined;
  readonly maxAttempts?: number | undefined;
  /** Whether a fault may pass by itself. */
  readonly passes: (error: unknown) => boolean;
}

/** Calls until it goes well, at most `maxAttempts` times; throws the last fault. */
export const retrying = async <T>(call: () => Promise<T>, options: Retrying): Promise<T> => {
  const { pace, signal, passes, maxAttempts = defaultMaxAttempts } = options;
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      signal?.throwIfAborted();
      if (attempt >= maxAttempts || !passes(error)) throw error;
    }
    await pace.pause(backoffMilliseconds(attempt, pace.random()), signal);
  }
};

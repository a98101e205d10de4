/** What a person can do to uploads under way. */
export interface UploadControl {
  /** Stops sending at once. A part under way is sent again later: at most 16 MiB for each lane. */
  pause(): void;
  /** Goes on. */
  resume(): void;
  readonly isPaused: boolean;
}

/** The uploader's side of it. */
export interface PauseGate extends UploadControl {
  /** Aborts at the next pause, or has aborted when paused. */
  readonly closing: AbortSignal;
  /** Waits while paused. Rejects with the signal's reason when it aborts. */
  opened(signal: AbortSignal | undefined): Promise<void>;
}

/** Makes a gate, open. */
export const createPauseGate = (): PauseGate => {
  let controller = new AbortController();
  let waiting: (() => void)[] = [];
  return {
    pause: () => controller.abort(new Error('Paused.')),
    resume: () => {
      if (!controller.signal.aborted) return;
      controller = new AbortController();
      for (const go of waiting) go();
      waiting = [];
    },
    get isPaused() {
      return controller.signal.aborted;
    },
    get closing() {
      return controller.signal;
    },
    opened: async (signal) => {
      signal?.throwIfAborted();
      if (!controller.signal.aborted) return;
      await new Promise<void>((resolve, reject) => {
        const stop = (): void => reject(signal?.reason as Error);
        signal?.addEventListener('abort', stop, { once: true });
        waiting.push(() => {
          signal?.removeEventListener('abort', stop);
          resolve();
        });
      });
    },
  };
};

/** One step of a life, as it is shown and as `--json` gives it. */
export interface Step {
  readonly step: string;
  readonly seconds: number;
  /** What came of it, in words for a person. */
  readonly result: string;
}

/** Tells whoever watches what is going on. */
export interface Watcher {
  began(step: string): void;
  ended(step: Step): void;
}

/** Times steps and tells them. */
export interface Stopwatch {
  readonly steps: readonly Step[];
  /** Runs one step; `describe` says in a sentence what came of it. */
  step<T>(name: string, work: () => Promise<T>, describe: (result: T) => string): Promise<T>;
}

/** Starts with no step. */
export const startStopwatch = (watcher: Watcher): Stopwatch => {
  const steps: Step[] = [];
  return {
    steps,
    step: async (name, work, describe) => {
      watcher.began(name);
      const startedAt = performance.now();
      const result = await work();
      const seconds = Math.round(performance.now() - startedAt) / 1_000;
      const done = { step: name, seconds, result: describe(result) };
      steps.push(done);
      watcher.ended(done);
      return result;
    },
  };
};

/** Asks again and again, with a bound, until `probe` gives something. */
export const until = async <T>(
  what: string,
  probe: () => Promise<T | undefined>,
  { timeoutSeconds = 60, everyMilliseconds = 150 } = {},
): Promise<T> => {
  const deadline = performance.now() + timeoutSeconds * 1_000;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (performance.now() > deadline) {
      throw new Error(`Waited ${timeoutSeconds} s for ${what}, in vain`);
    }
    await new Promise((resolve) => setTimeout(resolve, everyMilliseconds));
  }
};

/** How far a transfer is. */
export interface TransferProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** Over the last few seconds; 0 before anything can be said. */
  readonly bytesPerSecond: number;
  /** Undefined while the rate is unknown. */
  readonly secondsLeft: number | undefined;
  /** Of an upload in parts. */
  readonly parts?: { readonly done: number; readonly count: number };
}

/** Over how long the rate is measured: long enough to be calm, short enough to follow the line. */
const windowSeconds = 5;

/**
 * Tells progress as bytes are counted: at most ten times a second, and at the end. `fromBytes` were
 * there before and count into no rate.
 */
export const measureRate = (
  totalBytes: number,
  onProgress: ((progress: TransferProgress) => void) | undefined,
  nowMilliseconds: () => number = () => performance.now(),
  fromBytes = 0,
): ((doneBytes: number) => void) => {
  let samples = [{ at: nowMilliseconds(), doneBytes: fromBytes }];
  let toldAt = Number.NEGATIVE_INFINITY;
  return (doneBytes) => {
    if (onProgress === undefined) return;
    const at = nowMilliseconds();
    if (at - toldAt < 100 && doneBytes < totalBytes) return;
    toldAt = at;
    // Keep the youngest sample that is older than the window: the rate spans all of it.
    const first = samples.findLastIndex((sample) => at - sample.at >= windowSeconds * 1_000);
    samples = samples.slice(Math.max(0, first));
    const from = samples[0] ?? { at, doneBytes };
    samples.push({ at, doneBytes });
    const seconds = (at - from.at) / 1_000;
    const bytesPerSecond = seconds > 0 ? Math.max(0, doneBytes - from.doneBytes) / seconds : 0;
    const secondsLeft = bytesPerSecond > 0 ? (totalBytes - doneBytes) / bytesPerSecond : undefined;
    onProgress({ doneBytes, totalBytes, bytesPerSecond, secondsLeft });
  };
};

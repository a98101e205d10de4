import type { ColourPicture } from '../picture.ts';
import { startBatching, type BatchingOptions } from './batching.ts';
import type { Detection, Detector } from './detector.ts';

/** A model that several clips' analyses use at once. */
export interface DetectorForMany {
  /** A detector for one clip. Batches wait for it until `leave`. */
  join(): { readonly detector: Detector; leave(): void };
  /** Runs the pictures that wait now, however few. */
  flush(): void;
}

/**
 * Lets the pictures of several clips run through a model in common batches of its `maxBatch`. A
 * clip that joined and gives nothing holds the others up: `whenWaiting` bounds that.
 */
export const detectTogether = (
  detector: Detector,
  { whenWaiting }: Pick<BatchingOptions<ColourPicture, readonly Detection[]>, 'whenWaiting'> = {},
): DetectorForMany => {
  const batching = startBatching({
    maxBatch: detector.maxBatch,
    run: (pictures: readonly ColourPicture[]) => detector.detect(pictures),
    whenWaiting,
  });
  return {
    join() {
      const participant = batching.join();
      return {
        detector: { ...detector, detect: (pictures) => participant.give(pictures) },
        leave: () => participant.leave(),
      };
    },
    flush: () => batching.flush(),
  };
};

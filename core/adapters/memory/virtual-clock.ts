import { addSeconds, type Clock, type Instant } from '../../domain/vocabulary/time.ts';

/** A clock that stands still until it is moved. */
export interface VirtualClock extends Clock {
  /** Moves the clock forward. Throws `RangeError` on a negative number: time does not run back. */
  advance(seconds: number): void;
  /** Moves the clock forward to an instant; does nothing when it is past it. */
  advanceTo(instant: Instant): void;
}

/** A virtual clock that stands at `start`. */
export const createVirtualClock = (start: Instant): VirtualClock => {
  let now = start;
  return {
    now: () => now,
    advance(seconds) {
      if (!(seconds >= 0)) throw new RangeError(`Cannot advance by ${seconds} seconds`);
      now = addSeconds(now, seconds);
    },
    advanceTo(instant) {
      if (instant > now) now = instant;
    },
  };
};

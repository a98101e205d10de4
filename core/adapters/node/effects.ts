import { hmacSha256 } from './hmac-sha256.ts';
import { systemRandomness } from './random-bytes.ts';
import { sha256 } from './sha256.ts';
import { systemClock } from './system-clock.ts';
import { createUlidSource } from './ulid-source.ts';

/** The real clock, ids, randomness and hashing, as a function's container hands them on. */
export const effects = () => ({
  clock: systemClock,
  randomness: systemRandomness,
  sha256,
  hmacSha256,
  ids: createUlidSource({ clock: systemClock, randomness: systemRandomness }),
});

import { ulid } from 'ulid';
import type { Randomness } from '../../domain/vocabulary/bytes.ts';
import type { IdSource } from '../../domain/vocabulary/ids.ts';
import { millisecondsOf, type Clock } from '../../domain/vocabulary/time.ts';

/** Random characters of a ULID: 16 of 5 bits each. */
const randomCharacters = 16;

/**
 * Makes ULIDs from the given clock and randomness. One byte is drawn for each random character:
 * 256 is a multiple of 32, so every character is equally likely.
 */
export const createUlidSource = ({
  clock,
  randomness,
}: {
  clock: Clock;
  randomness: Randomness;
}): IdSource => ({
  next: (prefix) => {
    const bytes = randomness.bytes(randomCharacters).values();
    const fraction = (): number => (bytes.next().value ?? 0) / 256;
    return `${prefix}_${ulid(millisecondsOf(clock.now()), fraction)}`;
  },
});

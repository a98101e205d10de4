import { randomBytes } from 'node:crypto';
import type { Randomness } from '../../domain/vocabulary/bytes.ts';

/** The operating system's randomness. */
export const systemRandomness: Randomness = {
  bytes: (count) => new Uint8Array(randomBytes(count)),
};

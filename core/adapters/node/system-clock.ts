import type { Clock } from '../../domain/vocabulary/time.ts';

/** The machine's clock, in UTC. */
export const systemClock: Clock = { now: () => new Date().toISOString() };

import { startExpiry } from '../../../core/domain/retention/find-due.ts';

/** One tick of the minute. */
export const tick = async (container: Parameters<typeof startExpiry>[0]): Promise<object> => ({
  outcome: await startExpiry(container),
});

import { addSeconds, laterOf, type Clock, type Instant } from '../vocabulary/time.ts';
import type { DueEntry } from './due.ts';
import type { DueIndex, ErasureStore } from './ports.ts';

/** What setting an entry aside needs. */
export interface SetAsidePorts {
  readonly due: DueIndex;
  readonly erasures: ErasureStore;
  readonly clock: Clock;
}

/** First retry after a minute, then twice as long each time, at most an hour. */
const retrySeconds = (attempts: number): number => Math.min(60 * 2 ** Math.min(attempts, 6), 3_600);

/**
 * Moves an entry to a later bucket: one clip that cannot be erased must not hold the oldest
 * minute, and with it the sight of everything younger.
 */
export const lookAgainLater = async (
  entry: DueEntry,
  { attempts, notBefore }: { readonly attempts: number; readonly notBefore?: Instant },
  { due, clock }: Pick<SetAsidePorts, 'due' | 'clock'>,
): Promise<void> => {
  const retryAt = addSeconds(clock.now(), retrySeconds(attempts));
  await due.put({ ...entry, dueAt: laterOf(retryAt, notBefore ?? retryAt) });
  await due.remove(entry);
};

/**
 * Does the work of one entry. What it throws concerns that clip alone: it is written down as the
 * obstacle and looked at again later, and the batch goes on. Gives `undefined` then.
 */
export const setAsideOnError = async <T>(
  entry: DueEntry,
  work: () => Promise<T>,
  ports: SetAsidePorts,
): Promise<T | undefined> => {
  try {
    return await work();
  } catch (error) {
    const known = (await ports.erasures.find(entry.clipId))?.progress;
    const attempts = (known?.attempts ?? 0) + 1;
    await ports.erasures.recordProgress(entry.clipId, {
      remainingVersions: known?.remainingVersions ?? 0,
      remainingUploads: known?.remainingUploads ?? 0,
      remainingItems: known?.remainingItems ?? 0,
      attempts,
      lastAttemptAt: ports.clock.now(),
      obstacle: error instanceof Error ? error.name : 'UnknownError',
    });
    await lookAgainLater(entry, { attempts }, ports);
    return undefined;
  }
};

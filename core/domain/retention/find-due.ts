import { addSeconds, millisecondsOf, type Clock, type Instant } from '../vocabulary/time.ts';
import type { BucketId } from './due.ts';
import { dueBuckets } from './due-sweep.ts';
import type { DueIndex, ExpiryWorkflow } from './ports.ts';

/** Buckets one run of the expiry workflow takes: its inline map stays far below 25,000 events. */
export const maxBucketsPerRun = 40;

/**
 * How long a run keeps its buckets from others: its three steps take at most five minutes each. A
 * run that died is taken over after this.
 */
const leaseSeconds = 900;

/** Runs are named after the five seconds they start in, so a tick that comes twice starts one. */
const runNameOf = (now: Instant): string => {
  const slot = Math.floor(millisecondsOf(now) / 5_000);
  return `expiry-${slot}`;
};

/** Starts the expiry workflow if anything is due. */
export const startExpiry = async ({
  due,
  clock,
  workflow,
}: {
  due: DueIndex;
  clock: Clock;
  workflow: ExpiryWorkflow;
}): Promise<'started' | 'nothing-due'> => {
  const buckets = await dueBuckets('erase', { due, clock });
  if (buckets.length === 0) return 'nothing-due';
  await workflow.start(runNameOf(clock.now()));
  return 'started';
};

/** The workflow's first step: the buckets this run takes, oldest first. A retry takes the same. */
export const findDue = async (
  runName: string,
  ports: { due: DueIndex; clock: Clock },
): Promise<{ buckets: readonly BucketId[] }> => {
  const now = ports.clock.now();
  const taken: BucketId[] = [];
  for (const bucket of await dueBuckets('erase', ports)) {
    if (taken.length === maxBucketsPerRun) break;
    const lease = { holder: runName, now, until: addSeconds(now, leaseSeconds) };
    if (await ports.due.lease(bucket, lease)) taken.push(bucket);
  }
  return { buckets: taken };
};

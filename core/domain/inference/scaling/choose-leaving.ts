import { plannedOf, workerKinds, type Worker, type WorkerPlan } from './fleet.ts';
import { isLive, scalingTimes } from './plan-workers.ts';

/**
 * The workers to release so that no more than the plan are left: those that take no more clips or
 * never began, then idle ones, then, when all are busy, those that hand back the least. Never one
 * whose first minute is not over, which is paid anyway. A released worker is told to stop and hands
 * back what it has in hand.
 */
export const chooseLeaving = (workers: readonly Worker[], plan: WorkerPlan): readonly Worker[] => {
  const lost = workers.filter((worker) => !isLive(worker));
  const surplus = workerKinds.flatMap((kind) => {
    const live = workers.filter((worker) => worker.kind === kind && isLive(worker));
    const paid = live.filter(({ ageSeconds }) => ageSeconds >= scalingTimes.minBilledSeconds);
    const count = Math.max(0, live.length - plannedOf(plan, kind));
    return paid.toSorted(byLoss).slice(0, count);
  });
  return [...lost, ...surplus];
};

/** What is lost by releasing a worker: nothing of an idle one; a started one is worth its start. */
const lossOf = ({ isBusy, phase }: Worker): number =>
  (isBusy ? 2 : 0) + (phase === 'ready' ? 1 : 0);

const byLoss = (one: Worker, other: Worker): number =>
  lossOf(one) - lossOf(other) || one.instanceId.localeCompare(other.instanceId);

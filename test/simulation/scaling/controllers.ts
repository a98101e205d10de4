import {
  scaleWorkers,
  type ScaleWorkersPorts,
} from '../../../core/domain/inference/scaling/scale-workers.ts';
import type { WorkerKind } from '../../../core/domain/inference/scaling/fleet.ts';
import { isLive, planWorkers } from '../../../core/domain/inference/scaling/plan-workers.ts';

/** What looks at the queue once a minute and changes the number of machines. */
export type Controller = () => Promise<void>;

/** Ours: the very use case that is deployed. */
export const ourController =
  (ports: ScaleWorkersPorts): Controller =>
  async () => {
    await scaleWorkers(ports);
  };

/** From zero, ECS reports a reservation of 200 %, which starts two machines. */
const fromZero = 2;
/** No further step out until the machines of the last one count as warm. */
const warmUpMinutes = 5;
/** The alarm that ends machines must hold for so long; it cannot be set. */
const scaleInMinutes = 15;

/**
 * A capacity provider with managed scaling as it comes. Generous to it: the wanted number of tasks
 * is ours and follows at once, every machine works, and Spot that cannot be had is replaced as ours
 * is; only when machines start and end is AWS's own.
 */
export const ecsDefaults = ({ queue, fleet, limits }: ScaleWorkersPorts): Controller => {
  let [sinceStep, surplusMinutes] = [warmUpMinutes, 0];
  /** Never for fewer than there are, as ours: a group at its least size releases nobody. */
  const ask = async (kind: WorkerKind, planned: number): Promise<void> => {
    const present = (await fleet.workers()).filter((worker) => worker.kind === kind).length;
    const count = Math.max(planned, present);
    await fleet.ask(kind, { machines: count, workers: count });
  };
  return async () => {
    const [counts, told, workers, isSpotRefused, isWorkerBroken] = await Promise.all([
      queue.counts(),
      queue.told(),
      fleet.workers(),
      fleet.isSpotRefused(),
      fleet.isWorkerBroken(),
    ]);
    const figures = { ...counts, ...told };
    sinceStep += 1;
    for (const worker of workers.filter((each) => !isLive(each))) await fleet.release(worker);
    const live = workers.filter(isLive);
    const plan = planWorkers({ queue: figures, workers, isSpotRefused, isWorkerBroken }, limits);
    const wanted = plan.spot + plan.onDemand;
    surplusMinutes = wanted < live.length ? surplusMinutes + 1 : 0;
    if (surplusMinutes >= scaleInMinutes) {
      const idleFirst = live.toSorted((one, other) => Number(one.isBusy) - Number(other.isBusy));
      for (const worker of idleFirst.slice(0, live.length - wanted)) await fleet.release(worker);
      await ask('spot', plan.spot);
      surplusMinutes = 0;
      return;
    }
    if (wanted <= live.length || sinceStep < warmUpMinutes) return;
    sinceStep = 0;
    await ask('on-demand', plan.onDemand);
    await ask('spot', live.length === 0 ? fromZero : plan.spot);
  };
};

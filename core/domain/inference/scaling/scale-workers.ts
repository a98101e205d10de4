import { chooseLeaving } from './choose-leaving.ts';
import {
  plannedOf,
  workerKinds,
  type QueueFigures,
  type ScalingLimits,
  type Worker,
  type WorkerKind,
  type WorkerPlan,
} from './fleet.ts';
import { planWorkers } from './plan-workers.ts';

/** What the queue of clips to analyze tells of itself. */
export interface QueueWatch {
  /** Counted now. */
  counts(): Promise<Pick<QueueFigures, 'visible' | 'inFlight'>>;
  /** As told of the last minutes, which costs: asked only while there is anything to scale. */
  told(): Promise<Pick<QueueFigures, 'oldestAgeSeconds' | 'history'>>;
}

/** The machines and the workers on them. */
export interface WorkerFleet {
  /** All that are there, leaving ones included. */
  workers(): Promise<readonly Worker[]>;
  /** Whether the last Spot machine that was asked for was refused. */
  isSpotRefused(): Promise<boolean>;
  /** Whether the workers that were started last ended at their start. */
  isWorkerBroken(): Promise<boolean>;
  /**
   * Asks for so many machines of a kind in all, and so many workers on them. Asking again for the
   * same changes nothing. Fewer machines than there are release none: `release` says which.
   */
  ask(kind: WorkerKind, count: AskedCount): Promise<void>;
  /**
   * Tells a worker to hand back its clips, ends its machine and asks for no other in its place.
   * Throws where AWS refuses, as it does when no more machines are asked for than there must be.
   */
  release(worker: Worker): Promise<void>;
}

/** What is asked for of a kind. */
export interface AskedCount {
  readonly machines: number;
  readonly workers: number;
}

/** What a tick of scaling works with. */
export interface ScaleWorkersPorts {
  readonly queue: QueueWatch;
  readonly fleet: WorkerFleet;
  readonly limits: ScalingLimits;
}

/** What a tick saw and decided; for its log. */
export interface ScalingDecision {
  readonly visible: number;
  readonly inFlight: number;
  readonly oldestAgeSeconds: number;
  readonly present: number;
  readonly spot: number;
  readonly onDemand: number;
  readonly released: number;
  /** Names of the errors of those that were to be released and were not: tried again next time. */
  readonly unreleased: readonly string[];
  readonly isWorkerBroken: boolean;
}

const nothingTold = { oldestAgeSeconds: 0, history: undefined };

/**
 * One tick: looks, plans, releases, asks. Every step may fail or be repeated: the next tick looks
 * again and remembers nothing of this one. Throws what asking threw, after both kinds were asked.
 */
export const scaleWorkers = async ({
  queue,
  fleet,
  limits,
}: ScaleWorkersPorts): Promise<ScalingDecision> => {
  const [counts, workers] = await Promise.all([queue.counts(), fleet.workers()]);
  const isAsleep = counts.visible + counts.inFlight + workers.length === 0;
  const [told, isSpotRefused, isWorkerBroken] = isAsleep
    ? [nothingTold, false, false]
    : await Promise.all([queue.told(), fleet.isSpotRefused(), fleet.isWorkerBroken()]);
  const figures: QueueFigures = { ...counts, ...told };
  const plan = planWorkers({ queue: figures, workers, isSpotRefused, isWorkerBroken }, limits);
  const { released, unreleased } = await releaseEach(fleet, chooseLeaving(workers, plan));
  await askForEach({ fleet, limits }, plan, workers, released);
  const { visible, inFlight, oldestAgeSeconds } = figures;
  return {
    ...{ visible, inFlight, oldestAgeSeconds, present: workers.length, ...plan },
    ...{ released: released.size, unreleased, isWorkerBroken },
  };
};

/** One that AWS refuses to release must keep neither the others nor what is asked for. */
const releaseEach = async (
  fleet: WorkerFleet,
  leaving: readonly Worker[],
): Promise<{ released: ReadonlySet<Worker>; unreleased: readonly string[] }> => {
  const released = new Set<Worker>();
  const unreleased: string[] = [];
  for (const worker of leaving) {
    try {
      await fleet.release(worker);
      released.add(worker);
    } catch (error) {
      unreleased.push(error instanceof Error ? error.name : 'unknown');
    }
  }
  return { released, unreleased };
};

/**
 * Never fewer machines than stay. A group that is asked for fewer than it has refuses to release
 * one once it is at its least, 0, so those in their first minute would never go: each release
 * lowers the number that is asked for, and nothing else does.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_TerminateInstanceInAutoScalingGroup.html
 * Nor fewer workers than there were machines: until those that go are draining, ECS would choose by
 * itself which worker to stop, and might stop one that stays. The next tick lowers their number.
 */
const askForEach = async (
  { fleet, limits: { maxWorkers } }: Pick<ScaleWorkersPorts, 'fleet' | 'limits'>,
  plan: WorkerPlan,
  workers: readonly Worker[],
  released: ReadonlySet<Worker>,
): Promise<void> => {
  const asked = await Promise.allSettled(
    workerKinds.map(async (kind) => {
      const present = workers.filter((worker) => worker.kind === kind);
      const staying = present.filter((worker) => !released.has(worker));
      const planned = plannedOf(plan, kind);
      await fleet.ask(kind, {
        // A group takes no more than its most, also when a deploy has just lowered that.
        machines: Math.min(maxWorkers, Math.max(planned, staying.length)),
        workers: Math.max(planned, present.length),
      });
    }),
  );
  for (const each of asked) if (each.status === 'rejected') throw each.reason;
};

import { chooseLeaving } from './choose-leaving.ts';
import {
  plannedOf,
  workerKinds,
  type QueueFigures,
  type ScalingLimits,
  type Worker,
  type WorkerKind,
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
  /**
   * Asks for so many of a kind in all. Asking again for the same changes nothing. Fewer than there
   * are releases none: `release` says which.
   */
  ask(kind: WorkerKind, count: number): Promise<void>;
  /** Tells a worker to hand back its clips, ends its machine and asks for no other in its place. */
  release(worker: Worker): Promise<void>;
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
}

const nothingTold = { oldestAgeSeconds: 0, history: undefined };

/**
 * One tick: looks, plans, releases, asks. Every step may fail or be repeated: the next tick looks
 * again and remembers nothing of this one.
 */
export const scaleWorkers = async ({
  queue,
  fleet,
  limits,
}: ScaleWorkersPorts): Promise<ScalingDecision> => {
  const [counts, workers] = await Promise.all([queue.counts(), fleet.workers()]);
  const isAsleep = counts.visible + counts.inFlight + workers.length === 0;
  const [told, isSpotRefused] = isAsleep
    ? [nothingTold, false]
    : await Promise.all([queue.told(), fleet.isSpotRefused()]);
  const figures: QueueFigures = { ...counts, ...told };
  const plan = planWorkers({ queue: figures, workers, isSpotRefused }, limits);
  const leaving = chooseLeaving(workers, plan);
  // Releasing first: it lowers the number that is asked for, which asking then sets.
  for (const worker of leaving) await fleet.release(worker);
  for (const kind of workerKinds) await fleet.ask(kind, plannedOf(plan, kind));
  const { visible, inFlight, oldestAgeSeconds } = figures;
  return {
    visible,
    inFlight,
    oldestAgeSeconds,
    present: workers.length,
    ...plan,
    released: leaving.length,
  };
};

/**
 * How a worker's machine is bought. Spot costs less and may be taken back on two minutes' notice.
 */
export const workerKinds = ['spot', 'on-demand'] as const;
export type WorkerKind = (typeof workerKinds)[number];

/** One machine with one GPU, on which one worker runs. */
export interface Worker {
  readonly instanceId: string;
  readonly kind: WorkerKind;
  /** `starting` until it takes clips; `leaving` once it takes no more of them. */
  readonly phase: 'starting' | 'ready' | 'leaving';
  /** Seconds since its machine was launched, for which it is paid. */
  readonly ageSeconds: number;
  /**
   * Seconds that it has been without a worker, while it is `starting`: since its launch, since it
   * registered, or since its last worker ended. A deploy replaces every worker and no machine.
   */
  readonly workerlessSeconds: number;
  /** Whether it has said that it has a clip in hand. */
  readonly isBusy: boolean;
}

/**
 * Over how many minutes the queue's history is taken. Long, because chance is large: 0.8 clips a
 * second are 480 ± 22 in ten minutes (5 %, half of one of 8 workers) and 1,440 ± 38 in thirty (3
 * %). What changes within them is seen over the late ones.
 */
export const historyMinutes = { late: 3, usual: 30 } as const;

/** What CloudWatch tells of the queue's last minutes. */
export interface QueueHistory {
  /** Clips that came a second, over the `late` minutes. */
  readonly lateArrivalsPerSecond: number;
  /** Clips that came a second, over the `usual` ones. */
  readonly arrivalsPerSecond: number;
  /** Clips that were finished a second, over the `usual` minutes. */
  readonly finishedPerSecond: number;
  /** Clips in hand on average, over the `usual` minutes. */
  readonly meanInFlight: number;
}

/** What is known of the queue of clips to analyze. */
export interface QueueFigures {
  /** Clips that nobody has taken, counted now. */
  readonly visible: number;
  /** Clips that somebody has in hand, counted now. */
  readonly inFlight: number;
  /** Seconds that the oldest waiting clip has waited, as of one or two minutes ago; 0 for none. */
  readonly oldestAgeSeconds: number;
  /**
   * Undefined where nothing is told: of a queue that slept for six hours CloudWatch may tell
   * nothing for the first quarter of an hour.
   * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/monitoring-using-cloudwatch.html
   */
  readonly history: QueueHistory | undefined;
}

/** How many workers of each kind there should be. */
export interface WorkerPlan {
  readonly spot: number;
  readonly onDemand: number;
}

/** How many of a plan's workers are of a kind. */
export const plannedOf = (plan: WorkerPlan, kind: WorkerKind): number =>
  kind === 'spot' ? plan.spot : plan.onDemand;

/** What a deployment decides of its workers. */
export interface ScalingLimits {
  /** Of both kinds together. */
  readonly maxWorkers: number;
  /** Clips that a worker has in hand at once. */
  readonly clipsPerWorkerAtOnce: number;
  /** Seconds in which a fully used worker finishes a clip, until that is measured. */
  readonly usualSecondsPerClip: number;
}

/** All that a plan follows from. */
export interface ScalingState {
  readonly queue: QueueFigures;
  readonly workers: readonly Worker[];
  /** Whether AWS has just refused a Spot machine that was asked for. */
  readonly isSpotRefused: boolean;
  /** Whether the last workers that were started ended at their start, on whatever machine. */
  readonly isWorkerBroken: boolean;
}

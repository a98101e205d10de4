import {
  historyMinutes,
  type QueueFigures,
  type QueueHistory,
  type ScalingLimits,
  type ScalingState,
  type Worker,
  type WorkerPlan,
} from './fleet.ts';

/** What the plan counts with, in seconds. */
export const scalingTimes = {
  /**
   * From asking for a machine to its first clip: 161 to 176 s were measured for a GPU container
   * from zero, of which about 30 pass before the machine is paid for.
   */
  startSeconds: 170,
  /** A machine without a worker for so long gets none: another is asked for, and it is released. */
  stuckSeconds: 600,
  /**
   * The clips that will wait when new ones have started are shared among so many workers that they
   * take this long. Each new worker costs about 185 s in which it does nothing (140 to start, 45
   * until it is released): (185 + 100) ÷ 100 = 2.9 paid seconds for a used one in a burst that ends
   * with it, less in one that goes on. Longer is cheaper, and the last clip waits for longer: 60 s
   * to notice, 170 to start and 100 are 330 of the 360 that are promised.
   */
  drainSeconds: 100,
  /**
   * What waits may take those present so long before one more is asked for. A clip takes a worker
   * 20 s beside another and one in a hundred 47 s, so 13 are left of the 60 that are promised.
   */
  acceptedWaitSeconds: 8,
  /** Paid and not used by a worker that is released and wanted again. */
  restartSeconds: 185,
  /** EC2 bills a minute at least, so nothing is won by releasing a machine earlier. */
  minBilledSeconds: 60,
  /** How long the oldest clip waits before machines are asked for that AWS may not refuse. */
  onDemandAfterSeconds: 300,
} as const;

/**
 * How many workers there should be now, from what is seen now: nothing is remembered between two
 * calls, so a call that is lost, late or doubled does no harm. More are wanted when those present
 * and starting will not have caught up by the time another could help; fewer when nothing waits
 * and arrivals need fewer.
 */
export const planWorkers = (state: ScalingState, limits: ScalingLimits): WorkerPlan => {
  const live = state.workers.filter(isLive);
  const secondsPerClip = measuredSecondsPerClip(state.queue.history, limits);
  const wanted = Math.min(
    isFailing(state, live) ? Math.min(1, limits.maxWorkers) : limits.maxWorkers,
    Math.max(
      missingOnes(state, live, secondsPerClip),
      neededOnes(state, live, limits, secondsPerClip),
    ),
  );
  const present = countOf(live, 'on-demand');
  const spotLive = countOf(live, 'spot');
  const uncovered = Math.max(0, wanted - spotLive);
  const onDemand = isSpotShort(state)
    ? Math.max(present, uncovered)
    : // Nobody asks for more, but what runs stays until Spot has taken its place.
      Math.min(present, uncovered);
  return { spot: Math.min(wanted, limits.maxWorkers - onDemand), onDemand };
};

/**
 * Seconds in which one fully used worker finishes a clip. By Little's law a clip is in hand for
 * (clips in hand ÷ clips finished a second), of which a worker has several at once. In a worker
 * that is not full a clip is in hand for a shorter time, because it shares less: half of what is
 * unused is added. Few clips say little, and a dead worker's clip counts as in hand until it is
 * shown again: then, and beyond a quarter and four times of it, the usual time counts.
 */
export const measuredSecondsPerClip = (
  history: QueueHistory | undefined,
  { usualSecondsPerClip, clipsPerWorkerAtOnce }: ScalingLimits,
): number => {
  if (history === undefined) return usualSecondsPerClip;
  const { finishedPerSecond, meanInFlight } = history;
  if (finishedPerSecond * usualSecondsPerClip < 0.25) return usualSecondsPerClip;
  const usedWorkers = meanInFlight / clipsPerWorkerAtOnce;
  const usedShare = usedWorkers / (usedWorkers + unusedWorkers);
  const measured = (usedWorkers / finishedPerSecond) * (1.5 - usedShare / 2);
  return Math.min(4 * usualSecondsPerClip, Math.max(usualSecondsPerClip / 4, measured));
};

/**
 * Workers beyond those used, over the history, as this plan keeps them. Not as many as there are
 * now: after a release the same clips in hand would look like full workers, each clip like less
 * work, and the next worker would be released for it.
 */
const unusedWorkers = 2;

/** Whether a worker takes clips, or will. */
export const isLive = ({ phase, workerlessSeconds }: Worker): boolean =>
  phase === 'ready' || (phase === 'starting' && workerlessSeconds <= scalingTimes.stuckSeconds);

/**
 * Whether more machines would not help: none has a worker, and workers end at their start, as with
 * an image or a model that is broken, or machines never got one. One goes on trying, so that what
 * was repaired is found out.
 */
const isFailing = ({ workers, isWorkerBroken }: ScalingState, live: readonly Worker[]): boolean =>
  !live.some(({ phase }) => phase === 'ready') &&
  (isWorkerBroken || workers.some((each) => each.phase === 'starting' && !isLive(each)));

const countOf = (workers: readonly Worker[], kind: Worker['kind']): number =>
  workers.filter((worker) => worker.kind === kind).length;

/**
 * How many there must be so that what waits is done soon after new ones have started: what comes
 * until then, and what waits, less what those present and starting do.
 */
const missingOnes = (
  { queue }: ScalingState,
  live: readonly Worker[],
  secondsPerClip: number,
): number => {
  const { startSeconds, drainSeconds } = scalingTimes;
  const workSeconds = live.reduce((sum, worker) => sum + startSeconds - untilReady(worker), 0);
  const { history } = queue;
  const arrivalsPerSecond =
    history === undefined ? guessedArrivals(queue, live) : countedArrivals(history);
  const comingClips = arrivalsPerSecond * startSeconds;
  const leftClips = queue.visible + comingClips - workSeconds / secondsPerClip;
  if (queue.visible === 0 || leftClips <= 0) return 0;
  const load = history === undefined ? 0 : arrivalsPerSecond * secondsPerClip;
  return Math.max(live.length, Math.round(load + (leftClips * secondsPerClip) / drainSeconds));
};

const untilReady = ({ phase, ageSeconds }: Worker): number =>
  phase === 'ready' ? 0 : Math.max(20, scalingTimes.startSeconds - ageSeconds);

/** How many there must be for what is in hand, what waits, and what goes on arriving. */
const neededOnes = (
  { queue: { visible, inFlight, history } }: ScalingState,
  live: readonly Worker[],
  { clipsPerWorkerAtOnce }: ScalingLimits,
  secondsPerClip: number,
): number => {
  const present = live.length;
  const isAnyOpen = visible + inFlight > 0;
  // An arrival rate alone starts nobody from zero: what came may be done.
  if (present === 0) return isAnyOpen ? 1 : 0;
  if (history === undefined) return isAnyOpen ? present : 0;
  const arrivalsPerSecond = countedArrivals(history);
  const load = arrivalsPerSecond * secondsPerClip;
  // One worker is kept for the next clip while it is likelier than not to come before the worker
  // would have cost more than starting another.
  const isSoon = arrivalsPerSecond * scalingTimes.restartSeconds >= 1;
  const raised = isSoon ? Math.ceil(load + reserveFor(load, 'start')) : 0;
  // While clips wait nobody is released, and one is added to what the load needs when they would
  // wait for long: after an interruption, or when many came together.
  const isSlow = visible * secondsPerClip > present * scalingTimes.acceptedWaitSeconds;
  if (visible > 0) return Math.max(isSlow && present <= raised ? present + 1 : present, raised);
  const inHand = Math.ceil(inFlight / clipsPerWorkerAtOnce);
  const kept = Math.max(inHand, isSoon ? Math.ceil(load + reserveFor(load, 'release')) : 0);
  return Math.max(raised, Math.min(present, kept));
};

/**
 * Workers beyond the load, for clips that come together: below the first, one is started; above
 * the second, one is released. Between them chance does neither. What comes together grows with the
 * root of the load, as the deviation of a Poisson count does.
 */
const reserve = { start: 0.25, release: 0.5, perRootOfLoad: 0.2 } as const;

const reserveFor = (load: number, before: 'start' | 'release'): number =>
  reserve[before] + reserve.perRootOfLoad * Math.sqrt(load);

/**
 * Clips a second, where nothing is told of them: while nobody is ready all that came waits, since
 * at most a tick before the first worker was asked for.
 */
const guessedArrivals = ({ visible }: QueueFigures, live: readonly Worker[]): number =>
  live.some(({ phase }) => phase === 'ready')
    ? 0
    : visible / (60 + Math.max(0, ...live.map(({ ageSeconds }) => ageSeconds)));

/**
 * By how many standard deviations the late minutes must differ from the usual ones to be believed:
 * more above them, where chance costs a start, than below, where it costs seconds of waiting.
 */
const believedDeviations = { rising: 2, falling: 1 } as const;

/** Clips a second to count on: the usual ones, as far as the late minutes do not say otherwise. */
const countedArrivals = ({ lateArrivalsPerSecond, arrivalsPerSecond }: QueueHistory): number => {
  const lateSeconds = historyMinutes.late * 60;
  // Of a Poisson count; the one added keeps a count of none from being certain.
  const deviation = Math.sqrt(lateArrivalsPerSecond * lateSeconds + 1) / lateSeconds;
  const least = lateArrivalsPerSecond - believedDeviations.rising * deviation;
  const most = lateArrivalsPerSecond + believedDeviations.falling * deviation;
  return Math.max(least, Math.min(most, arrivalsPerSecond), 0);
};

const isSpotShort = ({ queue, isSpotRefused }: ScalingState): boolean =>
  queue.visible + queue.inFlight > 0 &&
  (isSpotRefused || queue.oldestAgeSeconds >= scalingTimes.onDemandAfterSeconds);

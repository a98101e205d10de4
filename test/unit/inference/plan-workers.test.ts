import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chooseLeaving } from '../../../core/domain/inference/scaling/choose-leaving.ts';
import type {
  QueueFigures,
  QueueHistory,
  ScalingLimits,
  ScalingState,
  Worker,
} from '../../../core/domain/inference/scaling/fleet.ts';
import {
  isLive,
  measuredSecondsPerClip,
  planWorkers,
  scalingTimes,
} from '../../../core/domain/inference/scaling/plan-workers.ts';

const limits: ScalingLimits = { maxWorkers: 8, clipsPerWorkerAtOnce: 2, usualSecondsPerClip: 10 };
const quiet: QueueHistory = {
  lateArrivalsPerSecond: 0,
  arrivalsPerSecond: 0,
  finishedPerSecond: 0,
  meanInFlight: 0,
};
const empty: QueueFigures = { visible: 0, inFlight: 0, oldestAgeSeconds: 0, history: quiet };

const worker = (id: number, given: Partial<Worker> = {}): Worker => ({
  instanceId: `i-${id}`,
  kind: 'spot',
  phase: 'ready',
  ageSeconds: 600,
  workerlessSeconds: 0,
  isBusy: false,
  ...given,
});
const workers = (count: number, given: Partial<Worker> = {}): readonly Worker[] =>
  Array.from({ length: count }, (_, id) => worker(id, given));
const state = (queue: Partial<QueueFigures>, given: readonly Worker[] = []): ScalingState => ({
  queue: { ...empty, ...queue },
  workers: given,
  isSpotRefused: false,
  isWorkerBroken: false,
});

const stuckOne = {
  phase: 'starting',
  ageSeconds: 3_600,
  workerlessSeconds: scalingTimes.stuckSeconds + 1,
} as const;

describe('how many workers there should be', () => {
  it('is none where nothing waits', () => {
    expect(planWorkers(state({}), limits)).toEqual({ spot: 0, onDemand: 0 });
    expect(planWorkers(state({}, workers(3)), limits)).toEqual({ spot: 0, onDemand: 0 });
  });

  it('is one for one clip, not the two that ECS starts from zero', () => {
    expect(planWorkers(state({ visible: 1 }), limits).spot).toBe(1);
  });

  it('is so many for a burst that it is done soon after they started', () => {
    const { spot } = planWorkers(state({ visible: 60 }), limits);
    expect(spot).toBeGreaterThanOrEqual((60 * 10) / (scalingTimes.drainSeconds + 60));
    expect(spot).toBeLessThanOrEqual(Math.ceil((60 * 10) / scalingTimes.drainSeconds) + 1);
  });

  it('counts those that start: asking again a minute later asks for no more', () => {
    const asked = planWorkers(state({ visible: 40 }), limits).spot;
    const starting = workers(asked, { phase: 'starting', ageSeconds: 60 });
    const again = planWorkers(state({ visible: 40 }, starting), limits).spot;
    expect(again).toBe(asked);
  });

  it('holds while clips wait, and while nothing is told and clips are in hand', () => {
    expect(planWorkers(state({ visible: 1 }, workers(5)), limits).spot).toBe(5);
    const untold = state({ inFlight: 1, history: undefined }, workers(5));
    expect(planWorkers(untold, limits).spot).toBe(5);
  });

  it('keeps a worker for the next clip while one is likely to come soon', () => {
    const soon = { ...quiet, arrivalsPerSecond: 1 / 60, lateArrivalsPerSecond: 1 / 60 };
    expect(planWorkers(state({ history: soon }, workers(1)), limits).spot).toBe(1);
    const late = { ...quiet, arrivalsPerSecond: 1 / 600, lateArrivalsPerSecond: 1 / 600 };
    expect(planWorkers(state({ history: late }, workers(1)), limits).spot).toBe(0);
  });

  it('replaces a worker that never began', () => {
    const stuck = worker(1, stuckOne);
    const asked = state({ visible: 1 }, [stuck]);
    expect(planWorkers(asked, limits).spot).toBe(1);
    expect(chooseLeaving(asked.workers, planWorkers(asked, limits))).toEqual([stuck]);
  });

  it('keeps an old machine whose worker was just replaced, as each deploy does', () => {
    const replaced = workers(3, { ...stuckOne, workerlessSeconds: 20 });
    const asked = state({ visible: 30, inFlight: 2 }, replaced);
    expect(planWorkers(asked, limits).spot).toBeGreaterThanOrEqual(3);
    expect(chooseLeaving(asked.workers, planWorkers(asked, limits))).toEqual([]);
  });

  it('is one while workers end at their start, or none begins and some are stuck', () => {
    const waiting = state({ visible: 400 }, workers(2, { phase: 'starting', ageSeconds: 100 }));
    expect(planWorkers(waiting, limits).spot).toBe(limits.maxWorkers);
    expect(planWorkers({ ...waiting, isWorkerBroken: true }, limits).spot).toBe(1);
    const stuck = state({ visible: 400 }, workers(3, stuckOne));
    expect(planWorkers(stuck, limits).spot).toBe(1);
    // One that works proves the image: what is stuck then is a machine.
    const proven = state({ visible: 400 }, [...workers(3, stuckOne), worker(9)]);
    expect(planWorkers({ ...proven, isWorkerBroken: true }, limits).spot).toBe(limits.maxWorkers);
  });

  it('asks for on-demand when the oldest clip has waited five minutes and Spot is missing', () => {
    const waiting = { visible: 5, oldestAgeSeconds: 299 };
    expect(planWorkers(state(waiting), limits).onDemand).toBe(0);
    expect(planWorkers(state({ ...waiting, oldestAgeSeconds: 300 }), limits).onDemand).toBe(1);
    const covered = state({ ...waiting, oldestAgeSeconds: 300 }, workers(8));
    expect(planWorkers(covered, limits).onDemand).toBe(0);
  });

  it('asks for on-demand as soon as AWS refuses a Spot machine', () => {
    const refused = { ...state({ visible: 5 }), isSpotRefused: true };
    expect(planWorkers(refused, limits)).toEqual({ spot: 1, onDemand: 1 });
  });

  it('gives on-demand up when Spot has taken its place, not before', () => {
    const waiting = { visible: 4, inFlight: 2 };
    const alone = [worker(1, { kind: 'on-demand', isBusy: true })];
    expect(planWorkers(state(waiting, alone), limits).onDemand).toBe(1);
    const both = [...alone, ...workers(2)];
    expect(planWorkers(state({ inFlight: 2 }, both), limits).onDemand).toBe(0);
  });
});

const figures: fc.Arbitrary<QueueFigures> = fc.record({
  visible: fc.nat(500),
  inFlight: fc.nat(20),
  oldestAgeSeconds: fc.nat(2_000),
  history: fc.option(
    fc.record({
      lateArrivalsPerSecond: fc.double({ min: 0, max: 3, noNaN: true }),
      arrivalsPerSecond: fc.double({ min: 0, max: 3, noNaN: true }),
      finishedPerSecond: fc.double({ min: 0, max: 3, noNaN: true }),
      meanInFlight: fc.double({ min: 0, max: 20, noNaN: true }),
    }),
    { nil: undefined },
  ),
});
const fleet: fc.Arbitrary<readonly Worker[]> = fc.uniqueArray(
  fc.record({
    instanceId: fc.nat(99).map((id) => `i-${id}`),
    kind: fc.constantFrom('spot', 'on-demand'),
    phase: fc.constantFrom('starting', 'ready', 'leaving'),
    ageSeconds: fc.nat(1_200),
    workerlessSeconds: fc.nat(1_200),
    isBusy: fc.boolean(),
  }),
  { selector: ({ instanceId }) => instanceId, maxLength: 8 },
);

describe('whatever is seen', () => {
  const anyState = fc.record({
    ...{ queue: figures, workers: fleet, isSpotRefused: fc.boolean() },
    isWorkerBroken: fc.boolean(),
  });

  it('there are never more workers than allowed, and some while anything waits', () => {
    fc.assert(
      fc.property(anyState, (seen) => {
        const { spot, onDemand } = planWorkers(seen, limits);
        expect(Number.isInteger(spot) && Number.isInteger(onDemand)).toBe(true);
        expect(Math.min(spot, onDemand)).toBeGreaterThanOrEqual(0);
        expect(spot + onDemand).toBeLessThanOrEqual(limits.maxWorkers);
        const isAnyOpen = seen.queue.visible + seen.queue.inFlight > 0;
        expect(isAnyOpen ? spot + onDemand : 1).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  it('nobody busy goes before somebody idle of its kind, nobody in its first minute', () => {
    fc.assert(
      fc.property(anyState, (seen) => {
        const leaving = chooseLeaving(seen.workers, planWorkers(seen, limits)).filter(isLive);
        const staying = seen.workers.filter((each) => isLive(each) && !leaving.includes(each));
        for (const gone of leaving) {
          expect(gone.ageSeconds).toBeGreaterThanOrEqual(scalingTimes.minBilledSeconds);
          if (!gone.isBusy) continue;
          const idle = staying.filter(
            ({ kind, isBusy, ageSeconds }) =>
              kind === gone.kind && !isBusy && ageSeconds >= scalingTimes.minBilledSeconds,
          );
          expect(idle).toEqual([]);
        }
      }),
    );
  });
});

describe('the seconds of a clip', () => {
  const measured = (finishedPerSecond: number, meanInFlight: number): number =>
    measuredSecondsPerClip({ ...quiet, finishedPerSecond, meanInFlight }, limits);

  it('are clips in hand over clips finished, and more where workers shared less', () => {
    // 400 clips in hand fill 200 workers, 2 more are unused.
    expect(measured(20, 400)).toBeCloseTo(10, 0);
    expect(measured(40, 400)).toBeCloseTo(5, 0);
    const [busy, idle] = [measured(0.8, 14), measured(0.1, 1.4)];
    expect([busy > 8.75, idle > 7, idle / 7 > busy / 8.75]).toEqual([true, true, true]);
  });

  it('are the usual ones where too little is known, and never absurd', () => {
    expect(measured(0.001, 2)).toBe(10);
    expect(measuredSecondsPerClip(undefined, limits)).toBe(10);
    expect(measured(3, 0.1)).toBe(2.5);
    expect(measured(0.03, 40)).toBe(40);
  });
});

describe('the load that is counted on', () => {
  const steady = { ...quiet, finishedPerSecond: 0.8, meanInFlight: 14 };
  const planned = (late: number, usual: number, present = 9, visible = 0): number => {
    const history = { ...steady, lateArrivalsPerSecond: late, arrivalsPerSecond: usual };
    const queue = { visible, inFlight: 16, history };
    const roomy: ScalingLimits = { ...limits, maxWorkers: 20 };
    return planWorkers(state(queue, workers(present)), roomy).spot;
  };

  it('is not moved by what chance does to three minutes', () => {
    // 0.8 a second are 144 ± 12 in three minutes.
    for (const late of [0.74, 0.8, 0.86, 0.92]) expect(planned(late, 0.8)).toBe(planned(0.8, 0.8));
  });

  it('rises and falls with them when it is more than chance', () => {
    expect(planned(1.3, 0.8)).toBeGreaterThan(planned(0.8, 0.8));
    expect(planned(0.3, 0.8)).toBeLessThan(planned(0.8, 0.8));
  });

  it('has one worker more while clips would wait for long, not two', () => {
    const enough = planned(0.8, 0.8, 9);
    expect(planned(0.8, 0.8, enough, 2)).toBe(enough);
    expect(planned(0.8, 0.8, enough, 12)).toBe(enough + 1);
    expect(planned(0.8, 0.8, enough + 1, 12)).toBe(enough + 1);
  });
});

import type {
  QueueWatch,
  WorkerFleet,
} from '../../../core/domain/inference/scaling/scale-workers.ts';
import {
  historyMinutes,
  workerKinds,
  type QueueHistory,
  type Worker,
  type WorkerKind,
} from '../../../core/domain/inference/scaling/fleet.ts';
import type { Schedule } from '../engine/schedule.ts';
import type { Machine, Site } from './site.ts';

/** A group of machines of one kind, as EC2 Auto Scaling keeps it at the number it was given. */
export interface SimFleet extends WorkerFleet {
  /** Looks after the groups: as often as EC2 Auto Scaling checks its machines. */
  keep(): void;
}

const membersOf = (site: Site, kind: WorkerKind): readonly Machine[] =>
  site.machines.filter((machine) => machine.kind === kind && !machine.isReleased);

const workerOf = (site: Site, machine: Machine): Worker => ({
  instanceId: machine.id,
  kind: machine.kind,
  phase: machine.phase === 'gone' ? 'leaving' : machine.phase,
  ageSeconds: site.now() - machine.askedAt,
  workerlessSeconds: machine.phase === 'starting' ? site.now() - machine.workerlessSince : 0,
  isBusy: machine.inHand.size > 0,
});

/** The groups of a site. Asking for fewer than there are ends none: machines are protected. */
export const createFleet = (site: Site): SimFleet => {
  const asked: Record<WorkerKind, number> = { spot: 0, 'on-demand': 0 };
  let isRefused = false;
  const keepKind = (kind: WorkerKind): void => {
    const missing = asked[kind] - membersOf(site, kind).length;
    for (let count = 0; count < missing; count += 1) {
      const isLaunched = site.launch(kind);
      if (kind === 'spot') isRefused = !isLaunched;
      if (!isLaunched) return;
    }
  };
  return {
    workers: async () =>
      workerKinds.flatMap((kind) => membersOf(site, kind).map((each) => workerOf(site, each))),
    isSpotRefused: async () => isRefused,
    isWorkerBroken: async () => false,
    async ask(kind, { machines }) {
      if (machines === 0 && kind === 'spot') isRefused = false;
      asked[kind] = machines;
      keepKind(kind);
    },
    async release({ instanceId, kind }) {
      const machine = site.machines.find(({ id }) => id === instanceId);
      if (machine === undefined) return;
      // As EC2 Auto Scaling does at the least size of a group, which is none.
      if (asked[kind] === 0) {
        site.counts.releasesRefused += 1;
        throw new Error('ValidationError: desired capacity is at its minimum');
      }
      asked[kind] -= 1;
      site.release(machine);
    },
    keep: () => workerKinds.forEach(keepKind),
  };
};

/** CloudWatch's word is as old as this, and a minute older at the most. */
const staleMinutes = 1;
/** A queue that slept for six hours is told of a quarter of an hour after it woke. */
const sleepsAfterMinutes = 360;
const wakesInMinutes = 15;

/** One minute of a queue, as CloudWatch keeps it. */
interface Minute {
  readonly arrived: number;
  readonly finished: number;
  readonly inFlight: number;
  readonly oldestAgeSeconds: number;
}

const inHandOf = (site: Site): number =>
  site.machines.reduce((sum, { inHand }) => sum + inHand.size, site.heldByNobody);

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** What the queue tells: its counts as of now, the rest as CloudWatch has it. */
export const watchQueue = (site: Site, schedule: Schedule): QueueWatch => {
  const minutes: Minute[] = [];
  const before = { arrived: 0, finished: 0 };
  let [quietMinutes, awakeMinutes] = [sleepsAfterMinutes, 0];
  const closeMinute = (): void => {
    const minute: Minute = {
      arrived: site.clips.length - before.arrived,
      finished: site.finished - before.finished,
      inFlight: inHandOf(site),
      oldestAgeSeconds: Math.max(0, site.now() - (site.waiting[0]?.arrivedAt ?? site.now())),
    };
    const isQuiet = minute.arrived + minute.inFlight + site.waiting.length === 0;
    if (isQuiet) quietMinutes += 1;
    else {
      if (quietMinutes >= sleepsAfterMinutes) awakeMinutes = 0;
      quietMinutes = 0;
    }
    awakeMinutes += 1;
    before.arrived = site.clips.length;
    before.finished = site.finished;
    minutes.push(minute);
    if (minutes.length > historyMinutes.usual + staleMinutes) minutes.shift();
    if (!site.isDone()) schedule.after(60, closeMinute);
  };
  schedule.after(60, closeMinute);
  const told = (count: number): readonly Minute[] =>
    awakeMinutes <= wakesInMinutes
      ? []
      : minutes.slice(0, Math.max(0, minutes.length - staleMinutes)).slice(-count);
  const history = (): QueueHistory | undefined => {
    const usual = told(historyMinutes.usual);
    if (usual.length === 0) return undefined;
    return {
      lateArrivalsPerSecond: mean(told(historyMinutes.late).map(({ arrived }) => arrived)) / 60,
      arrivalsPerSecond: mean(usual.map(({ arrived }) => arrived)) / 60,
      finishedPerSecond: mean(usual.map(({ finished }) => finished)) / 60,
      meanInFlight: mean(usual.map(({ inFlight }) => inFlight)),
    };
  };
  return {
    counts: async () => ({ visible: site.waiting.length, inFlight: inHandOf(site) }),
    told: async () => ({
      oldestAgeSeconds: told(1)[0]?.oldestAgeSeconds ?? 0,
      history: history(),
    }),
  };
};

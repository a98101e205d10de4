import type { SeededRandomness } from '../../../core/adapters/memory/seeded-randomness.ts';
import type { WorkerKind } from '../../../core/domain/inference/scaling/fleet.ts';
import type { Schedule } from '../engine/schedule.ts';
import type { Arrivals } from './arrivals.ts';
import {
  drawWorkSeconds,
  drawEndSeconds,
  drawNextSeconds,
  drawStart,
  type MachineModel,
} from './machines.ts';

/** A clip on its way. */
export interface SimClip {
  readonly arrivedAt: number;
  /** Whether it came while no worker was ready, or before the start that followed was over. */
  readonly isCold: boolean;
  finishedAt: number | undefined;
}

/** A machine, its worker, and what it has in hand. */
export interface Machine {
  readonly id: string;
  readonly kind: WorkerKind;
  readonly askedAt: number;
  /** When its last worker ended, or its start began. */
  workerlessSince: number;
  /** EC2 does not bill a machine that is pending. */
  readonly billedFrom: number;
  phase: 'starting' | 'ready' | 'leaving' | 'gone';
  isReleased: boolean;
  /** Each clip in hand with what calls its end off. */
  readonly inHand: Map<SimClip, () => void>;
}

/** What a site is made of. */
export interface SiteSettings {
  readonly schedule: Schedule;
  readonly random: SeededRandomness;
  readonly model: MachineModel;
  readonly arrivals: Arrivals;
  /** Clips that a worker has in hand at once. */
  readonly places: number;
}

/** EC2 bills no less than a minute of a machine that ran at all. */
const minBilledSeconds = 60;
/** From the notice to the end of a Spot machine. */
const noticeSeconds = 120;
/** ECS starts a task that died again on the same machine. */
const restartSeconds = 20;

/** What happens to clips and machines, whoever decides how many machines there are. */
export class Site {
  readonly clips: SimClip[] = [];
  readonly waiting: SimClip[] = [];
  /** Those that are billed, or will be. */
  readonly machines: Machine[] = [];
  readonly counts = {
    handedBack: 0,
    interruptions: 0,
    crashes: 0,
    refused: 0,
    spotLaunched: 0,
    onDemandLaunched: 0,
    releasesRefused: 0,
  };
  /** Seconds of machines that are billed; of those that have ended. */
  billedSeconds = 0;
  /** Seconds of a fully used worker that finished clips took. */
  usedSeconds = 0;
  finished = 0;
  /** Clips that died with a worker, as the queue sees them: in hand, of nobody. */
  heldByNobody = 0;
  readonly #settings: SiteSettings;
  readonly #openedAt: number;
  #isColdTime = true;

  constructor(settings: SiteSettings) {
    this.#settings = settings;
    this.#openedAt = settings.schedule.nowMilliseconds();
    const [first] = settings.arrivals;
    if (first !== undefined) this.#after(first, () => this.#arrive(first));
  }

  /** Seconds since the site was opened. */
  now(): number {
    return (this.#settings.schedule.nowMilliseconds() - this.#openedAt) / 1_000;
  }

  isDone(): boolean {
    return this.finished === this.#settings.arrivals.length && this.machines.length === 0;
  }

  /** Starts a machine; false when there is none of the kind to be had. */
  launch(kind: WorkerKind): boolean {
    const { random, model } = this.#settings;
    if (kind === 'spot' && this.#isSpotAway()) {
      this.counts.refused += 1;
      return false;
    }
    const number = this.counts.spotLaunched + this.counts.onDemandLaunched + 1;
    this.counts[kind === 'spot' ? 'spotLaunched' : 'onDemandLaunched'] += 1;
    const { pendingSeconds, loadSeconds } = drawStart(random);
    const machine: Machine = {
      id: `i-${String(number).padStart(6, '0')}`,
      kind,
      askedAt: this.now(),
      workerlessSince: this.now(),
      billedFrom: this.now() + pendingSeconds,
      phase: 'starting',
      isReleased: false,
      inHand: new Map(),
    };
    this.machines.push(machine);
    this.#after(pendingSeconds + loadSeconds, () => this.#begin(machine));
    const { interruptionsPerHour, crashesPerHour } = model;
    if (kind === 'spot') {
      this.#after(drawNextSeconds(random, interruptionsPerHour), () => this.#interrupt(machine));
    }
    this.#after(drawNextSeconds(random, crashesPerHour), () => this.#crash(machine));
    return true;
  }

  /** Tells a worker to stop: it hands back what it has in hand, and its machine ends. */
  release(machine: Machine): void {
    if (machine.isReleased) return;
    machine.isReleased = true;
    machine.phase = 'leaving';
    this.#handBack(machine);
    this.#after(drawEndSeconds(this.#settings.random), () => this.#end(machine));
  }

  #after(seconds: number, run: () => void): () => void {
    return this.#settings.schedule.after(seconds, run);
  }

  #arrive(at: number): void {
    if (!this.machines.some(({ phase }) => phase === 'ready')) this.#isColdTime = true;
    const clip: SimClip = { arrivedAt: at, isCold: this.#isColdTime, finishedAt: undefined };
    this.clips.push(clip);
    this.waiting.push(clip);
    this.#feed();
    const next = this.#settings.arrivals[this.clips.length];
    if (next !== undefined) this.#after(next - this.now(), () => this.#arrive(next));
  }

  /**
   * Gives waiting clips to free places, the emptiest worker first, as polling workers take them.
   */
  #feed(): void {
    const { places } = this.#settings;
    while (this.waiting.length > 0) {
      const [free] = this.machines
        .filter(({ phase, inHand }) => phase === 'ready' && inHand.size < places)
        .toSorted((one, other) => one.inHand.size - other.inHand.size);
      const clip = free === undefined ? undefined : this.waiting.shift();
      if (free === undefined || clip === undefined) return;
      this.#take(free, clip);
    }
    // It ends when nothing waits and all are there that were asked for in it.
    const isSettled = this.machines.every(({ phase }) => phase !== 'starting');
    if (isSettled && this.machines.length > 0) this.#isColdTime = false;
  }

  #take(machine: Machine, clip: SimClip): void {
    const { random, model, places } = this.#settings;
    const workSeconds = drawWorkSeconds(random, model);
    const pace = machine.inHand.size === 0 ? model.aloneShare : 1;
    const callOff = this.#after(workSeconds * places * pace, () => {
      machine.inHand.delete(clip);
      clip.finishedAt = this.now();
      this.usedSeconds += workSeconds;
      this.finished += 1;
      this.#feed();
    });
    machine.inHand.set(clip, callOff);
  }

  #drop(machine: Machine): readonly SimClip[] {
    const clips = [...machine.inHand.keys()];
    for (const callOff of machine.inHand.values()) callOff();
    machine.inHand.clear();
    return clips;
  }

  #handBack(machine: Machine): void {
    const clips = this.#drop(machine);
    this.counts.handedBack += clips.length;
    this.waiting.unshift(...clips);
    this.#feed();
  }

  #begin(machine: Machine): void {
    if (machine.phase !== 'starting') return;
    machine.phase = 'ready';
    this.#feed();
  }

  #interrupt(machine: Machine): void {
    if (machine.phase === 'gone' || machine.isReleased) return;
    this.counts.interruptions += 1;
    machine.phase = 'leaving';
    this.#handBack(machine);
    this.#after(noticeSeconds, () => this.#end(machine));
  }

  #crash(machine: Machine): void {
    if (machine.phase !== 'ready') return;
    this.counts.crashes += 1;
    const clips = this.#drop(machine);
    this.heldByNobody += clips.length;
    this.#after(this.#settings.model.shownAgainSeconds, () => {
      this.heldByNobody -= clips.length;
      this.waiting.unshift(...clips);
      this.#feed();
    });
    machine.phase = 'starting';
    machine.workerlessSince = this.now();
    this.#after(restartSeconds, () => this.#begin(machine));
  }

  #end(machine: Machine): void {
    if (machine.phase === 'gone') return;
    machine.phase = 'gone';
    const ranSeconds = this.now() - machine.billedFrom;
    if (ranSeconds > 0) this.billedSeconds += Math.max(minBilledSeconds, ranSeconds);
    this.machines.splice(this.machines.indexOf(machine), 1);
  }

  #isSpotAway(): boolean {
    const { spotAway } = this.#settings.model;
    if (spotAway === undefined) return false;
    // The stretch lies at the end of each period, so that a run begins as usual.
    const { everySeconds, forSeconds } = spotAway;
    return this.now() % everySeconds >= everySeconds - forSeconds;
  }
}

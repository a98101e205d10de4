import type { SeededRandomness } from '../../../core/adapters/memory/seeded-randomness.ts';
import type { Campaign } from '../../../core/domain/campaigns/campaign.ts';
import type { Leaf } from '../../../core/domain/evidence/leaf.ts';
import type { AnalysisMessage } from '../../../core/domain/inference/analyze-landed-clip.ts';
import type { Award } from '../../../core/domain/rewards/ledger.ts';
import type { ClipId, ContributorId, LeafId } from '../../../core/domain/vocabulary/ids.ts';
import type { FaultRates } from './rates.ts';
import type { DeliveryPorts } from '../engine/queues.ts';
import type { Schedule } from '../engine/schedule.ts';
import type { World } from './world.ts';

/** What the simulation itself remembers, to compare with what is stored. */
export interface Facts {
  readonly landed: Set<ClipId>;
  readonly abandoned: Set<ClipId>;
  readonly consentEnded: Set<ContributorId>;
  /** Clips that calls were about since the last check. */
  readonly touched: Set<ClipId>;
  /** The first award of each clip, as it was written. */
  readonly awards: Map<ClipId, Award>;
  readonly leaves: Map<LeafId, Leaf>;
  readonly buried: Set<ClipId>;
  /** Sums of awards, keyed `${contributor} ${currency}`. */
  readonly earned: Map<string, number>;
  slotsChanged: boolean;
  dueChanged: boolean;
}

/** Queues, streams and schedules between the use cases. */
export interface Pipeline {
  /** Asks for an analysis, as the workflow's first step. */
  readonly requestAnalysis: (message: AnalysisMessage) => void;
  /** What runs each minute; both reject when the process died. */
  readonly closeGrants: () => Promise<unknown>;
  readonly startExpiry: () => Promise<unknown>;
}

/** One rule of design.md §5 that did not hold, and where. */
export interface Violation {
  readonly rule: number;
  readonly detail: string;
  readonly at: string;
}

/** One program that runs: everything its parts need of each other. */
export interface Program {
  readonly world: World;
  readonly schedule: Schedule;
  readonly random: SeededRandomness;
  readonly rates: FaultRates;
  readonly campaign: Campaign;
  readonly facts: Facts;
  readonly delivery: DeliveryPorts;
  readonly pipeline: Pipeline;
  invoke<Ports extends object, Answer>(
    call: { useCase: string; timeoutSeconds: number },
    ports: Ports,
    run: (ports: Ports) => Promise<Answer>,
  ): Promise<Answer>;
  /** Counts something for the figures. */
  tally(what: string): void;
  violate(rule: number, detail: string): void;
  /** Told of every call that took effect. */
  onEffect(method: string, given: readonly unknown[], answer: unknown): void;
  /** Told of what becomes state of a workflow. */
  onState(workflow: string, state: unknown): void;
  onStuck(what: string, error: unknown): void;
  /** Passes errors that faults explain; anything else is a violation. */
  onExpected(error: unknown): void;
}

/** No rule of the design has this number: something did not come to an end. */
export const ruleOfProgress = 0;

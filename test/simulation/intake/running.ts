import type { MemoryTables } from '../../../core/adapters/memory/tables.ts';
import type { SeededRandomness } from '../../../core/adapters/memory/seeded-randomness.ts';
import type { Campaign } from '../../../core/domain/campaigns/campaign.ts';
import type { ClipId } from '../../../core/domain/vocabulary/ids.ts';
import type { Schedule } from '../engine/schedule.ts';
import type { IntakeFaults } from './rates.ts';
import type { Content, SimStorage } from './storage.ts';
import type { Stores } from './world.ts';

/** What became of one landed object's event, as only the simulation knows. */
export interface Landing {
  readonly atMilliseconds: number;
  readonly inParts: boolean;
}

/** What the simulation itself remembers, to compare with what is stored. */
export interface Facts {
  readonly contentOf: Map<ClipId, Content>;
  readonly landed: Map<ClipId, Landing>;
  /** Clips that their contributor gave up; the answer may have been lost. */
  readonly abandoned: Set<ClipId>;
  /** Executions by name: what Step Functions keeps. When each began. */
  readonly executions: Map<string, { readonly clipId: ClipId; readonly atMilliseconds: number }>;
  /** Uploads that are still to come or under way. */
  busy: number;
}

/** One program that runs. */
export interface Program {
  readonly schedule: Schedule;
  readonly random: SeededRandomness;
  readonly rates: IntakeFaults;
  readonly tables: MemoryTables;
  readonly storage: SimStorage;
  readonly stores: Stores;
  readonly campaign: Campaign;
  readonly facts: Facts;
  invoke<Ports extends object, Answer>(
    call: { useCase: string; timeoutSeconds: number },
    ports: Ports,
    run: (ports: Ports) => Promise<Answer>,
  ): Promise<Answer>;
  tally(what: string, by?: number): void;
  violate(rule: number, detail: string): void;
  /** Passes errors that faults explain; anything else is a violation. */
  onExpected(error: unknown): void;
  /** What runs each minute. */
  sweep: () => Promise<void>;
  /** The name under which a clip's workflow is started. */
  executionName: (clipId: ClipId) => string;
}

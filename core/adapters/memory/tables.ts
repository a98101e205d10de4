import type { ItemKey } from '../../contracts/layout/items.ts';
import type { Campaign } from '../../domain/campaigns/campaign.ts';
import type { ConsentRecord } from '../../domain/campaigns/consent.ts';
import type { Leaf } from '../../domain/evidence/leaf.ts';
import type { AnalysisSummary } from '../../domain/inference/analysis.ts';
import type { Clip, MediaFacts, UploadGrant } from '../../domain/intake/clip.ts';
import type { BucketId, DueEntry, DueTask } from '../../domain/retention/due.ts';
import type { ErasureIntent, ErasureProgress, Tombstone } from '../../domain/retention/erasure.ts';
import type { RetentionPolicy } from '../../domain/retention/policy.ts';
import type { Lease } from '../../domain/retention/ports.ts';
import type { ReviewTask } from '../../domain/review/review.ts';
import type { WallProfile } from '../../domain/rewards/honor-wall.ts';
import type { Award } from '../../domain/rewards/ledger.ts';
import type { CampaignId, ClipId, ConsentId, ContributorId } from '../../domain/vocabulary/ids.ts';
import type { Money } from '../../domain/vocabulary/money.ts';

/** What a table's stream tells of a stored change, as far as functions follow it. */
export type TableChange =
  | { readonly table: 'programs' | 'erasures'; readonly key: string; readonly leaf: Leaf }
  | { readonly table: 'reviews'; readonly key: ClipId }
  | {
      readonly table: 'ledger';
      readonly key: ClipId;
      readonly leaf: Leaf;
      readonly award: Pick<Award, 'clipId' | 'campaignId' | 'contributorId'>;
    };

/**
 * Everything the memory adapters keep. They share it because transactions span tables; each
 * changes it only in synchronous code, so that whatever one call does is seen whole or not at all.
 */
export interface MemoryTables {
  readonly campaigns: Map<CampaignId, Campaign>;
  /** Slots taken, by the key of the shard's item. */
  readonly slots: Map<string, number>;
  /** Slots held by a camera, by the key of its item. */
  readonly cameras: Map<string, number>;
  readonly openGrants: Map<ContributorId, number>;
  readonly consents: Map<ConsentId, ConsentRecord>;
  readonly consentsInForce: Map<string, ConsentRecord>;
  readonly clips: Map<ClipId, Clip>;
  readonly clipsByContributor: Map<ContributorId, Set<ClipId>>;
  readonly grants: Map<ClipId, UploadGrant>;
  readonly media: Map<ClipId, MediaFacts>;
  readonly analyses: Map<ClipId, AnalysisSummary>;
  readonly reviews: Map<ClipId, ReviewTask>;
  readonly reviewTokens: Map<ClipId, string>;
  readonly awards: Map<ClipId, Award>;
  /** What each contributor is owed, by currency. */
  readonly balances: Map<ContributorId, Map<string, Money>>;
  readonly wallProfiles: Map<ContributorId, WallProfile>;
  /** Accepted clips of each contributor, by campaign. */
  readonly wallScores: Map<CampaignId, Map<ContributorId, number>>;
  readonly wallCounted: Set<ClipId>;
  readonly policies: Map<number, RetentionPolicy>;
  readonly due: Map<BucketId, Map<string, DueEntry>>;
  readonly dueCursors: Map<DueTask, string>;
  readonly dueLeases: Map<BucketId, Lease>;
  readonly erasureIntents: Map<ClipId, ErasureIntent>;
  readonly erasureProgress: Map<ClipId, ErasureProgress>;
  readonly tombstones: Map<ClipId, Tombstone>;
  /** Told of every change that a stream would carry, right after it is stored. */
  onChange(listener: (change: TableChange) => void): void;
  changed(change: TableChange): void;
}

/** Empty tables. */
export const createMemoryTables = (): MemoryTables => {
  const listeners: ((change: TableChange) => void)[] = [];
  return {
    campaigns: new Map(),
    slots: new Map(),
    cameras: new Map(),
    openGrants: new Map(),
    consents: new Map(),
    consentsInForce: new Map(),
    clips: new Map(),
    clipsByContributor: new Map(),
    grants: new Map(),
    media: new Map(),
    analyses: new Map(),
    reviews: new Map(),
    reviewTokens: new Map(),
    awards: new Map(),
    balances: new Map(),
    wallProfiles: new Map(),
    wallScores: new Map(),
    wallCounted: new Set(),
    policies: new Map(),
    due: new Map(),
    dueCursors: new Map(),
    dueLeases: new Map(),
    erasureIntents: new Map(),
    erasureProgress: new Map(),
    tombstones: new Map(),
    onChange: (listener) => {
      listeners.push(listener);
    },
    changed: (change) => {
      for (const listener of listeners) listener(change);
    },
  };
};

/** An item's key as one text, to key a map with. */
export const keyText = ({ pk, sk }: ItemKey): string => `${pk}|${sk}`;

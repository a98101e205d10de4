import type { ItemKey } from '../../contracts/layout/items.ts';
import type { Campaign, ConsentNotice } from '../../domain/campaigns/campaign.ts';
import type { ConsentRecord, ConsentWithdrawal } from '../../domain/campaigns/consent.ts';
import type { Leaf } from '../../domain/evidence/leaf.ts';
import type { StoredFingerprint } from '../../domain/inference/fingerprints/ports.ts';
import type { AnalysisSummary } from '../../domain/inference/analysis.ts';
import type { AnalysisTask } from '../../domain/inference/attempt.ts';
import type { Act } from '../../domain/intake/act.ts';
import type { Camera } from '../../domain/intake/camera.ts';
import type { Clip, MediaFacts, UploadGrant } from '../../domain/intake/clip.ts';
import type { WaitingPlace } from '../../domain/intake/ports.ts';
import type { BucketId, DueEntry, DueTask } from '../../domain/retention/due.ts';
import type { ErasureIntent, ErasureProgress, Tombstone } from '../../domain/retention/erasure.ts';
import type { OpenWithdrawal } from '../../domain/retention/follow-withdrawals.ts';
import type { RetentionPolicy } from '../../domain/retention/policy.ts';
import type { Lease } from '../../domain/retention/ports.ts';
import type { FootageView } from '../../domain/review/footage-view.ts';
import type { ReviewTask } from '../../domain/review/review.ts';
import type { WallProfile } from '../../domain/rewards/honor-wall.ts';
import type { Award } from '../../domain/rewards/ledger.ts';
import type {
  CameraId,
  CampaignId,
  ClipId,
  ConsentId,
  ContributorId,
} from '../../domain/vocabulary/ids.ts';
import type { Money } from '../../domain/vocabulary/money.ts';
import type { Instant } from '../../domain/vocabulary/time.ts';

/** The slots of one shard of a category. */
export interface SlotShard {
  readonly limit: number;
  readonly taken: number;
}

/** A clip's fingerprint with the bands that it is found under. */
export interface KeptFingerprint extends StoredFingerprint {
  readonly bands: readonly string[];
}

/** A place in a waiting list, with when its holder last asked. */
export interface KeptPlace extends WaitingPlace {
  readonly askedAt: Instant;
}

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
  /** By the key of the notice's item. */
  readonly notices: Map<string, ConsentNotice>;
  /** What marks paid files, a campaign. */
  readonly fileKeys: Map<CampaignId, Uint8Array>;
  /** By the key of the shard's item. A shard without an entry is full. */
  readonly slots: Map<string, SlotShard>;
  /** Clips of a category that a contributor, or a camera, holds; by the key of the cap's item. */
  readonly capCounts: Map<string, number>;
  /** By the key of the camera's item. */
  readonly cameras: Map<string, Camera>;
  /** A camera's id, by the key of the item that holds its label. */
  readonly cameraLabels: Map<string, CameraId>;
  /** By the key of the act's item. */
  readonly acts: Map<string, Act>;
  /** By the key of the contributor's own pointer. */
  readonly waitingPlaces: Map<string, KeptPlace>;
  /** Which clip holds a content, by the key of the claim's item. */
  readonly contents: Map<string, ClipId | 'nobody'>;
  /** Which clip was paid, by the key of the mark's item. */
  readonly paidFiles: Map<string, ClipId>;
  /** Consents whose clips are still to be withdrawn, by the key of the item. */
  readonly openWithdrawals: Map<string, OpenWithdrawal>;
  readonly openGrants: Map<ContributorId, number>;
  readonly consents: Map<ConsentId, ConsentRecord>;
  readonly consentsInForce: Map<string, ConsentRecord>;
  /** By the consent that they were made from. */
  readonly withdrawals: Map<ConsentId, readonly ConsentWithdrawal[]>;
  readonly clips: Map<ClipId, Clip>;
  readonly clipsByContributor: Map<ContributorId, Set<ClipId>>;
  readonly grants: Map<ClipId, UploadGrant>;
  readonly media: Map<ClipId, MediaFacts>;
  readonly analyses: Map<ClipId, AnalysisSummary>;
  readonly analysisTasks: Map<ClipId, AnalysisTask>;
  readonly fingerprints: Map<ClipId, KeptFingerprint>;
  /** The clips of a band, by the partition of its items. */
  readonly bands: Map<string, Set<ClipId>>;
  readonly reviews: Map<ClipId, ReviewTask>;
  readonly reviewTokens: Map<ClipId, string>;
  /** Looks at a clip's footage, oldest first. */
  readonly footageViews: Map<ClipId, readonly FootageView[]>;
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
    notices: new Map(),
    fileKeys: new Map(),
    slots: new Map(),
    capCounts: new Map(),
    cameras: new Map(),
    cameraLabels: new Map(),
    acts: new Map(),
    waitingPlaces: new Map(),
    contents: new Map(),
    paidFiles: new Map(),
    openWithdrawals: new Map(),
    openGrants: new Map(),
    consents: new Map(),
    consentsInForce: new Map(),
    withdrawals: new Map(),
    clips: new Map(),
    clipsByContributor: new Map(),
    grants: new Map(),
    media: new Map(),
    analyses: new Map(),
    analysisTasks: new Map(),
    fingerprints: new Map(),
    bands: new Map(),
    reviews: new Map(),
    reviewTokens: new Map(),
    footageViews: new Map(),
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

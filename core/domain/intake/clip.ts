import type { Category, ContentType, Scenario } from '../campaigns/campaign.ts';
import type { Area } from '../vocabulary/area.ts';
import type { ActId, CameraId, CampaignId, ClipId, ContributorId } from '../vocabulary/ids.ts';
import type { Money } from '../vocabulary/money.ts';
import type { Hour, Instant } from '../vocabulary/time.ts';
import type { ReasonCode } from './reasons.ts';

/** Where a clip stands. docs/lifecycle.md draws it. */
export const clipStates = [
  'granted',
  'refused',
  'expired',
  'analyzing',
  'in-review',
  'accepted',
  'rejected',
  'withdrawn',
  'erasing',
  'erased',
] as const;
export type ClipState = (typeof clipStates)[number];

/** Every legal move. What is not here cannot happen, whatever is delivered twice or late. */
const moves: Readonly<Record<ClipState, readonly ClipState[]>> = {
  granted: ['refused', 'expired', 'analyzing', 'withdrawn'],
  refused: ['erasing'],
  expired: ['erasing'],
  analyzing: ['in-review', 'refused', 'withdrawn'],
  'in-review': ['accepted', 'rejected', 'withdrawn'],
  accepted: ['withdrawn', 'erasing'],
  rejected: ['withdrawn', 'erasing'],
  withdrawn: ['erasing'],
  erasing: ['erased'],
  erased: [],
};

/** Whether a clip may go from one state to another in one step. */
export const mayMove = (from: ClipState, to: ClipState): boolean => moves[from].includes(to);

/** The states a clip may come from to reach `to`: what a conditional write asks for. */
export const sourcesOf = (to: ClipState): readonly ClipState[] =>
  clipStates.filter((from) => mayMove(from, to));

/** What was measured from the container by a few ranged reads. */
export interface MediaFacts {
  readonly container: string;
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  readonly rotationDegrees: number;
  /** Frames a second, on average; 0 where the container does not tell. */
  readonly frameRate: number;
  readonly durationSeconds: number;
  /**
   * The container promises no duration and this one is reckoned from the rate of its bytes: good
   * enough for a campaign's limits, no promise to hold a file to.
   */
  readonly durationIsEstimated: boolean;
  readonly hasAudio: boolean;
  /** Whether a place was present. It will be stripped; its value is never stored. */
  readonly carriesLocation: boolean;
  /** Whether other tags that tell of a person were present. Likewise. */
  readonly carriesPersonalTags: boolean;
}

/** What the contributor says the clip shows. */
export interface DeclaredEvent {
  readonly category: Category;
  readonly scenario: Scenario;
  readonly cameraId: CameraId;
  readonly actId: ActId;
  /** Where the camera stands, as registered. */
  readonly area: Area;
  /** Never more exact: all that a bystander's request can later be matched with. */
  readonly capturedHour: Hour;
}

/**
 * A clip's life. Kept under 1 KB so that its state change in an award costs two write units:
 * what the contributor declared of the file lives in the grant, what was seen in the analysis.
 * An erased clip keeps this item as a stub of opaque ids, state and times, without `declared` and
 * `reward` (which the ledger has, where it was paid).
 */
export interface Clip {
  readonly clipId: ClipId;
  readonly contributorId: ContributorId;
  readonly campaignId: CampaignId;
  readonly declared?: DeclaredEvent;
  /** What was promised when the grant was opened: a later change of terms does not touch it. */
  readonly reward?: Money;
  readonly state: ClipState;
  /** The consent epoch under which the clip was granted. An award needs it to be the same. */
  readonly consentEpoch: number;
  /** Which shard of the category's quota the slot was taken from. */
  readonly slotShard: number;
  /**
   * When the last upload that a signed URL allows has ended: S3 looks at the URL when a PUT begins,
   * and a slow line takes its time. No listing before that proves absence.
   */
  readonly lastUploadEndsBy: Instant;
  /** When each state was entered. */
  readonly at: Readonly<Partial<Record<ClipState, Instant>>>;
  /** Why it was refused, rejected or withdrawn. */
  readonly reason?: ReasonCode;
  /** Accepted for payment, but not for training: a reviewer did not answer in time. */
  readonly trainingExcluded?: boolean;
}

/** A clip whose event is still known: any but an erased one. */
export type LiveClip = Clip & { readonly declared: DeclaredEvent; readonly reward: Money };

/** Whether the clip still has its declared event and its promise. */
export const isLive = (clip: Clip): clip is LiveClip =>
  clip.declared !== undefined && clip.reward !== undefined;

/**
 * Whether leaving `from` for `to` gives the slot and the camera's count back: the clip ends
 * unpaid and has held them until now. A paid clip consumes them for ever.
 */
export const givesSlotBack = (from: ClipState, to: ClipState): boolean =>
  ['granted', 'analyzing', 'in-review'].includes(from) &&
  ['refused', 'expired', 'rejected', 'withdrawn'].includes(to);

/**
 * What one upload may be: one key, one exact size, one SHA-256, one content type, once. Erased
 * with the clip (the file name is the contributor's own words).
 */
export interface UploadGrant {
  readonly clipId: ClipId;
  readonly fileName: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly contentType: ContentType;
  readonly grantedAt: Instant;
  /** When the signed URL ends; of an upload in parts, when the last signed so far ends. */
  readonly urlExpiresAt: Instant;
  /** Of a file that is given in parts. */
  readonly parts?: PartPlan;
}

/** How a large file is given in parts, and how far it is. */
export interface PartPlan {
  /** Every part but the last has exactly so many. */
  readonly partBytes: number;
  readonly partCount: number;
  /** Storage's name of the upload, once it was begun. */
  readonly uploadId?: string;
  /** Bytes that had arrived when the reservation was last renewed. */
  readonly arrivedBytes: number;
  /** Until when parts are signed. Only arriving parts renew it, to 24 hours from the grant. */
  readonly reservedUntil: Instant;
  /** What storage computed over all parts: identity of the content, once completed. */
  readonly compositeSha256?: string;
}

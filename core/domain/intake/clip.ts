import type { Category, ContentType, Scenario } from '../campaigns/campaign.ts';
import type { ActId, CameraId, CampaignId, ClipId, ContributorId } from '../vocabulary/ids.ts';
import type { Instant } from '../vocabulary/time.ts';
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
  readonly durationSeconds: number;
  readonly hasAudio: boolean;
  /** Whether tags or a location were present; their values are never stored. */
  readonly carriesPersonalTags: boolean;
}

/** What the contributor says the clip shows. */
export interface DeclaredEvent {
  readonly category: Category;
  readonly scenario: Scenario;
  readonly cameraId: CameraId;
  readonly actId: ActId;
}

/**
 * A clip's life. Kept under 1 KB so that its state change in an award costs two write units:
 * what the contributor declared of the file lives in the grant, what was seen in the analysis.
 * An erased clip keeps this item as a stub of opaque ids, state and times, without `declared`.
 */
export interface Clip {
  readonly clipId: ClipId;
  readonly contributorId: ContributorId;
  readonly campaignId: CampaignId;
  readonly declared?: DeclaredEvent;
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
export type LiveClip = Clip & { readonly declared: DeclaredEvent };

/** Whether the clip still has its declared event. */
export const isLive = (clip: Clip): clip is LiveClip => clip.declared !== undefined;

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
  /** When the signed URL ends. */
  readonly urlExpiresAt: Instant;
}

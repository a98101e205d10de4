import type { AnalysisSummary } from '../inference/analysis.ts';
import type { AnalysisAttempt, AnalysisBegun } from '../inference/attempt.ts';
import type { DueEntry } from '../retention/due.ts';
import type { Category } from '../campaigns/campaign.ts';
import type { ActId, CameraId, CampaignId, ClipId, ContributorId } from '../vocabulary/ids.ts';
import type { Instant } from '../vocabulary/time.ts';
import type { Act } from './act.ts';
import type { Camera } from './camera.ts';
import type { Clip, ClipState, MediaFacts, UploadGrant } from './clip.ts';
import type { ReasonCode } from './reasons.ts';

/** Everything `ClipStore.openGrant` writes or conditions on, in one transaction. */
export interface GrantOpening {
  readonly clip: Clip;
  readonly grant: UploadGrant;
  /** Slots of the category that one contributor, camera and act may hold. */
  readonly caps: {
    readonly perContributor: number;
    readonly perCamera: number;
    readonly perAct: number;
  };
  readonly maxOpenGrants: number;
  /** Whether the act is made by this grant; otherwise it must be there, of the same kind. */
  readonly beginsAct: boolean;
  /** The contributor's place in the waiting list, which the grant takes out of it. */
  readonly place?: WaitingPlace;
  /** When to look whether the upload came. Written in the same transaction. */
  readonly due: DueEntry;
}

/** Why no grant was opened. */
export type GrantDenial =
  | 'campaign-full'
  | 'contributor-cap-reached'
  | 'camera-cap-reached'
  | 'act-cap-reached'
  /** Not one's own act, or one of another campaign or category, or this camera is in it already. */
  | 'act-unfit'
  | 'already-given'
  | 'too-many-open-grants'
  | 'consent-missing';

/** Somebody's turn when a full category has slots again. */
export interface WaitingPlace {
  readonly campaignId: CampaignId;
  readonly category: Category;
  readonly contributorId: ContributorId;
  readonly joinedAt: Instant;
}

/**
 * Who waits for slots of full categories, in the order of their first asking. A place is kept for
 * as long as its holder goes on asking.
 */
export interface WaitingList {
  /** One's own place, while it is kept. */
  find(who: Omit<WaitingPlace, 'joinedAt'>, keptSince: Instant): Promise<WaitingPlace | undefined>;
  /**
   * Places before this one (before anybody new, without one) whose holders asked since `keptSince`;
   * counts to `limit` and no further.
   */
  ahead(
    who: Omit<WaitingPlace, 'joinedAt'> & { readonly place?: WaitingPlace },
    bounds: { readonly keptSince: Instant; readonly limit: number },
  ): Promise<number>;
  /** Takes a place at the end, or keeps the one there is: asked at `now`. */
  join(
    who: Omit<WaitingPlace, 'joinedAt'>,
    asked: { readonly now: Instant; readonly keptSince: Instant },
  ): Promise<WaitingPlace>;
}

/** A page of a contributor's clips, newest first. */
export interface ClipPage {
  readonly clips: readonly Clip[];
  /** Pass back to get the next page; absent on the last. */
  readonly cursor?: string;
}

/** A legal step of a clip, with what is learned on the way. */
export interface ClipMove {
  readonly clipId: ClipId;
  readonly to: ClipState;
  /** Narrows `sourcesOf(to)` where a step must come from one state only. */
  readonly from?: readonly ClipState[];
  readonly at: Instant;
  readonly reason?: ReasonCode;
  /** What the move makes due, written in the same transaction: no crash can lose it. */
  readonly due?: DueEntry;
  /** Moves only while this attempt to analyze the clip is the current one; `stale` otherwise. */
  readonly under?: AnalysisAttempt;
}

/** Keeps cameras. */
export interface CameraStore {
  /**
   * Stores a camera. One of the same label is returned instead, so a repeated call makes one;
   * `full` when the contributor has `maxCameras`.
   */
  register(camera: Camera, maxCameras: number): Promise<Camera | 'full'>;
  find(contributorId: ContributorId, cameraId: CameraId): Promise<Camera | undefined>;
  /** All of a contributor's, oldest first. */
  list(contributorId: ContributorId): Promise<readonly Camera[]>;
  /** Marks one's own camera as retired; the first time stands. Undefined when there is none. */
  retire(
    contributorId: ContributorId,
    cameraId: CameraId,
    at: Instant,
  ): Promise<Camera | undefined>;
}

/** What a campaign was given before: exact duplicates, without a clear hash of what was erased. */
export interface PaidFiles {
  /** Whether a clip of these bytes was paid in the campaign. */
  isPaid(campaignId: CampaignId, sha256: string): Promise<boolean>;
  /** Remembers it under the campaign's key. Twice is once. */
  remember(paid: {
    readonly campaignId: CampaignId;
    readonly clipId: ClipId;
    readonly sha256: string;
  }): Promise<void>;
  /** Forgets what was remembered for a clip that was not paid after all. */
  forget(paid: {
    readonly campaignId: CampaignId;
    readonly clipId: ClipId;
    readonly sha256: string;
  }): Promise<void>;
}

/** How an upload in parts went on since its reservation was last renewed. */
export interface ReservationRenewal {
  readonly clipId: ClipId;
  readonly arrivedBytes: number;
  readonly reservedUntil: Instant;
  /** When the URLs end that are signed now. */
  readonly urlExpiresAt: Instant;
  readonly lastUploadEndsBy: Instant;
}

/**
 * Keeps clips and their grants. Every change is one conditional write or one transaction; calling
 * any of them twice with the same arguments leaves what calling it once leaves.
 */
export interface ClipStore {
  /**
   * Opens a grant: takes a slot of the category, counts contributor, camera, act and open grants,
   * claims the file's SHA-256, requires the consent epoch, writes clip, grant, due entry and the
   * contributor's index entry, and takes the place out of the waiting list. All or nothing.
   * `opened` also when this very clip was opened before.
   */
  openGrant(opening: GrantOpening): Promise<'opened' | GrantDenial>;
  /** Free slots of a category, seeing every write that was answered; `limit` when more. */
  freeSlots(campaignId: CampaignId, category: Category, limit: number): Promise<number>;
  /** An act of this contributor; undefined for anybody else's. */
  findAct(contributorId: ContributorId, actId: ActId): Promise<Act | undefined>;
  /**
   * Remembers storage's name of an upload in parts while the clip is `granted`; the first one
   * stands and is returned. Undefined when the clip has left `granted`.
   */
  recordUploadId(clipId: ClipId, uploadId: string): Promise<string | undefined>;
  /**
   * Renews a reservation while the clip is `granted`: `reservedUntil`, `urlExpiresAt` and
   * `lastUploadEndsBy` never go back. `stale` when the clip has left `granted`.
   */
  renewReservation(renewal: ReservationRenewal): Promise<'renewed' | 'stale'>;
  /**
   * Claims what storage computed over the parts of a clip's file, as `openGrant` claims a SHA-256:
   * `taken` when another clip holds it. Repeating is fine.
   */
  claimComposite(clipId: ClipId, compositeSha256: string): Promise<'claimed' | 'taken'>;
  find(clipId: ClipId): Promise<Clip | undefined>;
  /** Those of at most 100 clips that are there, each once, in no order. */
  findMany(clipIds: readonly ClipId[]): Promise<readonly Clip[]>;
  findGrant(clipId: ClipId): Promise<UploadGrant | undefined>;
  listByContributor(
    contributorId: ContributorId,
    page: { limit: number; cursor?: string },
  ): Promise<ClipPage>;
  /**
   * Moves a clip if it is in a legal source state. `already` when it is in `to` now; `stale` when
   * it is anywhere else (the caller was late and must change nothing more). Leaving `granted`
   * gives the contributor's open-grant count back; reaching `refused`, `expired` or `rejected`,
   * or `withdrawn` from an unpaid state, gives the slot and the counts of contributor, camera and
   * act back, once, and (but for `rejected`) frees the claim on the file's content.
   */
  move(move: ClipMove): Promise<'moved' | 'already' | 'stale'>;
  /**
   * Remembers the container's facts beside the clip while it is `granted` or `analyzing`.
   * Overwrites. Writes nothing later: a late writer must not put back what is being destroyed.
   */
  recordMedia(clipId: ClipId, media: MediaFacts): Promise<void>;
  findMedia(clipId: ClipId): Promise<MediaFacts | undefined>;
  /**
   * Begins a delivery of an attempt's job: remembers the attempt unless a newer one is there or its
   * token differs (`late`), while the clip is `analyzing` (`stale` otherwise). Each call counts a
   * try of the attempt; a newer attempt starts at one.
   */
  beginAnalysis(clipId: ClipId, attempt: AnalysisAttempt): Promise<AnalysisBegun>;
  /** Takes back one counted try of the current attempt, never below none: it was nobody's fault. */
  excuseTry(clipId: ClipId, attempt: AnalysisAttempt): Promise<void>;
  /**
   * Remembers the analysis of an attempt beside the clip while it is `analyzing` (`stale`
   * otherwise) and this attempt is the current one (`late` otherwise). Overwrites. Writes nothing
   * later: what was decided without it must not change under the decision.
   */
  recordAnalysis(
    clipId: ClipId,
    summary: AnalysisSummary,
    attempt: AnalysisAttempt,
  ): Promise<'recorded' | 'late' | 'stale'>;
  findAnalysis(clipId: ClipId): Promise<AnalysisSummary | undefined>;
  /**
   * Removes every item of the clip except its state (`erasing` → `erased` is `move`), i.e. grant,
   * media, analysis, its attempt and the claims on its content. Absent items are fine.
   */
  eraseDetails(clipId: ClipId): Promise<void>;
  /** How many detail items are still there; 0 proves absence. */
  countDetails(clipId: ClipId): Promise<number>;
}

/** An uploaded object as storage describes it, before any byte is read. */
export interface LandedObject {
  readonly key: string;
  readonly versionId: string;
  readonly etag: string;
  readonly bytes: number;
  readonly contentType: string;
  /** Lower-case hex of the checksum storage computed; absent for an object without one. */
  readonly sha256?: string;
  /** Of an object that came in parts: the checksum of their checksums, `<base64>-<parts>`. */
  readonly compositeSha256?: string;
}

/** Ranged reads of one immutable version of one object. */
export interface RangeReader {
  readonly bytes: number;
  /** Bytes `start` (inclusive) to `end` (exclusive). */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** The landing bucket, as intake sees it. */
export interface LandingStore {
  /** The object at a clip's landing key, or undefined. */
  head(clipId: ClipId): Promise<LandedObject | undefined>;
  /** Reads exactly that version: a replaced object is an error, not a mix of two files. */
  reader(object: LandedObject): RangeReader;
}

/** Signs uploads. */
export interface UploadSigner {
  /** A URL and the headers the client must send with it, for one PUT of exactly the grant. */
  sign(grant: UploadGrant, validSeconds: number): Promise<SignedUpload>;
  /** The same for one part of exactly these bytes, signed at `at`. */
  signPart(
    part: PartToSign,
    validity: { at: Instant; validSeconds: number },
  ): Promise<SignedUpload>;
}

/** One part of an upload, as the client declares it. */
export interface PartToSign {
  readonly clipId: ClipId;
  readonly uploadId: string;
  /** From 1. */
  readonly partNumber: number;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** A part that storage has. */
export interface ArrivedPart {
  readonly partNumber: number;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** Uploads in parts, in the landing bucket. */
export interface PartUploads {
  /** Begins an upload under the clip's landing key and gives storage's name of it. */
  begin(grant: UploadGrant): Promise<string>;
  /** What has arrived, by number; undefined when storage knows no such upload (any more). */
  list(clipId: ClipId, uploadId: string): Promise<readonly ArrivedPart[] | undefined>;
  /**
   * Joins the parts into the object, never over one that is there: then, too, something `landed`.
   * `parts-differ` when storage has other parts than these; `gone` when it knows no such upload
   * (any more): it was joined before, or aborted.
   */
  complete(
    clipId: ClipId,
    uploadId: string,
    parts: readonly ArrivedPart[],
  ): Promise<'landed' | 'parts-differ' | 'gone'>;
  /** Destroys an upload and its parts. An absent one is fine. */
  abort(clipId: ClipId, uploadId: string): Promise<void>;
}

/** One presigned PUT. Sending any other header value, size or byte is refused by storage. */
export interface SignedUpload {
  readonly method: 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly expiresAt: Instant;
}

/** The durations that a campaign takes. */
export interface DurationLimits {
  readonly minDurationSeconds: number;
  readonly maxDurationSeconds: number;
}

/** Reads a container's facts within a budget of bytes, reads and time. */
export interface MediaProbe {
  /**
   * Where a file promises no duration, `limits` tell how well it must be known: an estimate that
   * is clear of both will do, and saves a read. Without limits it is read as exactly as it can be.
   * Throws `UnreadableMedia` with a reason.
   */
  probe(reader: RangeReader, limits?: DurationLimits): Promise<ProbedMedia>;
}

/** What a probe found and what it cost. */
export interface ProbedMedia {
  readonly media: MediaFacts;
  readonly cost: ProbeCost;
}

/** Bytes and ranged reads a probe took. */
export interface ProbeCost {
  readonly bytesRead: number;
  readonly reads: number;
}

/** A file that cannot be taken, and why. */
export class UnreadableMedia extends Error {
  override readonly name = 'UnreadableMedia';
  readonly reason: ReasonCode;
  readonly cost: ProbeCost;

  constructor(reason: ReasonCode, cost: ProbeCost, options?: { cause?: unknown }) {
    super(reason, options);
    this.reason = reason;
    this.cost = cost;
  }
}

/** Starts the clip workflow. */
export interface ClipWorkflow {
  /**
   * Starts it under the clip's id; an execution that runs or ran is success. It waits for a
   * decision for `decisionSeconds`, then settles without one.
   */
  start(clipId: ClipId, wait: { readonly decisionSeconds: number }): Promise<void>;
}

/** The queue that object-created events arrive on. */
export interface UploadEvents {
  /** Asks for a landed object to be validated, as its lost event would have. */
  resend(object: LandedObject): Promise<void>;
}

/** Figures worth a metric; no personal data. */
export interface IntakeMetrics {
  validated(outcome: 'valid' | ReasonCode, cost: ProbeCost): void;
}

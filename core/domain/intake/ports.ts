import type { AnalysisSummary } from '../inference/analysis.ts';
import type { DueEntry } from '../retention/due.ts';
import type { ClipId, ContributorId } from '../vocabulary/ids.ts';
import type { Instant } from '../vocabulary/time.ts';
import type { Clip, ClipState, MediaFacts, UploadGrant } from './clip.ts';
import type { ReasonCode } from './reasons.ts';

/** Everything `ClipStore.openGrant` writes or conditions on, in one transaction. */
export interface GrantOpening {
  readonly clip: Clip;
  readonly grant: UploadGrant;
  /** Clips of the category that one camera may hold slots for. */
  readonly capPerCamera: number;
  /** Clips of the category that the campaign wants, over all shards. */
  readonly wanted: number;
  readonly maxOpenGrants: number;
  /** When to look whether the upload came. Written in the same transaction. */
  readonly due: DueEntry;
}

/** Why no grant was opened. */
export type GrantDenial =
  'campaign-full' | 'camera-cap-reached' | 'too-many-open-grants' | 'consent-missing';

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
}

/**
 * Keeps clips and their grants. Every change is one conditional write or one transaction; calling
 * any of them twice with the same arguments leaves what calling it once leaves.
 */
export interface ClipStore {
  /**
   * Opens a grant: takes a slot of the category, counts the camera and the open grants, requires
   * the consent epoch, writes clip, grant and the contributor's index entry. All or nothing.
   * `opened` also when this very clip was opened before.
   */
  openGrant(opening: GrantOpening): Promise<'opened' | GrantDenial>;
  find(clipId: ClipId): Promise<Clip | undefined>;
  findGrant(clipId: ClipId): Promise<UploadGrant | undefined>;
  listByContributor(
    contributorId: ContributorId,
    page: { limit: number; cursor?: string },
  ): Promise<ClipPage>;
  /**
   * Moves a clip if it is in a legal source state. `already` when it is in `to` now; `stale` when
   * it is anywhere else (the caller was late and must change nothing more). Leaving `granted`
   * gives the contributor's open-grant count back; reaching `refused`, `expired` or `rejected`,
   * or `withdrawn` from an unpaid state, gives the slot and the camera's count back, once.
   */
  move(move: ClipMove): Promise<'moved' | 'already' | 'stale'>;
  /**
   * Remembers the container's facts beside the clip while it is `granted` or `analyzing`.
   * Overwrites. Writes nothing later: a late writer must not put back what is being destroyed.
   */
  recordMedia(clipId: ClipId, media: MediaFacts): Promise<void>;
  findMedia(clipId: ClipId): Promise<MediaFacts | undefined>;
  /**
   * Remembers the analysis of an attempt beside the clip while it is `analyzing`. Overwrites.
   * Writes nothing later: what was decided without it must not change under the decision.
   */
  recordAnalysis(clipId: ClipId, summary: AnalysisSummary): Promise<void>;
  findAnalysis(clipId: ClipId): Promise<AnalysisSummary | undefined>;
  /**
   * Removes every item of the clip except its state (`erasing` → `erased` is `move`), i.e. grant,
   * media and analysis. Absent items are fine.
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
}

/** One presigned PUT. Sending any other header value, size or byte is refused by storage. */
export interface SignedUpload {
  readonly method: 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly expiresAt: Instant;
}

/** Reads a container's facts within a budget of bytes, reads and time. */
export interface MediaProbe {
  /** Throws `UnreadableMedia` with a reason. */
  probe(reader: RangeReader): Promise<ProbedMedia>;
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

import type { ClipId } from '../vocabulary/ids.ts';
import type { Analysis, AnalysisSummary } from './analysis.ts';
import type { LastingFailureCode } from './failures.ts';
import type { EstimatedAge, ModerationLabel } from './moderation/policy.ts';
import type { Box, Interval, Look } from './picture.ts';
import type { Background } from './redaction/background.ts';
import type { FollowedThing } from './redaction/swept-cover.ts';

/** Where a landed upload lies: the very version that was validated. */
export interface LandedObject {
  readonly key: string;
  readonly versionId: string;
}

/** A clip's bytes on the local disk. */
export interface LocalFootage {
  readonly path: string;
  readonly bytes: number;
  /** Lower-case hex, of every byte. */
  readonly sha256: string;
  /** Removes the local copy and everything made beside it. Harmless when called twice. */
  dispose(): Promise<void>;
}

/** What lets a caller stop work that goes on outside the process. */
export interface Stoppable {
  readonly signal?: AbortSignal | undefined;
}

/** Fetches footage. */
export interface FootageReader {
  /** Throws `FootageMissing` and `FootageTooLarge`; leaves no file behind when it throws. */
  fetch(object: LandedObject, options: Stoppable): Promise<LocalFootage>;
}

/** A JPEG of one sample, upright, without metadata. */
export interface Still {
  /** 0-based order among the samples of `looks`. */
  readonly sample: number;
  readonly width: number;
  readonly height: number;
  readonly jpeg: Uint8Array;
}

/** Decodes footage. */
export interface FrameSource {
  /** What decodes: `cuda` where ffmpeg was found to have it and the machine too. */
  readonly decoder: Analysis['execution']['decoder'];
  readonly samplesPerSecond: number;
  /** A whole multiple of `samplesPerSecond`. */
  readonly looksPerSecond: number;
  /**
   * Small grey pictures in order of time, all of one size; with `colour`, samples carry a colour
   * picture. Decodes the file once. Ending the iteration early stops the decoder. Throws
   * `UndecodableFootage`, `FootageTooLong`, `DecodingTimedOut`.
   */
  looks(path: string, options: Stoppable & { readonly colour: boolean }): AsyncIterable<Look>;
  /**
   * The given samples (in rising order), larger and in colour, every one of them: kept on the way
   * by the last `looks` of this path where possible, else decoded again. Throws like `looks`.
   *
   * With `ofCopy` the samples are those of the original and `path` a copy of it, which may end a
   * little earlier (a rate of at most 30 rounds its duration): up to a second after its end they
   * show its last picture, and what lies further is left out instead of complained of.
   */
  stills(
    path: string,
    samples: readonly number[],
    options: Stoppable & { readonly ofCopy?: boolean },
  ): Promise<readonly Still[]>;
}

/** Looks for what must not be shown unwarned. */
export interface Moderator {
  /** Throws `ModerationThrottled` when the quota is used up. */
  moderate(jpeg: Uint8Array, frameIndex: number): Promise<readonly ModerationLabel[]>;
  /** Ages of the faces on a frame. Asked only of frames with explicit labels. Throws likewise. */
  estimateAges(jpeg: Uint8Array): Promise<readonly EstimatedAge[]>;
}

/**
 * Finds faces on a still where no model does: opt-in, since each call is paid. Throws
 * `ModerationThrottled` when the quota is used up.
 */
export interface FaceFinder {
  find(jpeg: Uint8Array): Promise<readonly { readonly box: Box; readonly score: number }[]>;
}

/** What is to be covered in the copy, and where. */
export interface RedactionOrder {
  /** Followed things: every frame between two of their boxes is covered over the way between. */
  readonly tracks: readonly FollowedThing[];
  /**
   * Whether everything that moves is covered whole, found anew on every frame: where no model finds
   * faces and plates.
   */
  readonly coversMovingRegions: boolean;
  readonly looksPerSecond: number;
  /** What stands behind everything that moves; the redactor decodes once more without it. */
  readonly background?: Background | undefined;
}

/** A redacted copy on the local disk, inside the footage's own folder. */
export interface RedactedCopy {
  readonly path: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  /** Where so much of the picture changed that covering "what moves" says nothing. */
  readonly uncertain: readonly Interval[];
}

/** Makes the copy that may be shown: covered, without sound, tags, places or SEI messages. */
export interface Redactor {
  /** Throws `UndecodableFootage`, `DecodingTimedOut`. */
  redact(path: string, order: RedactionOrder, options: Stoppable): Promise<RedactedCopy>;
}

/**
 * Keeps what was found, under the clip's derived prefix. Writing again replaces what is there. A
 * signal breaks off what is being written: the clip may be nobody's to look at any more.
 */
export interface AnalysisStore {
  putFrame(clipId: ClipId, index: number, jpeg: Uint8Array, options: Stoppable): Promise<void>;
  /** Stores a redacted copy from the local disk. */
  putRedacted(clipId: ClipId, path: string, options: Stoppable): Promise<void>;
  putAnalysis(clipId: ClipId, analysis: Analysis, options: Stoppable): Promise<void>;
  /** What an earlier delivery of the same job finished; undefined when there is none. */
  findAnalysis(clipId: ClipId): Promise<Analysis | undefined>;
}

/** Hears how far an analysis is: the command line draws it, hosts log the stages. */
export interface AnalysisProgress {
  /** `share` is 0 to 1 of the whole analysis. */
  at(stage: AnalysisStage, share: number): void;
}

/** What an analysis does, in order. */
export const analysisStages = ['fetch', 'watch', 'match', 'moderate', 'redact', 'keep'] as const;
export type AnalysisStage = (typeof analysisStages)[number];

/**
 * Answers the workflow that waits. A token that was answered before, or whose workflow has ended,
 * counts as answered: both calls then return without error.
 */
export interface AnalysisAnswer {
  succeed(taskToken: string, summary: AnalysisSummary): Promise<void>;
  fail(taskToken: string, code: LastingFailureCode, message: string): Promise<void>;
  /** Says that somebody is at work. A token that is gone is told by `gone`. */
  heartbeat(taskToken: string): Promise<'alive' | 'gone'>;
}

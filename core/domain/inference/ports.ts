import type { ClipId } from '../vocabulary/ids.ts';
import type { Analysis, AnalysisSummary, ModerationLabel } from './analysis.ts';
import type { LastingFailureCode } from './failures.ts';
import type { GreyFrame } from './frame-analyzer.ts';

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
  /** Removes the local copy. Harmless when called twice. */
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
  /** 0-based order among the samples of `frames`. */
  readonly sample: number;
  readonly width: number;
  readonly height: number;
  readonly jpeg: Uint8Array;
}

/** Decodes footage. */
export interface FrameSource {
  readonly samplesPerSecond: number;
  /**
   * Small grey pictures in order of time, all of one size. Ending the iteration early stops the
   * decoder. Throws `UndecodableFootage`, `FootageTooLong`, `DecodingTimedOut`.
   */
  frames(path: string, options: Stoppable): AsyncIterable<GreyFrame>;
  /**
   * The given samples (in rising order), larger and in colour, every one of them. Throws like
   * `frames`.
   */
  stills(path: string, samples: readonly number[], options: Stoppable): Promise<readonly Still[]>;
}

/** Looks for what must not be shown unwarned. */
export interface Moderator {
  /** Throws `ModerationThrottled` when the quota is used up. */
  moderate(jpeg: Uint8Array, frameIndex: number): Promise<readonly ModerationLabel[]>;
}

/** Keeps what was found, under the clip's derived prefix. Writing again replaces what is there. */
export interface AnalysisStore {
  putFrame(clipId: ClipId, index: number, jpeg: Uint8Array): Promise<void>;
  putAnalysis(clipId: ClipId, analysis: Analysis): Promise<void>;
}

/**
 * Answers the workflow that waits. A token that was answered before, or whose workflow has ended,
 * counts as answered: both calls then return without error.
 */
export interface AnalysisAnswer {
  succeed(taskToken: string, summary: AnalysisSummary): Promise<void>;
  fail(taskToken: string, code: LastingFailureCode, message: string): Promise<void>;
}

import type { Category } from '../campaigns/campaign.ts';
import type { Instant } from '../vocabulary/time.ts';
import type { EventEvidence } from './baseline/events.ts';
import type { Fingerprint, FootageMatch } from './fingerprints/fingerprint.ts';
import type { Moderation, ModerationVerdict } from './moderation/policy.ts';
import type { RedactionRecord } from './redaction/plan.ts';
import type { Quality } from './quality/quality.ts';
import type { Track } from './tracks.ts';

/** A moment in the clip where the picture changed lastingly or a mover came or went. */
export interface ChangeMoment {
  readonly seconds: number;
  /** 0 to 1: share of the picture that changed. */
  readonly score: number;
}

/** One frame kept for reviewers, as JPEG in the derived bucket, cut from the redacted copy. */
export interface ChosenFrame {
  /** 0-based; also the name of the stored file. */
  readonly index: number;
  readonly seconds: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Where inference can run: in a Lambda, in the container worker, or by hand on the command line.
 */
export const analyzerHosts = ['lambda', 'worker', 'command'] as const;
export type AnalyzerHost = (typeof analyzerHosts)[number];

/** What executes a model's arithmetic. */
export const executionProviders = ['cuda', 'webgpu', 'cpu'] as const;
export type ExecutionProvider = (typeof executionProviders)[number];

/** A model that looked at the clip, and on what it ran. */
export interface ModelUse {
  readonly name: string;
  readonly version: string;
  /** Lower-case hex SHA-256 of the model file. */
  readonly sha256: string;
  readonly licence: string;
  readonly provider: ExecutionProvider;
}

/** What the analyzer saw. Measured from decoded pixels, never from the container's claims. */
export interface Analysis {
  readonly schema: 'clipledger/analysis/v2';
  readonly analyzer: { readonly name: string; readonly version: string };
  readonly execution: {
    readonly host: AnalyzerHost;
    /** What decoded: `software`, or the hardware decoder that ffmpeg was told to use. */
    readonly decoder: 'software' | 'cuda';
    /** None where no model is configured: the baseline needs no weights. */
    readonly models: readonly ModelUse[];
  };
  readonly frames: {
    /** Frames decoded by the decoder at the sampling rate. */
    readonly sampled: number;
    readonly samplesPerSecond: number;
    /** Small pictures looked at for movement: a multiple of the sampling rate. */
    readonly looksPerSecond: number;
    readonly width: number;
    readonly height: number;
    /** Seconds between the first and the last sampled frame, plus one sample. */
    readonly coveredSeconds: number;
  };
  readonly quality: Quality;
  /** Motion from each sample to the next, 0 (still) to 1 (every pixel changed), in order. */
  readonly motion: readonly number[];
  readonly moments: readonly ChangeMoment[];
  /** Evidence of events, in order of their start. */
  readonly events: readonly EventEvidence[];
  /** What moved or was detected, with boxes over time. Faces and plates stand in `redaction`. */
  readonly tracks: readonly Track[];
  readonly fingerprint: Fingerprint;
  /** Earlier clips of the campaign that show the same footage. */
  readonly footageMatches: readonly FootageMatch[];
  readonly chosenFrames: readonly ChosenFrame[];
  readonly moderation: Moderation;
  readonly redaction: RedactionRecord;
  /** Lower-case hex SHA-256 of every byte the analyzer read: the whole file. */
  readonly fileSha256: string;
}

/** What the workflow and the review rule need of an analysis: small, bounded. */
export interface AnalysisSummary {
  readonly analyzer: string;
  readonly sampledFrames: number;
  readonly coveredSeconds: number;
  readonly meanBrightness: number;
  readonly peakMotion: number;
  readonly momentCount: number;
  /** 0 to 1: the strongest evidence for each category. */
  readonly categoryScores: Readonly<Record<Category, number>>;
  /** Share of the clip that is black, frozen, blurred or obstructed, 0 to 1. */
  readonly unusableShare: number;
  readonly chosenFrameCount: number;
  readonly moderationStatus: Moderation['status'];
  /** What the campaign's moderation policy makes of what was found. */
  readonly moderationVerdict: ModerationVerdict;
  /** 0 when nothing was found. */
  readonly topModerationConfidence: number;
  /** Earlier clips with the same footage, the best match first; at most 3. */
  readonly footageMatches: readonly Pick<FootageMatch, 'clipId' | 'sameAct' | 'score'>[];
  /** Whether the redacted copy may be shown by default. */
  readonly redactionShowable: boolean;
  readonly redactionMeans: RedactionRecord['means'];
  readonly matchesDeclaredSha256: boolean;
  readonly analyzedAt: Instant;
}

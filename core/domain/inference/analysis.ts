import type { Instant } from '../vocabulary/time.ts';

/** A moment in the clip where the picture changed lastingly or a mover came or went. */
export interface ChangeMoment {
  readonly seconds: number;
  /** 0 to 1: share of the picture that changed. */
  readonly score: number;
}

/** One frame kept for reviewers, as JPEG in the derived bucket. */
export interface ChosenFrame {
  /** 0-based; also the name of the stored file. */
  readonly index: number;
  readonly seconds: number;
  readonly width: number;
  readonly height: number;
}

/** One label that moderation found, on the frame where its confidence was highest. */
export interface ModerationLabel {
  readonly name: string;
  readonly parentName: string;
  /** 0 to 100, as Rekognition gives it. */
  readonly confidence: number;
  readonly frameIndex: number;
}

/** What moderation said. `off` where the deployment does not attest the AI opt-out. */
export interface Moderation {
  readonly status: 'done' | 'off';
  readonly framesSent: number;
  readonly labels: readonly ModerationLabel[];
}

/** What the analyzer saw. Measured from decoded pixels, never from the container's claims. */
export interface Analysis {
  readonly schema: 'clipledger/analysis/v1';
  readonly analyzer: { readonly name: string; readonly version: string };
  readonly frames: {
    /** Frames decoded by the decoder at the sampling rate. */
    readonly sampled: number;
    readonly samplesPerSecond: number;
    readonly width: number;
    readonly height: number;
    /** Seconds between the first and the last sampled frame, plus one sample. */
    readonly coveredSeconds: number;
  };
  readonly brightness: { readonly mean: number; readonly min: number; readonly max: number };
  /** Motion from each sample to the next, 0 (still) to 1 (every pixel changed), in order. */
  readonly motion: readonly number[];
  readonly moments: readonly ChangeMoment[];
  readonly chosenFrames: readonly ChosenFrame[];
  readonly moderation: Moderation;
  /** Lower-case hex SHA-256 of every byte the analyzer read: the whole file. */
  readonly fileSha256: string;
}

/** What the workflow and the review rule need of an analysis: small, no lists. */
export interface AnalysisSummary {
  readonly analyzer: string;
  readonly sampledFrames: number;
  readonly coveredSeconds: number;
  readonly meanBrightness: number;
  readonly peakMotion: number;
  readonly momentCount: number;
  readonly chosenFrameCount: number;
  readonly moderationStatus: Moderation['status'];
  /** 0 when nothing was found. */
  readonly topModerationConfidence: number;
  readonly matchesDeclaredSha256: boolean;
  readonly analyzedAt: Instant;
}

/** Boils an analysis down for the decision. */
export const summarize = (
  analysis: Analysis,
  { declaredSha256, at }: { declaredSha256: string; at: Instant },
): AnalysisSummary => ({
  analyzer: `${analysis.analyzer.name}@${analysis.analyzer.version}`,
  sampledFrames: analysis.frames.sampled,
  coveredSeconds: analysis.frames.coveredSeconds,
  meanBrightness: analysis.brightness.mean,
  peakMotion: Math.max(0, ...analysis.motion),
  momentCount: analysis.moments.length,
  chosenFrameCount: analysis.chosenFrames.length,
  moderationStatus: analysis.moderation.status,
  topModerationConfidence: Math.max(0, ...analysis.moderation.labels.map((l) => l.confidence)),
  matchesDeclaredSha256: analysis.fileSha256 === declaredSha256,
  analyzedAt: at,
});

import type { Interval } from '../picture.ts';

/**
 * By which means a copy was redacted: faces and plates that a model found; every moving region
 * whole; or faces that Amazon Rekognition found on a few frames, followed between them.
 */
export const redactionMeans = ['model', 'moving-regions', 'rekognition-faces', 'none'] as const;
export type RedactionMeans = (typeof redactionMeans)[number];

/** Why a copy is not shown by default. */
export const redactionDoubts = [
  'camera-moves',
  'picture-changes-as-a-whole',
  'no-background',
  'track-lost',
  'low-confidence',
] as const;
export type RedactionDoubt = (typeof redactionDoubts)[number];

/** What is said of the copy that may be shown. */
export interface RedactionRecord {
  /** `withheld`: moderation froze the clip, so no copy is made that somebody could open. */
  readonly status: 'made' | 'withheld' | 'off';
  readonly means: RedactionMeans;
  /** Names and versions of the models that found faces and plates. */
  readonly models: readonly string[];
  /** Whether it is shown by default: made, and without doubts. */
  readonly showable: boolean;
  readonly doubts: readonly RedactionDoubt[];
  /** Where the doubts are; empty for the whole clip. */
  readonly uncertain: readonly Interval[];
  /** Things covered. */
  readonly coveredTracks: number;
  /** Of the copy; 0 when there is none. */
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
}

import type { ClipId } from '../../domain/vocabulary/ids.ts';

/**
 * Every object key of the product is built here and nowhere else. Keys hold opaque ids only.
 * The landing bucket holds what was uploaded, the derived bucket what was made from it.
 */

/** Where an upload of a clip lands: one key a clip, written once. */
export const landingKey = (clipId: ClipId): string => `clips/${clipId}/original`;

/** Everything of a clip in either footage bucket starts with this. */
export const clipPrefix = (clipId: ClipId): string => `clips/${clipId}/`;

/** A frame chosen for reviewers. */
export const frameKey = (clipId: ClipId, frameIndex: number): string =>
  `clips/${clipId}/frames/${frameIndex}.jpg`;

/** The copy that may be shown. */
export const redactedKey = (clipId: ClipId): string => `clips/${clipId}/redacted.mp4`;

/** The full analysis. */
export const analysisKey = (clipId: ClipId): string => `clips/${clipId}/analysis.json`;

const landingPattern = /^clips\/(clip_[0-9A-HJKMNP-TV-Z]{26})\/original$/;

/** The clip whose landing key this is; undefined for any other key. */
export const clipOfLandingKey = (key: string): ClipId | undefined =>
  landingPattern.exec(key)?.[1] as ClipId | undefined;

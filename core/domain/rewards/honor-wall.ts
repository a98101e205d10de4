import type { ContributorId } from '../vocabulary/ids.ts';

/** How a contributor appears on the Honor Wall. Hidden by default. */
export interface WallProfile {
  readonly contributorId: ContributorId;
  readonly listed: boolean;
  /** Shown in place of a name. Empty while hidden and never set. */
  readonly alias: string;
}

/** One line of the wall. */
export interface WallLine {
  readonly rank: number;
  readonly alias: string;
  readonly acceptedClips: number;
}

/** A person's own standing. */
export interface Standing {
  readonly listed: boolean;
  readonly alias: string;
  readonly acceptedClips: number;
  /**
   * 1 is the top. Listed people with more accepted clips stand before; equal scores share the
   * better rank. Absent while hidden or without an accepted clip.
   */
  readonly rank?: number;
}

/** Lines on one page of the wall. */
export const wallPageLines = 50;

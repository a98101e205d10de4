import type { ClipId, ContributorId, ViewId } from '../vocabulary/ids.ts';
import type { Instant } from '../vocabulary/time.ts';

/** The copy in which faces and plates are covered, or what was uploaded. */
export const footageVariants = ['redacted', 'original'] as const;
export type FootageVariant = (typeof footageVariants)[number];

/** Why somebody has to see more than is shown by default: a closed list, so that it can be told. */
export const viewReasons = [
  'event-is-covered',
  'redaction-in-doubt',
  'redaction-to-check',
  'moderation-to-judge',
  'picture-quality',
] as const;
export type ViewReason = (typeof viewReasons)[number];

/** That somebody was given a look, and why. Written before the link is. */
export interface FootageView {
  readonly viewId: ViewId;
  readonly clipId: ClipId;
  readonly reviewerId: ContributorId;
  readonly role: 'reviewer';
  readonly variant: FootageVariant;
  readonly reason: ViewReason;
  readonly viewedAt: Instant;
  /** How long the link lives: it may be opened so long, and watched to its end. */
  readonly validSeconds: number;
}

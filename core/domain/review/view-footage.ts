import type { AnalysisSummary } from '../inference/analysis.ts';
import type { ClipId, IdSource } from '../vocabulary/ids.ts';
import type { Actor } from '../vocabulary/people.ts';
import { Refusal } from '../vocabulary/refusal.ts';
import type { FootageVariant, FootageView, ViewReason } from './footage-view.ts';
import type { FootageViewer, ReviewStore } from './ports.ts';
import { taskFor, type WorkQueuePorts } from './work-queue.ts';

/** Why nothing of a clip is shown unasked; undefined when its redacted copy is. */
export type NotShown = 'no-copy' | 'redaction-in-doubt' | 'moderation';

/** Whether the redacted copy and the frames cut from it are shown to a reviewer unasked. */
export const whyNotShown = (analysis: AnalysisSummary | undefined): NotShown | undefined => {
  if (analysis === undefined || analysis.redactionMeans === 'none') return 'no-copy';
  if (analysis.moderationVerdict === 'refuse-to-show') return 'moderation';
  return analysis.redactionShowable ? undefined : 'redaction-in-doubt';
};

/** A link is for the page that asked, not for keeping. */
export const viewSeconds = 60;

/** What giving a look needs. */
export interface ViewFootagePorts extends WorkQueuePorts {
  readonly reviews: ReviewStore;
  readonly footage: FootageViewer;
  readonly ids: IdSource;
}

/**
 * Gives the reviewer who holds a clip a look at more than is shown by default, for a stated reason.
 * The look is written down first: a link that nobody logged cannot be given. Refuses
 * `not-in-review`, `own-clip`, `not-claimed-by-you`, and `not-shown` where there is no redacted
 * copy. Frozen clips are in nobody's queue.
 */
export const viewFootage = async (
  actor: Actor,
  asked: { clipId: ClipId; variant: FootageVariant; reason: ViewReason },
  ports: ViewFootagePorts,
): Promise<{ readonly view: FootageView; readonly link: string }> => {
  const { clipId, variant, reason } = asked;
  const task = await taskFor(actor, clipId, ports);
  const now = ports.clock.now();
  const holdsIt = task.claim?.reviewerId === actor.actorId && task.claim.leaseEndsAt > now;
  if (!holdsIt || task.clipState !== 'in-review' || task.decision !== undefined) {
    throw new Refusal(
      'not-claimed-by-you',
      'Only who has claimed an undecided clip looks at its footage: claim it first.',
    );
  }
  if (variant === 'redacted' && whyNotShown(await ports.clips.findAnalysis(clipId)) === 'no-copy') {
    throw new Refusal('not-shown', 'There is no redacted copy of this clip.');
  }
  const view: FootageView = {
    viewId: ports.ids.next('view'),
    clipId,
    reviewerId: actor.actorId,
    role: 'reviewer',
    variant,
    reason,
    viewedAt: now,
    validSeconds: viewSeconds,
  };
  if ((await ports.reviews.recordView(view)) === 'absent') {
    throw new Refusal('not-in-review', `Clip ${clipId} is not in your queue.`);
  }
  return { view, link: await ports.footage.link(clipId, variant, viewSeconds) };
};

import type { AnalysisSummary } from '../inference/analysis.ts';
import type { ClipId } from '../vocabulary/ids.ts';
import { holds, type Actor } from '../vocabulary/people.ts';
import { Refusal } from '../vocabulary/refusal.ts';
import type { Clip, MediaFacts } from './clip.ts';
import type { ClipPage, ClipStore } from './ports.ts';

/** A clip with what was measured of it so far. */
export interface ClipStatus {
  readonly clip: Clip;
  readonly media?: MediaFacts;
  readonly analysis?: AnalysisSummary;
}

/**
 * A clip, for its owner, or for compliance and platform. Anyone else gets `not-found`, so that
 * asking does not tell whether a clip exists.
 */
const findClipFor = async (
  actor: Actor,
  clipId: ClipId,
  { clips }: { clips: ClipStore },
): Promise<Clip> => {
  const clip = await clips.find(clipId);
  const allowed =
    clip !== undefined &&
    (clip.contributorId === actor.actorId ||
      holds(actor, 'compliance') ||
      holds(actor, 'platform'));
  if (!allowed) throw new Refusal('not-found', `There is no clip ${clipId} of yours.`);
  return clip;
};

/** One's own clip; anybody else's is `not-found`. For what only the owner may do with it. */
export const findOwnClip = async (
  actor: Actor,
  clipId: ClipId,
  { clips }: { clips: ClipStore },
): Promise<Clip> => {
  const clip = await clips.find(clipId);
  if (clip?.contributorId !== actor.actorId) {
    throw new Refusal('not-found', `There is no clip ${clipId} of yours.`);
  }
  return clip;
};

/** A clip's state with the facts known so far. */
export const readClipStatus = async (
  actor: Actor,
  clipId: ClipId,
  ports: { clips: ClipStore },
): Promise<ClipStatus> => {
  const clip = await findClipFor(actor, clipId, ports);
  const [media, analysis] = await Promise.all([
    ports.clips.findMedia(clipId),
    ports.clips.findAnalysis(clipId),
  ]);
  return {
    clip,
    ...(media === undefined ? {} : { media }),
    ...(analysis === undefined ? {} : { analysis }),
  };
};

/** The asking person's own clips, newest first. */
export const listOwnClips = (
  actor: Actor,
  page: { limit: number; cursor?: string },
  { clips }: { clips: ClipStore },
): Promise<ClipPage> => clips.listByContributor(actor.actorId, page);

import type * as z from 'zod';
import { clipDocument } from '../../../core/contracts/http/clip-document.ts';
import type * as shapes from '../../../core/contracts/http/shapes.ts';
import type { Language } from '../../../core/contracts/language.ts';
import type { Analysis, AnalysisSummary } from '../../../core/domain/inference/analysis.ts';
import type { Clip } from '../../../core/domain/intake/clip.ts';
import type { ClipStore } from '../../../core/domain/intake/ports.ts';
import type { ReviewTask } from '../../../core/domain/review/review.ts';
import { viewSeconds, whyNotShown } from '../../../core/domain/review/view-footage.ts';
import {
  claimReview,
  decideReview,
  listOpenReviews,
  showReview,
} from '../../../core/domain/review/work-queue.ts';
import type { ClipId } from '../../../core/domain/vocabulary/ids.ts';
import type { Answers } from '../../middleware/http.ts';
import type { ReviewsContainer } from '../container.ts';

/** The routes of `review/serve-reviews`. */
export const answers: Answers<'review/serve-reviews', ReviewsContainer> = {
  listReviews: async ({ actor, query: { limit, cursor } }, container) => {
    const page = cursor === undefined ? { limit } : { limit, cursor };
    const { tasks, ...rest } = await listOpenReviews(actor, page, container);
    return { reviews: tasks.map(reviewDocument), ...rest };
  },
  getReview: async ({ actor, parameters, language }, container) => {
    const { task, mayLook } = await showReview(actor, parameters.clipId, container);
    return mayLook
      ? reviewDetail(task, language, container)
      : { ...reviewDocument(task), otherClipsOfAct: [], frameLinks: [] };
  },
  claimReview: async ({ actor, parameters }, container) =>
    reviewDocument(await claimReview(actor, parameters.clipId, container)),
  decideReview: async ({ actor, parameters, body }, container) =>
    reviewDocument(await decideReview(actor, parameters.clipId, body, container)),
};

/** What a reviewer sees of a task: never whose clip it is, nor who else looks at it. */
const reviewDocument = (task: ReviewTask): z.input<typeof shapes.review> => ({
  clipId: task.clipId,
  campaignId: task.campaignId,
  openedAt: task.openedAt,
  deadlineAt: task.deadlineAt,
  referredBecause: [...task.referredBecause],
  ...(task.claim === undefined ? {} : { claimedUntil: task.claim.leaseEndsAt }),
  ...(task.decision === undefined ? {} : { decision: task.decision }),
});

const reviewDetail = async (
  task: ReviewTask,
  language: Language,
  container: ReviewsContainer,
): Promise<z.input<typeof shapes.reviewDetail>> => {
  const { clipId } = task;
  const [clip, media, analysis, found] = await Promise.all([
    container.clips.find(clipId),
    container.clips.findMedia(clipId),
    container.clips.findAnalysis(clipId),
    container.analyses.find(clipId),
  ]);
  const shown = await shownOf(clipId, analysis, container);
  if (clip === undefined) return { ...reviewDocument(task), otherClipsOfAct: [], ...shown };
  const told = clipDocument(
    {
      clip,
      ...(media === undefined ? {} : { media }),
      ...(analysis === undefined ? {} : { analysis }),
    },
    language,
  );
  const { category, scenario } = told;
  const otherClipsOfAct = await otherClipsOf(clip, container.clips);
  return {
    ...{ ...told, ...reviewDocument(task), category, scenario, otherClipsOfAct, ...shown },
    ...(found === undefined ? {} : { evidence: evidenceOf(found) }),
  };
};

/** The redacted copy and frames cut from it, or why they are not shown unasked. */
const shownOf = async (
  clipId: ClipId,
  analysis: AnalysisSummary | undefined,
  { frames, footage }: ReviewsContainer,
) => {
  const notShown = whyNotShown(analysis);
  if (notShown !== undefined) return { frameLinks: [], notShown };
  const count = analysis?.chosenFrameCount ?? 0;
  return {
    frameLinks: [...(await frames.links(clipId, count, viewSeconds))],
    redactedCopyLink: await footage.link(clipId, 'redacted', viewSeconds),
  };
};

/** What a reviewer weighs, of everything that the analyzer stored. */
const evidenceOf = (
  analysis: Analysis,
): NonNullable<z.input<typeof shapes.reviewDetail>['evidence']> => {
  const { black, frozen, blurred, obstructed, shake } = analysis.quality;
  const { verdict, labels } = analysis.moderation;
  const { means, doubts, uncertain } = analysis.redaction;
  return {
    events: [...analysis.events],
    motion: [...analysis.motion],
    samplesPerSecond: analysis.frames.samplesPerSecond,
    moments: [...analysis.moments],
    unusable: {
      black: [...black],
      frozen: [...frozen],
      blurred: [...blurred],
      obstructed: [...obstructed],
    },
    shaken: [...shake.intervals],
    footageMatches: [...analysis.footageMatches],
    moderation: { verdict, labels: [...labels] },
    redaction: { means, doubts: [...doubts], uncertain: [...uncertain] },
  };
};

/** The same event by other cameras: a reviewer compares what they show. */
const otherClipsOf = async (
  { clipId, contributorId, declared }: Clip,
  clips: Pick<ClipStore, 'findAct'>,
): Promise<ClipId[]> => {
  const act = declared && (await clips.findAct(contributorId, declared.actId));
  const ids = (act?.clips ?? []).map((clip) => clip.clipId);
  return ids.filter((id) => id !== clipId);
};

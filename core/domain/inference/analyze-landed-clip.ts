import type { CampaignStore } from '../campaigns/ports.ts';
import { isLive } from '../intake/clip.ts';
import type { ClipStore, LandingStore } from '../intake/ports.ts';
import type { ReasonCode } from '../intake/reasons.ts';
import { endClip } from '../retention/end-clip.ts';
import { consentHasEnded, type FollowConsentPorts } from '../retention/follow-consent.ts';
import type { PolicyStore } from '../retention/ports.ts';
import type { Sha256 } from '../vocabulary/bytes.ts';
import type { ClipId } from '../vocabulary/ids.ts';
import type { Instant } from '../vocabulary/time.ts';
import type { AnalysisSummary } from './analysis.ts';
import type { AnalysisJob, AnalyzerPorts } from './analyze-clip.ts';
import {
  AnalysisGaveUp,
  answerAnalysisJob,
  isExcused,
  type Delivery,
  type Try,
} from './answer-analysis-job.ts';
import { attemptOf, maxTries, type AnalysisAttempt } from './attempt.ts';
import { FootageMissing, UndecodableFootage, type LastingFailure } from './failures.ts';
import { JobGone } from './interruptions.ts';
import type { AnalysisAnswer, Stoppable } from './ports.ts';

/** What the queue brings: which clip, and who waits for its analysis. */
export interface AnalysisMessage {
  readonly clipId: ClipId;
  /** A bearer secret: handed to `AnalysisAnswer`, and to nobody else. */
  readonly taskToken: string;
  /** When the workflow entered its step, and how often that was tried again since. */
  readonly enteredAt: Instant;
  readonly retry: number;
}

/** Says that somebody is at work on a job, for as long as the work goes on. */
export interface Pulse {
  /**
   * Does the work, beats at once and then at the host's interval. A beat that says `gone` aborts
   * the work's signal with `JobGone`; so do the caller's signal and the host's limits with their
   * reasons. Ends as the work ends, always after it. A beat that throws is left out.
   */
  during<T>(
    beat: () => Promise<'alive' | 'gone'>,
    work: (signal: AbortSignal) => Promise<T>,
    options: Stoppable,
  ): Promise<T>;
}

/** What the analyzer's host needs around the analyzer. */
export interface LandedClipPorts extends AnalyzerPorts {
  readonly clips: ClipStore;
  readonly campaigns: Pick<CampaignStore, 'find'>;
  readonly consents: FollowConsentPorts['consents'];
  readonly landing: LandingStore;
  readonly policies: PolicyStore;
  readonly answer: AnalysisAnswer;
  readonly pulse: Pulse;
  readonly sha256: Sha256;
}

/**
 * How a delivery ended for the queue; each end means that its message is done. `dropped`: it was
 * late or not ours to answer, and nothing was touched.
 */
export type AnswerOutcome = 'succeeded' | 'failed' | 'dropped';

/** A job under way, and in whose name. */
interface Work {
  readonly message: AnalysisMessage;
  readonly attempt: AnalysisAttempt;
  readonly ports: LandedClipPorts;
}

/**
 * Analyzes the clip that a workflow waits for, remembers the summary beside the clip and answers.
 * Only the newest attempt's own token gets this far: a late or foreign job is dropped. A clip that
 * cannot be played, or whose bytes are not the declared ones, is refused here. A clip that has
 * moved on (withdrawn, by itself or with its consent, or a late redelivery) is answered as missing:
 * the workflow goes on and sees for itself. Throws what another delivery may cure.
 */
export const analyzeLandedClip = async (
  message: AnalysisMessage,
  delivery: Delivery,
  ports: LandedClipPorts,
): Promise<AnswerOutcome> => {
  const { clipId } = message;
  const work: Work = { message, attempt: attemptOf(message, ports.sha256), ports };
  const begun = await ports.clips.beginAnalysis(clipId, work.attempt);
  if (begun.status === 'late') return 'dropped';
  if (begun.status === 'stale') return fail(work, new FootageMissing());
  const { tries } = begun;
  // Its hosts died of it, or it would have answered at the last try.
  if (tries > maxTries) return fail(work, new AnalysisGaveUp(tries - 1));
  try {
    return await ports.pulse.during(
      () => beat(work),
      (signal) => analyze(work, { ...delivery, tries, signal }),
      delivery,
    );
  } catch (error) {
    if (error instanceof JobGone) return leave(work);
    if (isExcused(error)) await ports.clips.excuseTry(clipId, work.attempt);
    throw error;
  }
};

/** One read and one call: a clip that was withdrawn meanwhile is not looked at any longer. */
const beat = async ({ message, ports }: Work): Promise<'alive' | 'gone'> => {
  const clip = await ports.clips.find(message.clipId);
  return clip?.state === 'analyzing' ? ports.answer.heartbeat(message.taskToken) : 'gone';
};

const analyze = async (work: Work, attempt: Try): Promise<AnswerOutcome> => {
  const job = await findJob(work);
  if (job === undefined) return fail(work, new FootageMissing());
  const outcome = await answerAnalysisJob(work.ports)(job, attempt);
  if (outcome.status === 'analyzed') return succeed(work, outcome.summary);
  const { failure } = outcome;
  return failure instanceof UndecodableFootage
    ? refuse(work, 'undecodable', failure)
    : fail(work, failure);
};

/** The job, or undefined when the clip is not to be looked at (any more). */
const findJob = async ({ message, ports }: Work): Promise<AnalysisJob | undefined> => {
  const { clipId } = message;
  const [clip, grant, media, landed] = await Promise.all([
    ports.clips.find(clipId),
    ports.clips.findGrant(clipId),
    ports.clips.findMedia(clipId),
    ports.landing.head(clipId),
  ]);
  if (
    clip?.state !== 'analyzing' ||
    !isLive(clip) ||
    grant === undefined ||
    landed === undefined ||
    (await consentHasEnded(clip, ports))
  ) {
    return undefined;
  }
  const { campaignId } = clip;
  const campaign = await ports.campaigns.find(campaignId);
  if (campaign === undefined) throw new Error(`Clip ${clipId} is of no campaign: ${campaignId}`);
  return {
    clipId,
    campaignId,
    actId: clip.declared.actId,
    object: landed,
    declaredSha256: grant.sha256,
    // An estimate is no promise: holding the file to it could refuse a whole one.
    durationSeconds: media?.durationIsEstimated === false ? media.durationSeconds : undefined,
    moderationPolicy: campaign.review.moderation,
  };
};

const succeed = async (work: Work, summary: AnalysisSummary): Promise<AnswerOutcome> => {
  const { message, attempt, ports } = work;
  if (!summary.matchesDeclaredSha256) {
    return refuse(work, 'file-checksum-differs', new DiffersFromDeclared());
  }
  const recorded = await ports.clips.recordAnalysis(message.clipId, summary, attempt);
  if (recorded === 'late') return 'dropped';
  if (recorded === 'stale') return fail(work, new FootageMissing());
  await ports.answer.succeed(message.taskToken, summary);
  return 'succeeded';
};

/** Ends the clip, and only then tells the workflow, which ends with it. */
const refuse = async (
  work: Work,
  reason: ReasonCode,
  failure: LastingFailure,
): Promise<AnswerOutcome> => {
  const { message, attempt, ports } = work;
  const ended = await endClip(
    { clipId: message.clipId, to: 'refused', from: ['analyzing'], reason, under: attempt },
    ports,
  );
  return ended === 'stale' ? leave(work) : fail(work, failure);
};

/**
 * Nothing is left to do for this attempt. Where the clip moved on, its workflow still waits and is
 * told to look; where it did not, a newer attempt has it, or the workflow has ended.
 */
const leave = async (work: Work): Promise<AnswerOutcome> => {
  const clip = await work.ports.clips.find(work.message.clipId);
  return clip?.state === 'analyzing' ? 'dropped' : fail(work, new FootageMissing());
};

/**
 * Answers for good. No write needs to guard it: a newer attempt exists only once the workflow has
 * given up this token, and then Step Functions itself refuses the answer.
 */
const fail = async (
  { message, ports }: Work,
  { code, message: cause }: LastingFailure,
): Promise<AnswerOutcome> => {
  await ports.answer.fail(message.taskToken, code, cause);
  return 'failed';
};

/** The workflow reads the code only, and ends as it does for a file that cannot be played. */
class DiffersFromDeclared extends UndecodableFootage {
  override readonly message = 'The bytes are not the declared ones.';
  constructor() {
    super({ decodedSeconds: 0 });
  }
}

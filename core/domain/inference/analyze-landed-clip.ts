import type { ClipStore, LandingStore } from '../intake/ports.ts';
import type { ReasonCode } from '../intake/reasons.ts';
import { endClip } from '../retention/end-clip.ts';
import { consentHasEnded, type FollowConsentPorts } from '../retention/follow-consent.ts';
import type { PolicyStore } from '../retention/ports.ts';
import type { ClipId } from '../vocabulary/ids.ts';
import type { AnalyzerPorts } from './analyze-clip.ts';
import { answerAnalysisJob, type AnswerOutcome } from './answer-analysis-job.ts';
import type { AnalysisAnswer, Stoppable } from './ports.ts';

/** What the analyzer's host needs around the analyzer. */
export interface LandedClipPorts extends AnalyzerPorts {
  readonly clips: ClipStore;
  readonly consents: FollowConsentPorts['consents'];
  readonly landing: LandingStore;
  readonly policies: PolicyStore;
  readonly answer: AnalysisAnswer;
}

/**
 * Analyzes the clip that a workflow waits for, remembers the summary beside the clip and answers.
 * A clip that cannot be played, or whose bytes are not the declared ones, is refused here. A clip
 * that has moved on (withdrawn, by itself or with its consent, or a late redelivery) is answered as
 * missing: the workflow goes on and sees for itself.
 */
export const analyzeLandedClip = async (
  { clipId, taskToken }: { clipId: ClipId; taskToken: string },
  options: Stoppable & { readonly delivery: number },
  ports: LandedClipPorts,
): Promise<AnswerOutcome> => {
  const [clip, grant, media, landed] = await Promise.all([
    ports.clips.find(clipId),
    ports.clips.findGrant(clipId),
    ports.clips.findMedia(clipId),
    ports.landing.head(clipId),
  ]);
  if (
    clip?.state !== 'analyzing' ||
    grant === undefined ||
    landed === undefined ||
    (await consentHasEnded(clip, ports))
  ) {
    await ports.answer.fail(
      taskToken,
      'FootageMissing',
      'The clip is not to be analyzed any more.',
    );
    return 'failed';
  }
  const job = {
    clipId,
    attempt: options.delivery,
    taskToken,
    object: landed,
    declaredSha256: grant.sha256,
    // An estimate is no promise: holding the file to it could refuse a whole one.
    durationSeconds: media?.durationIsEstimated === false ? media.durationSeconds : undefined,
  };
  return answerAnalysisJob({ ...ports, answer: recordingAnswer(clipId, ports) })(job, options);
};

/** Stores what an answer means for the clip before the workflow hears it. */
const recordingAnswer = (clipId: ClipId, ports: LandedClipPorts): AnalysisAnswer => ({
  succeed: async (taskToken, summary) => {
    if (!summary.matchesDeclaredSha256) {
      await refuse(clipId, 'file-checksum-differs', ports);
      const message = 'The bytes are not the declared ones.';
      return ports.answer.fail(taskToken, 'UndecodableFootage', message);
    }
    await ports.clips.recordAnalysis(clipId, summary);
    return ports.answer.succeed(taskToken, summary);
  },
  fail: async (taskToken, code, message) => {
    if (code === 'UndecodableFootage') await refuse(clipId, 'undecodable', ports);
    return ports.answer.fail(taskToken, code, message);
  },
});

const refuse = async (
  clipId: ClipId,
  reason: ReasonCode,
  ports: LandedClipPorts,
): Promise<void> => {
  await endClip({ clipId, to: 'refused', from: ['analyzing'], reason }, ports);
};

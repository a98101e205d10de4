import type { SQSRecord } from 'aws-lambda';
import { analyzeClip } from '../../../core/contracts/functions/index.ts';
import { analysisJob } from '../../../core/contracts/workflows/clip-workflow.ts';
import { analyzeLandedClip } from '../../../core/domain/inference/analyze-landed-clip.ts';
import type { AnalysisContainer } from '../container.ts';

/** A killed function leaves footage in its scratch space: stop early enough to clean up. */
const cleanUpSeconds = 20;

/** One job from the queue. How often it was delivered bounds our own attempts. */
export const analyzeRecord = async (
  record: SQSRecord,
  container: AnalysisContainer,
): Promise<void> => {
  const job = analysisJob.parse(JSON.parse(record.body));
  const delivery = Math.max(1, Number(record.attributes.ApproximateReceiveCount));
  const signal = AbortSignal.timeout((analyzeClip.timeoutSeconds - cleanUpSeconds) * 1_000);
  await analyzeLandedClip(job, { delivery, signal }, container);
};

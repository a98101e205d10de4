import type { SQSRecord } from 'aws-lambda';
import { analysisJob } from '../../../core/contracts/workflows/clip-workflow.ts';
import { analyzeLandedClip } from '../../../core/domain/inference/analyze-landed-clip.ts';
import type { AnalysisContainer } from '../container.ts';

/** One job from the queue. How often it was delivered bounds our own attempts. */
export const analyzeRecord = async (
  record: SQSRecord,
  container: AnalysisContainer,
): Promise<void> => {
  const job = analysisJob.parse(JSON.parse(record.body));
  const delivery = Math.max(1, Number(record.attributes.ApproximateReceiveCount));
  await analyzeLandedClip(job, { delivery }, container);
};

import type { DynamoDBRecord } from 'aws-lambda';
import { clipOfReviewKey } from '../../../core/contracts/layout/items.ts';
import { resumeClip } from '../../../core/domain/review/resume-clip.ts';
import type { ResumeContainer } from '../container.ts';

/** Only the key is read from the stream: what stands in the table now is what counts. */
export const resumeFromRecord = async (
  record: DynamoDBRecord,
  container: ResumeContainer,
): Promise<void> => {
  const clipId = clipOfReviewKey(record.dynamodb?.Keys?.['pk']?.S ?? '');
  if (clipId !== undefined) await resumeClip(clipId, container);
};

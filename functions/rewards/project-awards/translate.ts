import type { DynamoDBRecord } from 'aws-lambda';
import { awardRecorded } from '../../../core/contracts/events/award-recorded.ts';
import type { ProjectionContainer } from '../container.ts';

/** Counts a new award on the wall. */
export const projectRecord = async (
  record: DynamoDBRecord,
  { wall }: ProjectionContainer,
): Promise<void> => {
  const image = record.dynamodb?.NewImage;
  if (record.eventName !== 'INSERT' || !image?.['pk']?.S?.startsWith('AWARD#')) return;
  await wall.count(awardRecorded.parse(image));
};

import type { DynamoDBRecord } from 'aws-lambda';
import { leafOfImage } from '../../../core/contracts/events/leaf-recorded.ts';
import type { CollectContainer } from '../container.ts';

/** Queues the leaves of new items. Items without one, and changes of old ones, pass by. */
export const collect = async (
  records: readonly DynamoDBRecord[],
  { leaves }: CollectContainer,
): Promise<void> => {
  const found = records
    .filter(({ eventName }) => eventName === 'INSERT')
    .flatMap(({ dynamodb }) => leafOfImage.parse(dynamodb?.NewImage ?? {}) ?? []);
  if (found.length > 0) await leaves.send(found);
};

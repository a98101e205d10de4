import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { programItems, type ItemKey } from '../../contracts/layout/items.ts';
import { markOfFile } from '../../domain/intake/content.ts';
import type { PaidFiles } from '../../domain/intake/ports.ts';
import type { HmacSha256 } from '../../domain/vocabulary/bytes.ts';
import type { CampaignId } from '../../domain/vocabulary/ids.ts';
import { millisecondsOf, type Clock } from '../../domain/vocabulary/time.ts';
import { readItem, type Table } from './table.ts';

const keyShape = z.object({ key: z.instanceof(Uint8Array) });

/**
 * Marks of paid files in table `programs`: an item under the mark with the clip that was paid. One
 * write unit each, beside the award and not in it. A campaign whose key was destroyed marks nothing
 * and knows nothing.
 */
export const dynamoPaidFiles = ({
  hmacSha256,
  clock,
  ...programs
}: Table & { readonly hmacSha256: HmacSha256; readonly clock: Clock }): PaidFiles => {
  const { documents, table } = programs;
  const markOf = async (campaignId: CampaignId, sha256: string): Promise<ItemKey | undefined> => {
    const item = await readItem(programs, programItems.fileKey(campaignId));
    if (item === undefined) return undefined;
    const mark = markOfFile(keyShape.parse(item).key, sha256, hmacSha256);
    return programItems.paidFile(campaignId, mark);
  };
  return {
    async isPaid(campaignId, sha256) {
      const key = await markOf(campaignId, sha256);
      if (key === undefined) return false;
      return (await readItem(programs, key))?.['clipId'] !== undefined;
    },
    async remember({ campaignId, clipId, sha256 }) {
      const key = await markOf(campaignId, sha256);
      if (key === undefined) return;
      const put = new PutCommand({
        TableName: table,
        Item: { ...key, clipId },
        ConditionExpression: 'attribute_not_exists(clipId)',
      });
      await unlessItIsSo(() => documents.send(put));
    },
    async forget({ campaignId, clipId, sha256 }) {
      const key = await markOf(campaignId, sha256);
      if (key === undefined) return;
      // The function that pays cannot delete: a mark without its clip says nothing, and goes by
      // the table's time to live.
      const update = new UpdateCommand({
        TableName: table,
        Key: { ...key },
        UpdateExpression: 'SET expiresAtSeconds = :now REMOVE clipId',
        ConditionExpression: 'clipId = :clipId',
        ExpressionAttributeValues: {
          ':now': Math.floor(millisecondsOf(clock.now()) / 1_000),
          ':clipId': clipId,
        },
      });
      await unlessItIsSo(() => documents.send(update));
    },
  };
};

/** Runs a conditional write whose failed condition says that there is nothing to do. */
const unlessItIsSo = async (write: () => Promise<unknown>): Promise<void> => {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
};

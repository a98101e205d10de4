import { DeleteCommand, UpdateCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { retentionItems } from '../../contracts/layout/items.ts';
import type { OpenWithdrawal, OpenWithdrawals } from '../../domain/retention/follow-withdrawals.ts';
import {
  campaignIdShape,
  consentIdShape,
  contributorIdShape,
  countShape,
} from './stored-shapes.ts';
import { obstacleOf, queryItems, type StoredItem, type Table } from './table.ts';

const withdrawalShape: z.ZodType<OpenWithdrawal> = z.object({
  consentId: consentIdShape,
  contributorId: contributorIdShape,
  campaignId: campaignIdShape,
  epoch: countShape,
  withdrawnAt: z.string(),
  cursor: z.string().exactOptional(),
});

/** A withdrawal as stored: below 1 KB. Also written where the consent ends, in one transaction. */
export const openWithdrawalItem = (withdrawal: OpenWithdrawal): StoredItem => ({
  ...retentionItems.openWithdrawal(withdrawal.withdrawnAt, withdrawal.consentId),
  ...withdrawal,
});

/** Withdrawals that clips are still to follow, in table `retention`. Each write is 1 write unit. */
export const dynamoOpenWithdrawals = ({
  documents,
  table,
}: {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
}): OpenWithdrawals => {
  const retention: Table = { documents, table };
  return {
    async list(limit) {
      const items = await queryItems(
        retention,
        {
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': retentionItems.openWithdrawals },
        },
        { limit },
      );
      return items.map((item) => withdrawalShape.parse(item));
    },

    /** Never puts back one that another run has closed. */
    async advance({ withdrawnAt, consentId }, cursor) {
      await obstacleOf(() =>
        documents.send(
          new UpdateCommand({
            TableName: table,
            Key: { ...retentionItems.openWithdrawal(withdrawnAt, consentId) },
            UpdateExpression: 'SET #cursor = :cursor',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeNames: { '#cursor': 'cursor' },
            ExpressionAttributeValues: { ':cursor': cursor },
          }),
        ),
      );
    },

    async close({ withdrawnAt, consentId }) {
      await documents.send(
        new DeleteCommand({
          TableName: table,
          Key: { ...retentionItems.openWithdrawal(withdrawnAt, consentId) },
        }),
      );
    },
  };
};

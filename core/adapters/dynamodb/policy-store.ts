import { PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { retentionItems } from '../../contracts/layout/items.ts';
import {
  defaultRules,
  recordClasses,
  type RetentionPolicy,
} from '../../domain/retention/policy.ts';
import type { PolicyStore } from '../../domain/retention/ports.ts';
import { countShape } from './stored-shapes.ts';
import { obstacleOf, queryItems, type Table } from './table.ts';

const policyShape: z.ZodType<RetentionPolicy> = z.object({
  version: countShape,
  rules: z.array(
    z.object({
      recordClass: z.enum(recordClasses),
      retentionSeconds: z.number(),
      disposition: z.literal('erase'),
      legalBasis: z.string(),
    }),
  ),
  effectiveAt: z.string(),
  setBy: z.string(),
});

/** What holds before anybody set anything. */
const builtIn: RetentionPolicy = {
  version: 0,
  rules: defaultRules,
  effectiveAt: '1970-01-01T00:00:00.000Z',
  setBy: 'built-in',
};

/** The retention schedule in table `retention`: an item a version, never changed. */
export const dynamoPolicyStore = ({
  documents,
  table,
}: {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
}): PolicyStore => {
  const retention: Table = { documents, table };
  return {
    async current() {
      const [newest] = await queryItems(
        retention,
        {
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': retentionItems.policy(0).pk },
          ScanIndexForward: false,
        },
        { limit: 1 },
      );
      return newest === undefined ? builtIn : policyShape.parse(newest);
    },

    /** One item of about 1 KB: 1 write unit. */
    async set(policy) {
      const obstacle = await obstacleOf(() =>
        documents.send(
          new PutCommand({
            TableName: table,
            Item: { ...retentionItems.policy(policy.version), ...policy },
            ConditionExpression: 'attribute_not_exists(pk)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        ),
      );
      return obstacle === undefined ? 'set' : 'stale';
    },
  };
};

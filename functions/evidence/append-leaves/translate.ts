import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { leafMessage } from '../../../core/contracts/events/leaf-recorded.ts';
import { metricNames } from '../../../core/contracts/metrics.ts';
import type { Leaf } from '../../../core/domain/evidence/leaf.ts';
import { appendLeaves } from '../../../core/domain/evidence/append-leaves.ts';
import type { AppendContainer } from '../container.ts';

/**
 * Appends the leaves of a batch under one checkpoint. A message that is no leaf fails by itself
 * and ends in the dead-letter queue. A leaf whose id stands for other content can never be logged:
 * it is counted and named, and not delivered again.
 */
export const append = async (
  records: readonly SQSRecord[],
  container: AppendContainer,
): Promise<readonly string[]> => {
  const read = records.map(({ body, messageId }) => ({ messageId, leaf: leafOf(body) }));
  const { refused } = await appendLeaves(
    read.flatMap(({ leaf }) => leaf ?? []),
    container,
  );
  const { metrics, logger } = container.observability;
  metrics.addMetric(metricNames.leavesRefused, MetricUnit.Count, refused.length);
  for (const { leaf, why } of refused) logger.error('leaf refused', { leafId: leaf.leafId, why });
  return read.flatMap(({ leaf, messageId }) => (leaf === undefined ? [messageId] : []));
};

const leafOf = (body: string): Leaf | undefined => {
  const message = z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch (error) {
        context.addIssue({ code: 'custom', message: String(error) });
        return z.NEVER;
      }
    })
    .pipe(leafMessage);
  return message.safeParse(body).data;
};

import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { SQSRecord } from 'aws-lambda';
import { leafMessage } from '../../../core/contracts/events/leaf-recorded.ts';
import { metricNames } from '../../../core/contracts/metrics.ts';
import { appendLeaves } from '../../../core/domain/evidence/append-leaves.ts';
import type { AppendContainer } from '../container.ts';

/**
 * Appends the leaves of a batch under one checkpoint. A leaf whose id stands for other content
 * can never be logged: it is counted and logged by its id, and not delivered again.
 */
export const append = async (
  records: readonly SQSRecord[],
  container: AppendContainer,
): Promise<void> => {
  const leaves = records.map(({ body }) => leafMessage.parse(JSON.parse(body)));
  const { refused } = await appendLeaves(leaves, container);
  const { metrics, logger } = container.observability;
  metrics.addMetric(metricNames.leavesRefused, MetricUnit.Count, refused.length);
  for (const { leaf, why } of refused) logger.error('leaf refused', { leafId: leaf.leafId, why });
};

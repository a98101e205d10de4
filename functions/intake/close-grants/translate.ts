import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { metricNames } from '../../../core/contracts/metrics.ts';
import { closeGrants, type SweepCounts } from '../../../core/domain/intake/close-grants.ts';
import type { SweepContainer } from '../container.ts';

/** One tick of the sweep, with its counts as metrics. */
export const sweep = async (container: SweepContainer): Promise<SweepCounts> => {
  const counts = await closeGrants(container);
  const { metrics } = container.observability;
  metrics.addMetric(metricNames.grantsExpired, MetricUnit.Count, counts.expired);
  metrics.addMetric(metricNames.uploadsResent, MetricUnit.Count, counts.resent);
  return counts;
};

import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { metricNames } from '../../../core/contracts/metrics.ts';
import {
  closeGrants,
  type CloseGrantsPorts,
  type SweepCounts,
} from '../../../core/domain/intake/close-grants.ts';
import type { Observability } from '../../middleware/observability.ts';

/** One tick of the sweep, with its counts as metrics. */
export const sweep = async (
  container: CloseGrantsPorts & { readonly observability: Observability },
): Promise<SweepCounts> => {
  const counts = await closeGrants(container);
  const { metrics } = container.observability;
  metrics.addMetric(metricNames.grantsExpired, MetricUnit.Count, counts.expired);
  metrics.addMetric(metricNames.uploadsResent, MetricUnit.Count, counts.resent);
  metrics.addMetric(metricNames.uploadsJoined, MetricUnit.Count, counts.joined);
  metrics.addMetric(metricNames.uploadsKept, MetricUnit.Count, counts.kept);
  return counts;
};

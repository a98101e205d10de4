import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { metricNames } from '../../../core/contracts/metrics.ts';
import {
  followWithdrawals,
  oldestWithdrawalSeconds,
  type FollowCounts,
  type FollowWithdrawalsPorts,
} from '../../../core/domain/retention/follow-withdrawals.ts';
import type { Observability } from '../../middleware/observability.ts';

/**
 * One tick of the minute: what followed, as counts. How old the oldest open withdrawal is goes out
 * before the work: a run that ends at the function's time limit sends nothing afterwards, and it is
 * then that somebody must hear of it.
 */
export const follow = async (
  container: FollowWithdrawalsPorts & { readonly observability: Observability },
): Promise<FollowCounts> => {
  const { metrics } = container.observability;
  const ageSeconds = await oldestWithdrawalSeconds(container);
  metrics.addMetric(metricNames.openWithdrawalAge, MetricUnit.Seconds, ageSeconds);
  metrics.publishStoredMetrics();
  return followWithdrawals(container);
};

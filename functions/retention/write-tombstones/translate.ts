import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { metricNames } from '../../../core/contracts/metrics.ts';
import { buryBatch, type BuryPorts } from '../../../core/domain/retention/bury-batch.ts';
import type { BucketId } from '../../../core/domain/retention/due.ts';
import type { Observability } from '../../middleware/observability.ts';

/** Buries what is absent and counts it. */
export const bury = async (
  { bucket }: { readonly bucket: BucketId },
  container: BuryPorts & { readonly observability: Observability },
): Promise<object> => {
  const counts = await buryBatch(bucket, container);
  const { metrics } = container.observability;
  metrics.addMetric(metricNames.clipsErased, MetricUnit.Count, counts.buried);
  metrics.addMetric(metricNames.erasuresOverdue, MetricUnit.Count, counts.overdue);
  return { bucket, ...counts };
};

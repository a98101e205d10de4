import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { metricNames } from '../../../core/contracts/metrics.ts';
import { verifyAbsence, type VerifyPorts } from '../../../core/domain/retention/bury-batch.ts';
import type { BucketId } from '../../../core/domain/retention/due.ts';
import type { Observability } from '../../middleware/observability.ts';

/** Looks again at a batch; what is still there is a metric, because it is a promise unkept. */
export const lookAgain = async (
  { bucket }: { readonly bucket: BucketId },
  container: VerifyPorts & { readonly observability: Observability },
): Promise<object> => {
  const verified = await verifyAbsence(bucket, container);
  container.observability.metrics.addMetric(
    metricNames.clipsStillPresent,
    MetricUnit.Count,
    verified.present,
  );
  return verified;
};

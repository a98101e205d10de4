import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { metricNames } from '../../core/contracts/metrics.ts';
import type { IntakeMetrics } from '../../core/domain/intake/ports.ts';
import type { Observability } from '../middleware/observability.ts';

/** Counts validations and what they read. The reason goes to the log, not into a dimension. */
export const intakeMetrics = ({ logger, metrics }: Observability): IntakeMetrics => ({
  validated: (outcome, cost) => {
    const name = outcome === 'valid' ? metricNames.uploadsValidated : metricNames.uploadsRefused;
    metrics.addMetric(name, MetricUnit.Count, 1);
    metrics.addMetric(metricNames.validationBytesRead, MetricUnit.Bytes, cost.bytesRead);
    metrics.addMetric(metricNames.validationReads, MetricUnit.Count, cost.reads);
    logger.info('upload validated', { outcome, ...cost });
  },
});

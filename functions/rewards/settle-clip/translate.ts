import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { taskErrors } from '../../../core/contracts/errors.ts';
import { metricNames } from '../../../core/contracts/metrics.ts';
import { settleClip } from '../../../core/domain/rewards/settle-clip.ts';
import type { ClipId } from '../../../core/domain/vocabulary/ids.ts';
import type { SettlementContainer } from '../container.ts';

/** What the workflow catches by its name, to go on waiting for a person. */
class Escalated extends Error {
  override readonly name = taskErrors.escalated;

  constructor(clipId: ClipId) {
    super(`Clip ${clipId} is flagged and undecided: no silence accepts it`);
  }
}

/** Settles one clip and counts how it ended. */
export const settle = async (
  { clipId }: { readonly clipId: ClipId },
  container: SettlementContainer,
): Promise<object> => {
  const settlement = await settleClip(clipId, container);
  const { metrics, logger } = container.observability;
  if (settlement === 'awarded') metrics.addMetric(metricNames.clipsAwarded, MetricUnit.Count, 1);
  if (settlement === 'escalated') {
    metrics.addMetric(metricNames.clipsEscalated, MetricUnit.Count, 1);
  }
  logger.info('clip settled', { clipId, settlement });
  if (settlement === 'escalated') throw new Escalated(clipId);
  return { clipId, settlement };
};

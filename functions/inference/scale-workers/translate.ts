import {
  scaleWorkers,
  type ScaleWorkersPorts,
} from '../../../core/domain/inference/scaling/scale-workers.ts';
import type { Observability } from '../../middleware/observability.ts';

/** One tick of the minute. A queue that sleeps, with no worker, is not worth a line a minute. */
export const tick = async (
  container: ScaleWorkersPorts & { readonly observability: Observability },
): Promise<object> => {
  const decision = await scaleWorkers(container);
  const isAsleep = decision.present + decision.visible + decision.inFlight === 0;
  if (!isAsleep) container.observability.logger.info('workers planned', { ...decision });
  return decision;
};

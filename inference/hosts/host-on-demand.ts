import type { DeliveredMessage } from './job-queue.ts';
import {
  putBack,
  workOnDelivery,
  type AnalysisHost,
  type DeliveryEnd,
} from './work-on-delivery.ts';

/** A host that is there when a message is. */
interface HostOnDemand {
  /** Never throws. */
  workOn(message: DeliveredMessage): Promise<DeliveryEnd>;
}

/**
 * A host that starts at its first message and is kept. One that could not start is started anew at
 * the next message: what failed (a model's download, a throttled call) may work then. Its message
 * comes again soon; the queue by itself would hide it for 90 minutes, six times the function's
 * timeout, as the longest work on it needs.
 */
export const hostOnDemand = (
  start: () => Promise<AnalysisHost>,
  { queue, log }: Pick<AnalysisHost, 'queue' | 'log'>,
): HostOnDemand => {
  let starting: Promise<AnalysisHost> | undefined;
  return {
    async workOn(message) {
      let host: AnalysisHost;
      try {
        starting ??= start();
        host = await starting;
      } catch (error) {
        starting = undefined;
        const { delivery } = message;
        return putBack(message, { error, told: { delivery } }, { queue, log, draw: () => 0 });
      }
      return workOnDelivery(message, host);
    },
  };
};

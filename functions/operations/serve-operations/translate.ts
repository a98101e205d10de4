import { countQueues, redriveQueue } from '../../../core/domain/operations/redrive.ts';
import type { Answers } from '../../middleware/http.ts';
import type { OperationsContainer } from '../container.ts';

/** The routes of `operations/serve-operations`. */
export const answers: Answers<'operations/serve-operations', OperationsContainer> = {
  listQueues: async ({ actor }, { queues }) => ({
    queues: [...(await countQueues(actor, queues))],
  }),
  redriveQueue: async ({ actor, parameters: { queue } }, { queues, clock }) => ({
    queue,
    ...(await redriveQueue(actor, queues[queue], { clock })),
  }),
};

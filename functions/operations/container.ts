import { sqsClient } from '../../core/adapters/aws/clients.ts';
import { systemClock } from '../../core/adapters/node/system-clock.ts';
import { sqsQueueRedrive } from '../../core/adapters/sqs/queue-redrive.ts';
import type { EnvironmentOf } from '../../core/contracts/functions/function-contract.ts';
import type { serveOperations } from '../../core/contracts/functions/index.ts';
import type { QueueName } from '../../core/contracts/resources.ts';
import type { QueueRedrive } from '../../core/domain/operations/ports.ts';

/** What serving operations works with: every queue with its dead letters. */
export const operationsContainer = (environment: EnvironmentOf<typeof serveOperations>) => {
  const sqs = sqsClient();
  const redriveOf = (queue: QueueName, queueUrl: string): QueueRedrive =>
    sqsQueueRedrive({ sqs, queueUrl, queue, deployment: environment.deploymentName });
  return {
    clock: systemClock,
    queues: {
      uploads: redriveOf('uploads', environment.QUEUE_UPLOADS),
      analysis: redriveOf('analysis', environment.QUEUE_ANALYSIS),
      leaves: redriveOf('leaves', environment.QUEUE_LEAVES),
    } satisfies Readonly<Record<QueueName, QueueRedrive>>,
  };
};
export type OperationsContainer = ReturnType<typeof operationsContainer>;

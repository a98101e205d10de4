import {
  autoScalingClient,
  cloudWatchClient,
  ecsClient,
  sqsClient,
} from '../../core/adapters/aws/clients.ts';
import { cloudWatchAnalysisQueue } from '../../core/adapters/cloudwatch/analysis-queue.ts';
import { ecsWorkerFleet } from '../../core/adapters/ecs/worker-fleet.ts';
import { systemClock } from '../../core/adapters/node/system-clock.ts';
import type { EnvironmentOf } from '../../core/contracts/functions/function-contract.ts';
import type { analyzeClip, scaleWorkers } from '../../core/contracts/functions/index.ts';
import { queueName } from '../../core/contracts/layout/names.ts';
import { analysisContainer as buildAnalysis } from '../../inference/hosts/analysis-container.ts';
import { hostOnDemand } from '../../inference/hosts/host-on-demand.ts';
import type { HostLog } from '../../inference/hosts/host-log.ts';
import { sqsJobQueue } from '../../inference/hosts/job-queue.ts';
import type { Observability } from '../middleware/observability.ts';

/** What analyzing in a Lambda works with: built at the first call, models and all. */
export const analysisContainer = (
  environment: EnvironmentOf<typeof analyzeClip>,
  { logger }: Observability,
) => {
  const log: HostLog = {
    info: (event, fields) => logger.info(event, { ...fields }),
    warn: (event, fields) => logger.warn(event, { ...fields }),
  };
  return hostOnDemand(() => buildAnalysis(environment, { log }), {
    queue: sqsJobQueue({ sqs: sqsClient(), queueUrl: environment.QUEUE_ANALYSIS }),
    log,
  });
};
export type AnalysisContainer = ReturnType<typeof analysisContainer>;

/** What a tick of scaling works with. */
export const scalingContainer = (
  environment: EnvironmentOf<typeof scaleWorkers>,
  observability: Observability,
) => {
  const { deploymentName: deployment } = environment;
  const { maxWorkers, clipsPerWorkerAtOnce, usualSecondsPerClip } = environment;
  return {
    observability,
    limits: { maxWorkers, clipsPerWorkerAtOnce, usualSecondsPerClip },
    queue: cloudWatchAnalysisQueue({
      sqs: sqsClient(),
      cloudWatch: cloudWatchClient(),
      queueUrl: environment.QUEUE_ANALYSIS,
      queueName: queueName(deployment, 'analysis'),
      clock: systemClock,
    }),
    fleet: ecsWorkerFleet({
      autoScaling: autoScalingClient(),
      ecs: ecsClient(),
      deployment,
      clock: systemClock,
    }),
  };
};

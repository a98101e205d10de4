import type { Deployment } from './deployment.ts';

/** Processes that analyze at once at most: workers, or Lambdas, which take one clip each. */
export const maxAnalysisProcesses = ({ inference, maxConsumers }: Deployment): number =>
  inference.host === 'gpu' ? inference.maxWorkers : maxConsumers.analysis;

/**
 * The share of Rekognition's calls a second that each process may use: the account's quota divided
 * by how many there may be, so that all together never pass it. A process paces all its clips
 * together, so the number of clips that a worker has in hand does not matter.
 */
export const moderationCallsPerSecond = (deployment: Deployment): number =>
  deployment.rekognitionCallsPerSecond / maxAnalysisProcesses(deployment);

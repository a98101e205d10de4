import type { Deployment } from './deployment.ts';

/** Clips that are analyzed at once at most, on either host. */
export const maxClipsAtOnce = ({ inference, maxConsumers }: Deployment): number =>
  inference.host === 'gpu'
    ? inference.maxWorkers * inference.clipsPerWorkerAtOnce
    : maxConsumers.analysis;

/**
 * The share of Rekognition's calls a second that each analysis may use: the account's quota divided
 * by how many there are at once, so that all together never pass it.
 */
export const moderationCallsPerSecond = (deployment: Deployment): number =>
  deployment.rekognitionCallsPerSecond / maxClipsAtOnce(deployment);

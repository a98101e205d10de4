import { product, type DeploymentName } from './names.ts';

/**
 * Names of what the GPU workers run on. The function that scales them, its rights and the stack
 * that makes them tell them by these.
 */

/** The ECS cluster. */
export const workerClusterName = (deployment: DeploymentName): string =>
  `${product}-${deployment}-analysis-workers`;

/** How machines are bought, as names of groups, services and capacity providers have it. */
export const workerKindNames = ['spot', 'on-demand'] as const;
export type WorkerKindName = (typeof workerKindNames)[number];

/** A kind's Auto Scaling group, ECS service and capacity provider, which share a name. */
export const workerGroupName = (deployment: DeploymentName, kind: WorkerKindName): string =>
  `${product}-${deployment}-${kind}-workers`;

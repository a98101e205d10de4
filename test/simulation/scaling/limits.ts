import type { ScalingLimits } from '../../../core/domain/inference/scaling/fleet.ts';

/** As `infra/config/inference.ts` deploys them; a test compares. */
export const simLimits: ScalingLimits = {
  maxWorkers: 12,
  clipsPerWorkerAtOnce: 2,
  usualSecondsPerClip: 10,
};

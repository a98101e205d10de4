import type { Construct } from 'constructs';
import { analyzeClip, scaleWorkers } from '../../core/contracts/functions/index.ts';
import type { Deployment } from '../config/deployment.ts';
import type { GpuInference } from '../config/inference.ts';
import { analysisSettings } from '../constructs/analysis-settings.ts';
import { GpuMachines } from '../constructs/gpu-machines.ts';
import { GpuNetwork } from '../constructs/gpu-network.ts';
import { GpuWorkers } from '../constructs/gpu-workers.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import { Published } from '../constructs/published.ts';
import { HouseStack } from './house-stack.ts';

/**
 * The analyzer, on the host that the deployment chooses: in a Lambda, which costs nothing between
 * clips, or by workers on GPU machines, of which there are none between clips. `docs/cost.md` says
 * from how many clips a day the second is cheaper.
 */
export class InferenceStack extends HouseStack {
  constructor(scope: Construct, deployment: Deployment) {
    super(scope, 'inference', { deployment, description: 'ClipLedger: analysis and moderation' });
    const { inference } = deployment;
    if (inference.host === 'gpu') this.#addWorkers(inference);
    else {
      const settings = analysisSettings(deployment);
      new PipelineFunction(this, { contract: analyzeClip, deployment, settings });
    }
  }

  #addWorkers(inference: GpuInference): void {
    const { deployment } = this;
    const published = new Published(this, deployment.name);
    const network = new GpuNetwork(this, deployment);
    const machines = new GpuMachines(this, { deployment, inference, network, published });
    new GpuWorkers(this, { deployment, inference, machines, published });
    const { maxWorkers, clipsPerWorkerAtOnce, usualSecondsPerClip } = inference;
    new PipelineFunction(this, {
      contract: scaleWorkers,
      deployment,
      settings: {
        deploymentName: deployment.name,
        maxWorkers,
        clipsPerWorkerAtOnce,
        usualSecondsPerClip,
      },
    });
  }
}

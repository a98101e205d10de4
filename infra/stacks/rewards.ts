import type { Construct } from 'constructs';
import { projectAwards, serveRewards, settleClip } from '../../core/contracts/functions/index.ts';
import type { Deployment } from '../config/deployment.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import { HouseStack } from './house-stack.ts';

/** Awards and the Honor Wall. */
export class RewardsStack extends HouseStack {
  constructor(scope: Construct, deployment: Deployment) {
    super(scope, 'rewards', { deployment, description: 'ClipLedger: awards and the Honor Wall' });
    new PipelineFunction(this, { contract: settleClip, deployment, settings: {} });
    new PipelineFunction(this, { contract: projectAwards, deployment, settings: {} });
    new PipelineFunction(this, { contract: serveRewards, deployment, settings: {} });
  }
}

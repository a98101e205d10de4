import type { Construct } from 'constructs';
import { serveCampaigns } from '../../core/contracts/functions/index.ts';
import type { Deployment } from '../config/deployment.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import { HouseStack } from './house-stack.ts';

/** Campaigns, notices, consent. */
export class CampaignsStack extends HouseStack {
  constructor(scope: Construct, deployment: Deployment) {
    super(scope, 'campaigns', { deployment, description: 'ClipLedger: campaigns and consent' });
    const { operatorName, operatorContact, inference } = deployment;
    const analyzerHost = inference.host === 'gpu' ? 'worker' : 'lambda';
    new PipelineFunction(this, {
      contract: serveCampaigns,
      deployment,
      settings: { operatorName, operatorContact, analyzerHost },
    });
  }
}

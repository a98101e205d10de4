import type { Construct } from 'constructs';
import { closeGrants, serveUploads, validateUpload } from '../../core/contracts/functions/index.ts';
import type { Deployment } from '../config/deployment.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import { clipWorkflow } from '../workflows/clip-workflow.ts';
import { HouseStack } from './house-stack.ts';

/** From the grant of an upload to the start of the clip's workflow, which belongs to all stages. */
export class IntakeStack extends HouseStack {
  constructor(scope: Construct, deployment: Deployment) {
    super(scope, 'intake', {
      deployment,
      description: 'ClipLedger: grants, uploads, and the workflow of a clip',
    });
    const { uploadUrlSeconds, maxOpenGrants, sweepAfterSeconds, waitingPlaceSeconds } = deployment;
    new PipelineFunction(this, {
      contract: serveUploads,
      deployment,
      settings: { uploadUrlSeconds, maxOpenGrants, sweepAfterSeconds, waitingPlaceSeconds },
    });
    new PipelineFunction(this, { contract: validateUpload, deployment, settings: {} });
    new PipelineFunction(this, { contract: closeGrants, deployment, settings: {} });
    clipWorkflow(this, deployment);
  }
}

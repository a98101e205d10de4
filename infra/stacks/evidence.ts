import type { Construct } from 'constructs';
import {
  appendLeaves,
  collectLeaves,
  serveEvidence,
} from '../../core/contracts/functions/index.ts';
import type { Deployment } from '../config/deployment.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import { HouseStack } from './house-stack.ts';

/** The evidence log and the receipts that are proved by it. */
export class EvidenceStack extends HouseStack {
  constructor(scope: Construct, deployment: Deployment) {
    super(scope, 'evidence', { deployment, description: 'ClipLedger: evidence log and receipts' });
    const { evidenceOrigin } = deployment;
    new PipelineFunction(this, { contract: collectLeaves, deployment, settings: {} });
    new PipelineFunction(this, {
      contract: appendLeaves,
      deployment,
      settings: { evidenceOrigin },
    });
    new PipelineFunction(this, {
      contract: serveEvidence,
      deployment,
      settings: { evidenceOrigin },
    });
  }
}

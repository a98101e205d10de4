import type { Construct } from 'constructs';
import {
  eraseBatch,
  findDue,
  followWithdrawals,
  serveRetention,
  startExpiry,
  verifyAbsence,
  writeTombstones,
} from '../../core/contracts/functions/index.ts';
import type { Deployment } from '../config/deployment.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import { expiryWorkflow } from '../workflows/expiry-workflow.ts';
import { HouseStack } from './house-stack.ts';

/** Retention, withdrawal and erasure. */
export class RetentionStack extends HouseStack {
  constructor(scope: Construct, deployment: Deployment) {
    super(scope, 'retention', { deployment, description: 'ClipLedger: retention and erasure' });
    const { clockSkewSeconds } = deployment;
    new PipelineFunction(this, { contract: serveRetention, deployment, settings: {} });
    new PipelineFunction(this, { contract: followWithdrawals, deployment, settings: {} });
    new PipelineFunction(this, { contract: startExpiry, deployment, settings: {} });
    new PipelineFunction(this, { contract: findDue, deployment, settings: {} });
    new PipelineFunction(this, {
      contract: eraseBatch,
      deployment,
      settings: { clockSkewSeconds },
    });
    new PipelineFunction(this, { contract: verifyAbsence, deployment, settings: {} });
    new PipelineFunction(this, { contract: writeTombstones, deployment, settings: {} });
    expiryWorkflow(this, deployment);
  }
}

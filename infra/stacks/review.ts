import type { Construct } from 'constructs';
import {
  requestDecision,
  resumeClip,
  serveReviews,
  showFootage,
} from '../../core/contracts/functions/index.ts';
import type { Deployment } from '../config/deployment.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import { HouseStack } from './house-stack.ts';

/** Decisions, by rule or by a person. */
export class ReviewStack extends HouseStack {
  constructor(scope: Construct, deployment: Deployment) {
    super(scope, 'review', { deployment, description: 'ClipLedger: decisions on clips' });
    new PipelineFunction(this, { contract: requestDecision, deployment, settings: {} });
    new PipelineFunction(this, { contract: serveReviews, deployment, settings: {} });
    new PipelineFunction(this, { contract: showFootage, deployment, settings: {} });
    new PipelineFunction(this, { contract: resumeClip, deployment, settings: {} });
  }
}

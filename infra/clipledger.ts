import { Validations, type App } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Deployment } from './config/deployment.ts';
import { CampaignsStack } from './stacks/campaigns.ts';
import { EvidenceStack } from './stacks/evidence.ts';
import { IdentityStack } from './stacks/identity.ts';
import { InferenceStack } from './stacks/inference.ts';
import { IntakeStack } from './stacks/intake.ts';
import { OperationsStack } from './stacks/operations.ts';
import { RetentionStack } from './stacks/retention.ts';
import { ReviewStack } from './stacks/review.ts';
import { RewardsStack } from './stacks/rewards.ts';
import { StorageStack } from './stacks/storage.ts';
import type { HouseStack } from './stacks/house-stack.ts';

/**
 * Every stack of a deployment, in the order of the flow. The stateful two come first: the others
 * read what they publish when CloudFormation deploys them. Between the others there is no order:
 * they know each other by name only.
 */
export const buildStacks = (app: App, deployment: Deployment): readonly HouseStack[] => {
  const stateful = [new StorageStack(app, deployment), new IdentityStack(app, deployment)];
  const stages = [
    new CampaignsStack(app, deployment),
    new IntakeStack(app, deployment),
    new InferenceStack(app, deployment),
    new ReviewStack(app, deployment),
    new RewardsStack(app, deployment),
    new RetentionStack(app, deployment),
    new EvidenceStack(app, deployment),
    new OperationsStack(app, deployment),
  ];
  for (const stage of stages) {
    for (const each of stateful) stage.addStackDependency(each);
  }
  // The local cloud is nobody's account; its templates differ from the checked ones by names only.
  if (deployment.name !== 'local') Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return [...stateful, ...stages];
};

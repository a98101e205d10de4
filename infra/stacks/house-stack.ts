import { Stack, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { product, stackName } from '../../core/contracts/layout/names.ts';
import type { Deployment } from '../config/deployment.ts';

export interface HouseStackProps {
  readonly deployment: Deployment;
  /** One sentence for the console. */
  readonly description: string;
  /** Whether it holds what cannot be made again. */
  readonly isStateful?: boolean;
}

/** A stack of the house: named after its deployment, for any account and region. */
export class HouseStack extends Stack {
  readonly deployment: Deployment;

  constructor(scope: Construct, id: string, props: HouseStackProps) {
    const { deployment, description, isStateful = false } = props;
    super(scope, id, {
      stackName: stackName(deployment.name, id),
      description,
      terminationProtection: isStateful && deployment.data === 'keep',
    });
    this.deployment = deployment;
    Tags.of(this).add('product', product);
    Tags.of(this).add('deployment', deployment.name);
  }
}

import {
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
  type IVpc,
} from 'aws-cdk-lib/aws-ec2';
import { RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { product } from '../../core/contracts/layout/names.ts';
import type { Deployment } from '../config/deployment.ts';

/**
 * Where workers stand: public subnets that nobody can reach into, because nothing listens and
 * nothing is let in. A NAT gateway would cost $32 a month and $0.045 a GB for hiding machines that
 * answer nobody; a public address costs $0.005 an hour while its machine runs. Footage and rows go
 * through gateway endpoints, which are free; SQS, Step Functions, ECS, ECR, logs, KMS and
 * Rekognition over the machine's own address, by TLS.
 */
export class GpuNetwork extends Construct {
  readonly vpc: Vpc;
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, deployment: Deployment) {
    super(scope, 'Network');
    // Told neither account nor region, the library takes two zones without looking any up.
    this.vpc = new Vpc(this, 'Vpc', {
      vpcName: `${product}-${deployment.name}-analysis`,
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'workers', subnetType: SubnetType.PUBLIC, cidrMask: 24 }],
      gatewayEndpoints: {
        S3: { service: GatewayVpcEndpointAwsService.S3 },
        DynamoDB: { service: GatewayVpcEndpointAwsService.DYNAMODB },
      },
      // Emptying the default group takes a function of the library's own; nothing is ever in it.
      restrictDefaultSecurityGroup: false,
    });
    this.securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      // The library's own interface is not written for `exactOptionalPropertyTypes`.
      vpc: this.vpc as IVpc,
      description: 'Workers: nothing in, TLS out',
      allowAllOutbound: false,
    });
    this.securityGroup.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'AWS and nothing else by TLS');
    this.#logRefusals(deployment);
  }

  /** What knocked and was not let in: everything that is let through is ours, and would cost. */
  #logRefusals(deployment: Deployment): void {
    const log = new LogGroup(this, 'Refusals', {
      logGroupName: `/${product}/${deployment.name}/analysis-network`,
      retention: deployment.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'RefusalsRole', {
      assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com'),
      description: 'Writes what the network of the workers refused',
    });
    this.vpc.addFlowLog('Refused', {
      destination: FlowLogDestination.toCloudWatchLogs(log, role),
      trafficType: FlowLogTrafficType.REJECT,
    });
  }
}

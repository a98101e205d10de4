import { CfnAutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import {
  BlockDeviceVolume,
  EbsDeviceVolumeType,
  LaunchTemplate,
  UserData,
} from 'aws-cdk-lib/aws-ec2';
import {
  AmiHardwareType,
  CfnCapacityProvider,
  type CfnCluster,
  EcsOptimizedImage,
} from 'aws-cdk-lib/aws-ecs';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import {
  workerClusterName,
  workerGroupName,
  workerKindNames,
  type WorkerKindName,
} from '../../core/contracts/layout/workers.ts';
import type { Deployment } from '../config/deployment.ts';
import type { GpuInference } from '../config/inference.ts';
import { acknowledge } from './acknowledge.ts';
import { constructId } from './construct-id.ts';
import { findingText } from './grants.ts';
import type { GpuNetwork } from './gpu-network.ts';
import type { Published } from './published.ts';

/** What machines are made from. */
export interface GpuMachinesProps {
  readonly deployment: Deployment;
  readonly inference: GpuInference;
  readonly network: GpuNetwork;
  readonly published: Published;
}

/**
 * Two groups of machines that start empty, Spot and on-demand, and a capacity provider before each.
 * Nothing of AWS scales them: `inference/scale-workers` does.
 */
export class GpuMachines extends Construct {
  /** Names of the capacity providers, by kind. */
  readonly capacityProviders: Readonly<Record<WorkerKindName, CfnCapacityProvider>>;
  readonly #groups: readonly CfnAutoScalingGroup[];

  constructor(scope: Construct, props: GpuMachinesProps) {
    super(scope, 'Machines');
    const template = this.#launchTemplate(props);
    const made = workerKindNames.map((kind) => {
      const group = this.#group(kind, template, props);
      return { kind, group, provider: this.#capacityProvider(kind, group, props) };
    });
    this.#groups = made.map(({ group }) => group);
    this.capacityProviders = Object.fromEntries(
      made.map(({ kind, provider }) => [kind, provider]),
    ) as GpuMachines['capacityProviders'];
  }

  /**
   * Makes the cluster come first and go last. In an account that never used ECS it is the cluster
   * that brings the role with which providers work, and a machine registers with it by name.
   */
  comeAfter(cluster: CfnCluster): void {
    for (const each of [...this.#groups, ...Object.values(this.capacityProviders)]) {
      each.addResourceDependency(cluster);
    }
  }

  #launchTemplate({ deployment, inference, network, published }: GpuMachinesProps): LaunchTemplate {
    return new LaunchTemplate(this, 'Template', {
      machineImage: EcsOptimizedImage.amazonLinux2023(AmiHardwareType.GPU),
      securityGroup: network.securityGroup,
      associatePublicIpAddress: true,
      role: this.#role(published),
      userData: startUp(deployment),
      // Tokens only. Two hops: the worker asks for the Spot notice from inside its container, which
      // is one hop behind the machine's bridge; with one the answer would end there.
      // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html
      requireImdsv2: true,
      httpPutResponseHopLimit: 2,
      blockDevices: [
        {
          deviceName: '/dev/xvda',
          volume: BlockDeviceVolume.ebs(inference.diskGibibytes, {
            encrypted: true,
            volumeType: EbsDeviceVolumeType.GP3,
            deleteOnTermination: true,
          }),
        },
      ],
    });
  }

  #group(
    kind: WorkerKindName,
    template: LaunchTemplate,
    { deployment, inference, network }: GpuMachinesProps,
  ): CfnAutoScalingGroup {
    const group = new CfnAutoScalingGroup(this, constructId(`${kind}-group`), {
      autoScalingGroupName: workerGroupName(deployment.name, kind),
      minSize: '0',
      maxSize: String(inference.maxWorkers),
      // No number of machines is said here: a deploy would set it back.
      vpcZoneIdentifier: network.vpc.publicSubnets.map(({ subnetId }) => subnetId),
      // Which one goes is decided by who is idle, never by a group's own rule, nor to balance
      // zones: a template cannot suspend that. The price is that a group with a machine cannot be
      // deleted, so `docs/deploy.md` has it emptied first.
      newInstancesProtectedFromScaleIn: true,
      mixedInstancesPolicy: {
        launchTemplate: {
          launchTemplateSpecification: {
            launchTemplateId: template.launchTemplateId ?? '',
            version: template.latestVersionNumber,
          },
          overrides: inference.instanceTypes.map((instanceType) => ({ instanceType })),
        },
        instancesDistribution: {
          onDemandBaseCapacity: 0,
          ...(kind === 'spot'
            ? {
                onDemandPercentageAboveBaseCapacity: 0,
                // Where AWS has most to spare, and so takes back least.
                spotAllocationStrategy: 'capacity-optimized',
              }
            : {
                onDemandPercentageAboveBaseCapacity: 100,
                onDemandAllocationStrategy: 'prioritized',
              }),
        },
      },
      tags: [
        // ECS writes it on groups behind a capacity provider; said here, a deploy leaves it.
        { key: 'AmazonECSManaged', value: 'true', propagateAtLaunch: true },
        { key: 'Name', value: workerGroupName(deployment.name, kind), propagateAtLaunch: true },
      ],
    });
    acknowledge(group, [
      {
        rule: 'AwsSolutions-EC26',
        reason:
          'The rule looks for a launch template on the group itself and stops at one within a ' +
          'choice of machines. That template encrypts its disk, which a test sees.',
      },
      {
        rule: 'AwsSolutions-AS3',
        reason:
          'Machines come and go every minute by design: each tick logs what it decided, and the ' +
          'alarm is on the age of the queue, which is what people suffer from.',
      },
    ]);
    return group;
  }

  #capacityProvider(
    kind: WorkerKindName,
    group: CfnAutoScalingGroup,
    { deployment }: GpuMachinesProps,
  ): CfnCapacityProvider {
    return new CfnCapacityProvider(this, constructId(`${kind}-provider`), {
      name: workerGroupName(deployment.name, kind),
      autoScalingGroupProvider: {
        autoScalingGroupArn: group.ref,
        // From zero it starts two machines, waits 15 minutes to end one and 5 between two steps.
        managedScaling: { status: 'DISABLED' },
        managedTerminationProtection: 'DISABLED',
        // A machine that ends is drained before: its worker is told and hands back its clips.
        managedDraining: 'ENABLED',
      },
    });
  }

  /** What ECS's agent does on a machine; a worker has a role of its own. */
  #role(published: Published): Role {
    const machines = published.inWorkerCluster('container-instance', '*');
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
      description: 'What the ECS agent of a GPU machine may do',
      inlinePolicies: {
        agent: new PolicyDocument({
          statements: [
            new PolicyStatement({ actions: ['ecs:DiscoverPollEndpoint'], resources: ['*'] }),
            new PolicyStatement({
              actions: [
                'ecs:DeregisterContainerInstance',
                'ecs:RegisterContainerInstance',
                'ecs:SubmitAttachmentStateChanges',
                'ecs:SubmitContainerStateChange',
                'ecs:SubmitTaskStateChange',
              ],
              resources: [published.workerClusterArn()],
            }),
            new PolicyStatement({
              actions: [
                'ecs:Poll',
                'ecs:StartTelemetrySession',
                'ecs:UpdateContainerInstancesState',
              ],
              resources: [machines],
            }),
          ],
        }),
      },
    });
    acknowledge(role, [
      {
        rule: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'ecs:DiscoverPollEndpoint, its only action, has no resource to name.',
      },
      {
        rule: `AwsSolutions-IAM5[Resource::${findingText(role, machines)}]`,
        reason:
          'ECS names machines when they register: the cluster is the narrowest name there is.',
      },
    ]);
    return role;
  }
}

/** What a machine is told at its start: which cluster it belongs to, and to drain by itself. */
const startUp = ({ name }: Deployment): UserData => {
  const userData = UserData.forLinux();
  const config = {
    ECS_CLUSTER: workerClusterName(name),
    ECS_ENABLE_GPU_SUPPORT: 'true',
    // On a Spot notice the machine takes no more tasks and its worker is told at once.
    ECS_ENABLE_SPOT_INSTANCE_DRAINING: 'true',
    // The longest that a container may take to stop before it is killed.
    ECS_CONTAINER_STOP_TIMEOUT: '120s',
    ECS_IMAGE_PULL_BEHAVIOR: 'prefer-cached',
  };
  for (const [key, value] of Object.entries(config)) {
    userData.addCommands(`echo ${key}=${value} >> /etc/ecs/ecs.config`);
  }
  return userData;
};

import { RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import {
  CfnCluster,
  CfnClusterCapacityProviderAssociations,
  CfnService,
  ContainerImage,
  Ec2TaskDefinition,
  LogDriver,
  NetworkMode,
} from 'aws-cdk-lib/aws-ecs';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import {
  instanceMetadataAddress,
  type WorkerSettings,
} from '../../core/contracts/functions/analysis-worker.ts';
import { functionId } from '../../core/contracts/functions/function-contract.ts';
import { analyzeClip } from '../../core/contracts/functions/index.ts';
import { product } from '../../core/contracts/layout/names.ts';
import {
  workerClusterName,
  workerGroupName,
  workerKindNames,
} from '../../core/contracts/layout/workers.ts';
import type { Deployment } from '../config/deployment.ts';
import type { GpuInference } from '../config/inference.ts';
import { acknowledge } from './acknowledge.ts';
import { analysisSettings } from './analysis-settings.ts';
import { projectFolder } from './bundles.ts';
import { constructId } from './construct-id.ts';
import { asText, environmentOf } from './environment.ts';
import { acknowledgeWildcards, findingText, modelStatements, statementsFor } from './grants.ts';
import type { GpuMachines } from './gpu-machines.ts';
import type { Published } from './published.ts';

/** What workers are made from. */
export interface GpuWorkersProps {
  readonly deployment: Deployment;
  readonly inference: GpuInference;
  readonly machines: GpuMachines;
  readonly published: Published;
}

/** Of the 16 GiB of the smallest machine; ECS keeps a worker below it, and takes more if it is. */
const reservedMemory = Size.gibibytes(12);
/** The longest that ECS waits between telling a container to stop and killing it. */
const stopTimeout = Duration.seconds(120);
/** Extended while a clip is worked on, so this is how soon another takes a dead worker's clip. */
const visibilitySeconds = 120;

/**
 * The worker: `inference/analyze-clip` in a container with a GPU. Its rights and settings are the
 * contract's, from the same lists that the function's role is written from.
 */
export class GpuWorkers extends Construct {
  constructor(scope: Construct, props: GpuWorkersProps) {
    super(scope, 'Workers');
    const { deployment, machines } = props;
    const cluster = new CfnCluster(this, 'Cluster', {
      clusterName: workerClusterName(deployment.name),
      // Paid by the metric, and nobody looks at them: the queue's age and the tick's log tell more.
      clusterSettings: [{ name: 'containerInsights', value: 'disabled' }],
    });
    acknowledge(cluster, [
      {
        rule: 'AwsSolutions-ECS4',
        reason:
          'Container Insights costs by the metric for every machine that comes and goes. The age ' +
          'of the queue has an alarm, and every tick of the scaling logs what it saw.',
      },
    ]);
    machines.comeAfter(cluster);
    const providers = new CfnClusterCapacityProviderAssociations(this, 'CapacityProviders', {
      cluster: cluster.ref,
      capacityProviders: workerKindNames.map((kind) => machines.capacityProviders[kind].ref),
      defaultCapacityProviderStrategy: [],
    });
    const task = this.#task(props);
    for (const kind of workerKindNames) {
      const worker = new CfnService(this, constructId(`${kind}-service`), {
        serviceName: workerGroupName(deployment.name, kind),
        cluster: cluster.ref,
        taskDefinition: task.taskDefinitionArn,
        capacityProviderStrategy: [
          { capacityProvider: machines.capacityProviders[kind].ref, weight: 1 },
        ],
        // A deploy begins from none; the next tick, within a minute, asks for what is needed.
        desiredCount: 0,
        // A machine has one GPU: a new worker can only start where the old one has ended.
        deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100 },
        enableEcsManagedTags: true,
        propagateTags: 'SERVICE',
      });
      worker.addResourceDependency(providers);
    }
  }

  #task({ deployment, inference, published }: GpuWorkersProps): Ec2TaskDefinition {
    const log = new LogGroup(this, 'Log', {
      logGroupName: `/${product}/${deployment.name}/analysis-workers`,
      retention: deployment.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const taskRole = this.#taskRole(deployment, published);
    const executionRole = new Role(this, 'ExecutionRole', {
      assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com'),
      description: 'Pulls the image of the worker and opens its log',
    });
    const task = new Ec2TaskDefinition(this, 'Task', {
      family: workerClusterName(deployment.name),
      networkMode: NetworkMode.BRIDGE,
      taskRole,
      executionRole,
    });
    task.addContainer('Worker', {
      containerName: 'worker',
      image: ContainerImage.fromAsset(projectFolder, {
        file: 'inference/Dockerfile',
        platform: Platform.LINUX_AMD64,
      }),
      gpuCount: 1,
      memoryReservationMiB: reservedMemory.toMebibytes(),
      stopTimeout,
      environment: {
        ...environmentOf(analyzeClip, published),
        ...asText(analysisSettings(deployment)),
        ...asText(workerSettings(inference)),
        // On EC2, unlike on Fargate, ECS does not say it.
        AWS_REGION: Stack.of(this).region,
      },
      logging: LogDriver.awsLogs({ logGroup: log, streamPrefix: 'worker' }),
    });
    acknowledge(task, [
      {
        rule: 'AwsSolutions-ECS2',
        reason:
          'Names of tables, buckets and queues and plain settings; no secret is among them. The ' +
          'test of the environment compares them with the contract.',
      },
    ]);
    acknowledge(executionRole, [
      {
        rule: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'ecr:GetAuthorizationToken, its only action, has no resource to name.',
      },
    ]);
    return task;
  }

  #taskRole(deployment: Deployment, published: Published): Role {
    const tasks = published.inWorkerCluster('task', '*');
    const role = new Role(this, 'TaskRole', {
      assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com'),
      description: `What a worker may do, by the contract of ${functionId(analyzeClip)}`,
      inlinePolicies: {
        contract: new PolicyDocument({
          statements: [
            ...statementsFor(this, analyzeClip, published),
            ...modelStatements(deployment),
          ],
        }),
        // Says that it has a clip in hand, so that idle workers are released first.
        busy: new PolicyDocument({
          statements: [
            new PolicyStatement({ actions: ['ecs:UpdateTaskProtection'], resources: [tasks] }),
          ],
        }),
      },
    });
    acknowledgeWildcards(role, { contract: analyzeClip, deployment, published });
    acknowledge(role, [
      {
        rule: `AwsSolutions-IAM5[Resource::${findingText(role, tasks)}]`,
        reason: 'ECS names tasks when they start: the cluster is the narrowest name there is.',
      },
    ]);
    return role;
  }
}

const workerSettings = ({ clipsPerWorkerAtOnce }: GpuInference): WorkerSettings => ({
  clipsAtOnce: clipsPerWorkerAtOnce,
  visibilitySeconds,
  spotNoticeAddress: instanceMetadataAddress,
});

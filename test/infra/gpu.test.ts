import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parseWorkerEnvironment } from '../../core/contracts/functions/analysis-worker.ts';
import { functionId, resourceVariables } from '../../core/contracts/functions/function-contract.ts';
import { analyzeClip, scaleWorkers } from '../../core/contracts/functions/index.ts';
import {
  maxAnalysisProcesses,
  moderationCallsPerSecond,
} from '../../infra/config/clips-at-once.ts';
import { deploymentOf } from '../../infra/config/index.ts';
import { projectFolder } from '../../infra/constructs/bundles.ts';
import { simLimits } from '../simulation/scaling/limits.ts';
import { synthesized, theOnly, type Synthesized } from './synthesized.ts';

let gpu: Synthesized;
beforeAll(() => {
  // Throws where cdk-nag or CloudFormation has a finding that nobody has acknowledged.
  gpu = synthesized('prod', { host: 'gpu', checksTemplates: true });
}, 120_000);

const groups = () => gpu.all('AWS::AutoScaling::AutoScalingGroup');

interface LaunchTemplateData {
  readonly MetadataOptions: Readonly<Record<string, unknown>>;
  readonly BlockDeviceMappings: readonly { readonly Ebs: Readonly<Record<string, unknown>> }[];
  readonly ImageId: { readonly Ref: string };
}
const launchTemplate = (): LaunchTemplateData =>
  theOnly(gpu.all('AWS::EC2::LaunchTemplate')).properties[
    'LaunchTemplateData'
  ] as LaunchTemplateData;

interface Container {
  readonly Environment: readonly { readonly Name: string; readonly Value: unknown }[];
  readonly ResourceRequirements: unknown;
  readonly StopTimeout: number;
}
const container = (): Container =>
  theOnly(
    theOnly(gpu.all('AWS::ECS::TaskDefinition')).properties[
      'ContainerDefinitions'
    ] as readonly Container[],
  );

describe('the network of the workers', () => {
  it('lets nobody in', () => {
    expect(gpu.all('AWS::EC2::SecurityGroupIngress')).toEqual([]);
    const { properties } = theOnly(gpu.all('AWS::EC2::SecurityGroup'));
    expect(properties['SecurityGroupIngress']).toBeUndefined();
    expect(properties['SecurityGroupEgress']).toEqual([
      expect.objectContaining({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }),
    ]);
  });

  it('has no NAT gateway, no elastic address and no endpoint that is paid by the hour', () => {
    expect(gpu.all('AWS::EC2::NatGateway')).toEqual([]);
    expect(gpu.all('AWS::EC2::EIP')).toEqual([]);
    const endpoints = gpu.all('AWS::EC2::VPCEndpoint');
    expect(endpoints.map(({ properties }) => properties['VpcEndpointType'])).toEqual([
      'Gateway',
      'Gateway',
    ]);
    const services = JSON.stringify(endpoints.map(({ properties }) => properties['ServiceName']));
    expect(services).toMatch(/\.s3".*\.dynamodb"/);
  });

  it('is made for any account and region: no zone was looked up', () => {
    for (const { properties } of gpu.all('AWS::EC2::Subnet')) {
      expect(JSON.stringify(properties['AvailabilityZone'])).toContain('Fn::GetAZs');
    }
  });

  it('needs no function of the construct library', () => {
    const names = gpu
      .all('AWS::Lambda::Function')
      .filter(({ stack }) => stack === 'inference')
      .map(({ properties }) => properties['FunctionName']);
    expect(names).toEqual(['clipledger-prod-inference-scale-workers']);
  });
});

describe('the machines of the workers', () => {
  it('tell of themselves to holders of a token only, one hop into the container', () => {
    expect(launchTemplate().MetadataOptions).toEqual({
      HttpTokens: 'required',
      HttpPutResponseHopLimit: 2,
    });
  });

  it('encrypt their disk and lose it with their end', () => {
    expect(theOnly(launchTemplate().BlockDeviceMappings).Ebs).toMatchObject({
      Encrypted: true,
      DeleteOnTermination: true,
    });
  });

  it('run the image that ECS makes for GPUs', () => {
    const parameters = gpu.templates.flatMap(({ parameters: each }) => Object.entries(each));
    const image = parameters.find(([name]) => name === launchTemplate().ImageId.Ref);
    expect(image?.[1].Default).toMatch(/ecs\/optimized-ami\/amazon-linux-2023\/gpu/);
  });

  it('are none until clips wait: no group says how many, and none must be', () => {
    expect(groups()).toHaveLength(2);
    for (const { properties } of groups()) {
      expect(properties['MinSize']).toBe('0');
      expect(properties['DesiredCapacity']).toBeUndefined();
      expect(properties['NewInstancesProtectedFromScaleIn']).toBe(true);
    }
    for (const { properties } of gpu.all('AWS::ECS::Service')) {
      expect(properties['DesiredCount']).toBe(0);
    }
  });

  it('are Spot of several types in one group and on-demand in the other', () => {
    const bought = groups().map(({ properties }) => {
      const { InstancesDistribution, LaunchTemplate } = properties['MixedInstancesPolicy'] as {
        InstancesDistribution: Readonly<Record<string, unknown>>;
        LaunchTemplate: { Overrides: readonly unknown[] };
      };
      expect(LaunchTemplate.Overrides.length).toBeGreaterThanOrEqual(3);
      return [
        InstancesDistribution['OnDemandPercentageAboveBaseCapacity'],
        InstancesDistribution['SpotAllocationStrategy'],
      ];
    });
    expect(bought).toEqual([
      [0, 'capacity-optimized'],
      [100, undefined],
    ]);
  });

  it('come after the cluster, which brings the role of ECS into a new account', () => {
    const cluster = theOnly(gpu.all('AWS::ECS::Cluster')).logicalId;
    for (const { resource } of [...groups(), ...gpu.all('AWS::ECS::CapacityProvider')]) {
      expect(resource.DependsOn).toContain(cluster);
    }
  });

  it('are kept by their groups, and the way down says how they are let go', () => {
    const text = readFileSync(join(projectFolder, 'docs', 'deploy.md'), 'utf8');
    expect(text).toContain('--no-protected-from-scale-in');
    for (const { properties } of groups()) {
      expect(properties['NewInstancesProtectedFromScaleIn']).toBe(true);
      const kind = String(properties['AutoScalingGroupName']).replace(/^clipledger-prod-/, '');
      expect(text).toContain(kind.replace(/-workers$/, ''));
    }
  });

  it('are scaled by us, and drained by ECS', () => {
    const providers = gpu.all('AWS::ECS::CapacityProvider');
    expect(providers).toHaveLength(2);
    for (const { properties } of providers) {
      expect(properties['AutoScalingGroupProvider']).toMatchObject({
        ManagedScaling: { Status: 'DISABLED' },
        ManagedDraining: 'ENABLED',
      });
    }
    expect(gpu.all('AWS::ApplicationAutoScaling::ScalingPolicy')).toEqual([]);
    expect(gpu.all('AWS::AutoScaling::ScalingPolicy')).toEqual([]);
  });
});

describe('a worker', () => {
  it('has a GPU and two minutes to hand back what it has in hand', () => {
    expect(container().ResourceRequirements).toEqual([{ Type: 'GPU', Value: '1' }]);
    expect(container().StopTimeout).toBe(120);
  });

  it('finds in its environment what its function’s contract reads, and its settings', () => {
    const variables = Object.fromEntries(
      container().Environment.map(({ Name, Value }) => [
        Name,
        typeof Value === 'string' ? Value : JSON.stringify(Value),
      ]),
    );
    expect(Object.keys(variables).toSorted()).toEqual(
      [
        ...resourceVariables(analyzeClip.access),
        ...Object.keys(analyzeClip.settings.shape),
        'AWS_REGION',
        'clipsAtOnce',
        'spotNoticeAddress',
        'visibilitySeconds',
      ].toSorted(),
    );
    const { analysis, worker } = parseWorkerEnvironment(variables);
    expect(analysis.analyzerHost).toBe('worker');
    expect(worker.clipsAtOnce).toBe(simLimits.clipsPerWorkerAtOnce);
  });

  it('takes the place of the Lambda, which is not deployed', () => {
    const names = gpu
      .all('AWS::Lambda::Function')
      .map(({ properties }) => String(properties['FunctionName']));
    expect(names).not.toContain(`clipledger-prod-inference-${analyzeClip.name}`);
    expect(names).toContain(`clipledger-prod-inference-${scaleWorkers.name}`);
    const sources = JSON.stringify(gpu.all('AWS::Lambda::EventSourceMapping'));
    expect(sources).not.toContain('analysis-queue');
  });

  it('bounds what a campaign may ask for', () => {
    const campaigns = gpu
      .all('AWS::Lambda::Function')
      .find(({ logicalId }) => logicalId.startsWith('ServeCampaigns'));
    expect(campaigns?.properties['Environment']).toMatchObject({
      Variables: { analyzerHost: 'worker' },
    });
  });
});

describe('the choice of a host', () => {
  it('is made by context, on AWS only', () => {
    expect(deploymentOf({ deployment: 'prod' }).inference.host).toBe('lambda');
    expect(deploymentOf({ deployment: 'anna', host: 'gpu' }).inference.host).toBe('gpu');
    expect(() => deploymentOf({ host: 'gpu' })).toThrow('npm run worker');
    expect(() => deploymentOf({ deployment: 'prod', host: 'fpga' })).toThrow(RangeError);
  });

  it.each(['lambda', 'gpu'])('on %s all processes together use the quota, and no more', (host) => {
    for (const name of ['dev', 'prod']) {
      const deployment = deploymentOf({ deployment: name, host });
      const share = moderationCallsPerSecond(deployment);
      expect(share).toBeGreaterThan(0);
      const { inference, maxConsumers, rekognitionCallsPerSecond: quota } = deployment;
      const processes = inference.host === 'gpu' ? inference.maxWorkers : maxConsumers.analysis;
      expect(maxAnalysisProcesses(deployment)).toBe(processes);
      expect(share * processes).toBeCloseTo(quota);
    }
  });

  it('is simulated with the limits that are deployed', () => {
    const { inference } = gpu.deployment;
    expect(inference).toMatchObject(simLimits);
  });

  it('names the function that scales by its contract', () => {
    const ticking = gpu
      .all('AWS::Scheduler::Schedule')
      .filter(({ stack }) => stack === 'inference')
      .map(({ properties }) => properties['Description']);
    expect([functionId(scaleWorkers), ticking]).toEqual([
      'inference/scale-workers',
      [scaleWorkers.purpose],
    ]);
  });
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { cloudWatchAnalysisQueue } from '../../../core/adapters/cloudwatch/analysis-queue.ts';
import { ecsWorkerFleet } from '../../../core/adapters/ecs/worker-fleet.ts';
import {
  workerGroupName,
  workerKindNames,
  type WorkerKindName,
} from '../../../core/contracts/layout/workers.ts';
import { scaleWorkers } from '../../../core/domain/inference/scaling/scale-workers.ts';
import { scriptedConfig } from '../adapters/scripted-server.ts';

const deployment = 'dev';
const now = '2026-12-18T10:00:00.000Z';
const limits = { maxWorkers: 8, clipsPerWorkerAtOnce: 2, usualSecondsPerClip: 10 };

/** What the stand-in for AWS is asked to be. */
interface Cloud {
  readonly visible: number;
  readonly inFlight: number;
  /** Instances by kind; each with a task unless it has none, and protected while busy. */
  readonly machines: readonly {
    readonly id: string;
    readonly kind: WorkerKindName;
    readonly launchedAt: string;
    readonly state?: 'InService' | 'Terminating:Wait';
    readonly registered?: 'ACTIVE' | 'DRAINING';
    readonly hasTask?: boolean;
    readonly isBusy?: boolean;
    /** When its worker began; as the machine, where it is left out. */
    readonly startedAt?: string;
    /** Workers of it that have ended. */
    readonly ended?: readonly { readonly startedAt?: string; readonly stoppedAt: string }[];
  }[];
  readonly refusedAt?: string;
  readonly oldestAgeSeconds?: number;
}

/** What Auto Scaling keeps from one tick to the next. */
interface Kept {
  readonly desired: Map<string, number>;
  readonly terminated: Set<string>;
}

/** As it is while nobody has asked for less than there is. */
const keptOf = ({ machines }: Cloud): Kept => ({
  desired: new Map(
    workerKindNames.map((kind) => [
      workerGroupName(deployment, kind),
      machines.filter((machine) => machine.kind === kind && machine.state === undefined).length,
    ]),
  ),
  terminated: new Set(),
});

/** Does what EC2 Auto Scaling does to its groups; true where it refuses, at their least size. */
const isRefused = (cloud: Cloud, { desired, terminated }: Kept, call: Call): boolean => {
  const { operation, parameters } = call;
  if (operation === 'SetDesiredCapacity') {
    desired.set(parameters['AutoScalingGroupName'] ?? '', Number(parameters['DesiredCapacity']));
  }
  if (operation !== 'TerminateInstanceInAutoScalingGroup') return false;
  const machine = cloud.machines.find(({ id }) => id === parameters['InstanceId']);
  const group = workerGroupName(deployment, machine?.kind ?? 'spot');
  const count = desired.get(group) ?? 0;
  if (count === 0) return true;
  desired.set(group, count - 1);
  terminated.add(machine?.id ?? '');
  return false;
};

const refusal =
  '<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code>' +
  '<Message>Currently, desiredSize equals minSize. Terminating instance without replacement will ' +
  "violate group's min size constraint.</Message></Error></ErrorResponse>";

const asleep: Cloud = { visible: 0, inFlight: 0, machines: [] };

/** One call as it came: the operation, and its parameters. */
interface Call {
  readonly operation: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;

const member = (fields: Readonly<Record<string, string>>): string =>
  `<member>${Object.entries(fields)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('')}</member>`;

/** EC2 Auto Scaling speaks XML. */
const autoScalingAnswer = (
  cloud: Cloud,
  { terminated }: Kept,
  { operation, parameters }: Call,
): string => {
  const named = (kind: WorkerKindName): string => workerGroupName(deployment, kind);
  const groupsOf = (kind: WorkerKindName): string =>
    member({
      AutoScalingGroupName: named(kind),
      Instances: cloud.machines
        .filter((machine) => machine.kind === kind)
        .map(({ id, state = terminated.has(id) ? 'Terminating:Wait' : 'InService' }) =>
          member({ InstanceId: id, LifecycleState: state }),
        )
        .join(''),
    });
  const launches = cloud.machines
    .filter(({ kind }) => named(kind) === parameters['AutoScalingGroupName'])
    .map(({ id, launchedAt }) =>
      member({
        Description: `Launching a new EC2 instance: ${id}`,
        StartTime: launchedAt,
        StatusCode: 'Successful',
      }),
    );
  const isSpot = parameters['AutoScalingGroupName'] === named('spot');
  const refusals =
    cloud.refusedAt === undefined || !isSpot
      ? []
      : [
          member({
            Description: 'Launching a new EC2 instance. Status Reason: no capacity.',
            StartTime: cloud.refusedAt,
            StatusCode: 'Failed',
          }),
        ];
  const results: Readonly<Record<string, string>> = {
    DescribeAutoScalingGroups: element(
      'AutoScalingGroups',
      `${groupsOf('spot')}${groupsOf('on-demand')}`,
    ),
    DescribeScalingActivities: element('Activities', [...refusals, ...launches].join('')),
  };
  const result = element(`${operation}Result`, results[operation] ?? '');
  return element(`${operation}Response`, result);
};

/** ECS speaks JSON, and of time in seconds. */
const secondsOf = (instant: string): number => Date.parse(instant) / 1_000;

const isAskedFor = (
  { taskArn }: { readonly taskArn: string },
  parameters: Call['parameters'],
): boolean => JSON.stringify(parameters).includes(`"${taskArn}"`);

const ecsAnswer = ({ machines }: Cloud, { operation, parameters }: Call): object => {
  const registered = machines.filter((machine) => machine.registered !== undefined);
  const tasks = registered.filter(({ hasTask }) => hasTask === true);
  const running = tasks.map(({ id, launchedAt, startedAt = launchedAt }) => ({
    taskArn: `arn:task/${id}`,
    containerInstanceArn: `arn:machine/${id}`,
    startedAt: secondsOf(startedAt),
  }));
  const stopped = machines.flatMap(({ id, ended = [] }) =>
    ended.map(({ startedAt, stoppedAt }, index) => ({
      taskArn: `arn:task/${id}-${index}`,
      containerInstanceArn: `arn:machine/${id}`,
      stopCode: 'EssentialContainerExited',
      ...(startedAt === undefined ? {} : { startedAt: secondsOf(startedAt) }),
      stoppedAt: secondsOf(stoppedAt),
    })),
  );
  switch (operation) {
    case 'ListContainerInstances':
      return { containerInstanceArns: registered.map(({ id }) => `arn:machine/${id}`) };
    case 'DescribeContainerInstances':
      return {
        containerInstances: registered.map(({ id, registered: status, launchedAt }) => ({
          containerInstanceArn: `arn:machine/${id}`,
          ec2InstanceId: id,
          status,
          registeredAt: secondsOf(launchedAt) + 90,
        })),
      };
    case 'ListTasks':
      return parameters['desiredStatus'] === 'STOPPED'
        ? { taskArns: stopped.map(({ taskArn }) => taskArn) }
        : { taskArns: running.map(({ taskArn }) => taskArn) };
    case 'DescribeTasks':
      return { tasks: [...running, ...stopped].filter((task) => isAskedFor(task, parameters)) };
    case 'GetTaskProtection':
      return {
        protectedTasks: tasks.map(({ id, isBusy }) => ({
          taskArn: `arn:task/${id}`,
          protectionEnabled: isBusy === true,
        })),
      };
    default:
      return {};
  }
};

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** One tick against the stand-in, and what was called. */
const tick = async (cloud: Cloud, kept = keptOf(cloud), at = now) => {
  const clock = { now: () => at };
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const target =
        String(request.headers['x-amz-target'] ?? '')
          .split('.')
          .at(-1) ?? '';
      const isXml = target === '';
      const parameters = isXml
        ? Object.fromEntries(new URLSearchParams(body))
        : (JSON.parse(body === '' ? '{}' : body) as Record<string, string>);
      const call = { operation: isXml ? (parameters['Action'] ?? '') : target, parameters };
      calls.push(call);
      const isBad = isRefused(cloud, kept, call);
      response.writeHead(isBad ? 400 : 200, {
        'content-type': isXml ? 'text/xml' : 'application/json',
      });
      const xml = isBad ? refusal : autoScalingAnswer(cloud, kept, call);
      response.end(isXml ? xml : JSON.stringify(jsonAnswer(cloud, call)));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const config = scriptedConfig(`http://127.0.0.1:${port}`);
  const clients = {
    sqs: new SQSClient(config),
    cloudWatch: new CloudWatchClient(config),
    autoScaling: new AutoScalingClient(config),
    ecs: new ECSClient(config),
  };
  closing.push(async () => {
    for (const client of Object.values(clients)) client.destroy();
    server.closeAllConnections();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  });
  const decision = await scaleWorkers({
    limits,
    queue: cloudWatchAnalysisQueue({
      ...clients,
      queueUrl: `http://127.0.0.1:${port}/000000000000/analysis`,
      queueName: 'clipledger-dev-analysis-queue',
      clock,
    }),
    fleet: ecsWorkerFleet({ ...clients, deployment, clock }),
  });
  return { decision, calls, of: (name: string) => calls.filter((each) => each.operation === name) };
};

const jsonAnswer = (cloud: Cloud, call: Call): object => {
  const { operation } = call;
  if (operation === 'GetQueueAttributes') {
    return {
      Attributes: {
        ApproximateNumberOfMessages: String(cloud.visible),
        ApproximateNumberOfMessagesNotVisible: String(cloud.inFlight),
      },
    };
  }
  if (operation === 'GetMetricData') {
    const { oldestAgeSeconds } = cloud;
    const values = oldestAgeSeconds === undefined ? [] : [oldestAgeSeconds];
    return { MetricDataResults: [{ Id: 'oldest', Values: values, Timestamps: [] }] };
  }
  return ecsAnswer(cloud, call);
};

const asked = (calls: readonly Call[]) =>
  Object.fromEntries(
    calls.map(({ parameters }) => [
      parameters['AutoScalingGroupName'],
      Number(parameters['DesiredCapacity']),
    ]),
  );

const ready = (id: string, given: Partial<Cloud['machines'][number]> = {}) => ({
  id,
  kind: 'spot' as const,
  launchedAt: '2026-12-18T09:00:00Z',
  registered: 'ACTIVE' as const,
  hasTask: true,
  ...given,
});

describe('a tick of scaling, against what AWS speaks', () => {
  it('while all sleep, asks for nobody and asks CloudWatch nothing, which costs', async () => {
    const { decision, of } = await tick(asleep);
    expect(decision).toMatchObject({ spot: 0, onDemand: 0, released: 0 });
    expect(of('GetMetricData')).toEqual([]);
    expect(asked(of('SetDesiredCapacity'))).toEqual({
      'clipledger-dev-spot-workers': 0,
      'clipledger-dev-on-demand-workers': 0,
    });
  });

  it('starts a Spot machine and its worker for a clip that waits', async () => {
    const { of } = await tick({ ...asleep, visible: 1 });
    expect(asked(of('SetDesiredCapacity'))['clipledger-dev-spot-workers']).toBe(1);
    expect(of('UpdateService').map(({ parameters }) => parameters)).toEqual(
      expect.arrayContaining([
        {
          cluster: 'clipledger-dev-analysis-workers',
          service: 'clipledger-dev-spot-workers',
          desiredCount: 1,
        },
      ]),
    );
  });

  it('counts a machine that starts, by when its group launched it', async () => {
    const starting = { ...ready('i-0a'), launchedAt: '2026-12-18T09:59:00Z', hasTask: false };
    const { decision } = await tick({ ...asleep, visible: 5, machines: [starting] });
    expect(decision).toMatchObject({ present: 1, spot: 1 });
  });

  it('asks for on-demand machines when Spot was just refused, not long ago', async () => {
    const waiting = { ...asleep, visible: 4 };
    const { decision } = await tick({ ...waiting, refusedAt: '2026-12-18T09:58:00Z' });
    expect(decision.onDemand).toBeGreaterThan(0);
    const later = await tick({ ...waiting, refusedAt: '2026-12-18T04:00:00Z' });
    expect(later.decision.onDemand).toBe(0);
  });

  it('asks for on-demand machines when the oldest clip has waited five minutes', async () => {
    const { decision, of } = await tick({ ...asleep, visible: 4, oldestAgeSeconds: 310 });
    expect(decision.onDemand).toBeGreaterThan(0);
    expect(asked(of('SetDesiredCapacity'))['clipledger-dev-on-demand-workers']).toBe(
      decision.onDemand,
    );
  });

  it('releases the idle worker, keeps the busy one and asks for no other instead', async () => {
    const machines = [ready('i-0a', { isBusy: true }), ready('i-0b')];
    const quiet = { visible: 0, inFlight: 1, machines, oldestAgeSeconds: 0 };
    // Nothing is told of arrivals, so one is kept a while; with the queue empty all may go.
    const kept = await tick(quiet);
    expect(kept.of('TerminateInstanceInAutoScalingGroup')).toEqual([]);
    const { of } = await tick({ ...quiet, inFlight: 0 });
    const ended = of('TerminateInstanceInAutoScalingGroup').map(({ parameters }) => parameters);
    expect(ended.map(({ InstanceId }) => InstanceId)).toEqual(['i-0b', 'i-0a']);
    for (const parameters of ended) {
      expect(parameters['ShouldDecrementDesiredCapacity']).toBe('true');
    }
  });

  it('releases the rest a minute later when one was in its first minute', async () => {
    const young = { ...ready('i-0c'), launchedAt: '2026-12-18T09:59:30Z', hasTask: false };
    const cloud = { ...asleep, machines: [ready('i-0a'), ready('i-0b'), young] };
    const kept = keptOf(cloud);
    const first = await tick(cloud, kept);
    expect(first.decision).toMatchObject({ present: 3, spot: 0, released: 2, unreleased: [] });
    // One stays, so one is asked for: of a group at its least size AWS would let none go.
    expect(asked(first.of('SetDesiredCapacity'))['clipledger-dev-spot-workers']).toBe(1);
    const second = await tick(cloud, kept, '2026-12-18T10:01:00.000Z');
    expect(second.decision).toMatchObject({ present: 1, released: 1, unreleased: [] });
    expect(asked(second.of('SetDesiredCapacity'))['clipledger-dev-spot-workers']).toBe(0);
    const third = await tick(cloud, kept, '2026-12-18T10:02:00.000Z');
    expect(third.decision).toMatchObject({ present: 0, released: 0 });
  });

  it('asks all the same where a release is refused, so that the next tick releases', async () => {
    const cloud = { ...asleep, machines: [ready('i-0a'), ready('i-0b')] };
    const kept = keptOf(cloud);
    kept.desired.set('clipledger-dev-spot-workers', 0);
    const refused = await tick(cloud, kept);
    expect(refused.decision).toMatchObject({
      released: 0,
      unreleased: ['ValidationError', 'ValidationError'],
    });
    expect(asked(refused.of('SetDesiredCapacity'))['clipledger-dev-spot-workers']).toBe(2);
    expect((await tick(cloud, kept)).decision).toMatchObject({ released: 2, unreleased: [] });
  });

  it('lowers the number of workers once those that go are draining, not before', async () => {
    const cloud = { ...asleep, machines: [ready('i-0a'), ready('i-0b')] };
    const kept = keptOf(cloud);
    const workersAsked = ({ of }: Awaited<ReturnType<typeof tick>>) =>
      of('UpdateService')
        .filter(({ parameters }) => parameters['service'] === 'clipledger-dev-spot-workers')
        .map(({ parameters }) => parameters['desiredCount']);
    expect(workersAsked(await tick(cloud, kept))).toEqual([2]);
    expect(workersAsked(await tick(cloud, kept))).toEqual([0]);
  });

  it('keeps old machines whose workers a deploy has just stopped', async () => {
    const stopped = { startedAt: '2026-12-18T09:05:00Z', stoppedAt: '2026-12-18T09:59:50Z' };
    const between = ready('i-0a', { hasTask: false, ended: [stopped] });
    const begun = ready('i-0b', { startedAt: '2026-12-18T09:59:55Z', ended: [stopped] });
    const { decision } = await tick({ visible: 20, inFlight: 0, machines: [between, begun] });
    expect(decision).toMatchObject({ present: 2, released: 0 });
    expect(decision.spot).toBeGreaterThanOrEqual(2);
  });

  it('ends a registered machine that got no worker for ten minutes', async () => {
    const never = ready('i-0a', { hasTask: false });
    const { decision } = await tick({ visible: 3, inFlight: 0, machines: [never] });
    expect(decision).toMatchObject({ released: 1, spot: 1 });
  });

  it('tries with one machine while every worker ends at its start', async () => {
    const loop = ['50', '52', '54'].map((minute) => ({
      startedAt: `2026-12-18T09:${minute}:00Z`,
      stoppedAt: `2026-12-18T09:${minute}:12Z`,
    }));
    const launchedAt = '2026-12-18T09:52:00Z';
    const broken = ready('i-0a', { launchedAt, hasTask: false, ended: loop });
    const backlog = { visible: 400, inFlight: 0, machines: [broken] };
    expect((await tick(backlog)).decision).toMatchObject({ isWorkerBroken: true, spot: 1 });
    // One that lived in between: chance, and the backlog counts.
    const lived = { startedAt: '2026-12-18T09:53:00Z', stoppedAt: '2026-12-18T09:59:00Z' };
    const chance = ready('i-0a', { launchedAt, hasTask: false, ended: [...loop, lived] });
    expect((await tick({ ...backlog, machines: [chance] })).decision).toMatchObject({
      isWorkerBroken: false,
      spot: limits.maxWorkers,
    });
  });

  it('ends a machine that drains after a Spot notice, and replaces it', async () => {
    const machines = [ready('i-0a', { registered: 'DRAINING' })];
    const { decision, of } = await tick({ visible: 3, inFlight: 0, machines });
    expect(of('TerminateInstanceInAutoScalingGroup')).toHaveLength(1);
    expect(decision.spot).toBeGreaterThanOrEqual(1);
  });

  it('does not count a machine that ends already', async () => {
    const machines = [ready('i-0a', { state: 'Terminating:Wait' })];
    const { decision, of } = await tick({ ...asleep, machines });
    expect(decision.present).toBe(0);
    expect(of('TerminateInstanceInAutoScalingGroup')).toEqual([]);
  });
});

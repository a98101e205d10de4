import {
  DescribeAutoScalingGroupsCommand,
  DescribeScalingActivitiesCommand,
  SetDesiredCapacityCommand,
  TerminateInstanceInAutoScalingGroupCommand,
  type Activity,
  type AutoScalingClient,
  type AutoScalingGroup,
} from '@aws-sdk/client-auto-scaling';
import { UpdateServiceCommand, type ECSClient } from '@aws-sdk/client-ecs';
import {
  workerClusterName,
  workerGroupName,
  workerKindNames,
} from '../../contracts/layout/workers.ts';
import type { DeploymentName } from '../../contracts/layout/names.ts';
import type { Worker, WorkerKind } from '../../domain/inference/scaling/fleet.ts';
import type { WorkerFleet } from '../../domain/inference/scaling/scale-workers.ts';
import { millisecondsOf, secondsBetween, type Clock } from '../../domain/vocabulary/time.ts';
import {
  endAtTheirStart,
  registeredMachines,
  type RegisteredMachine,
} from './registered-machines.ts';

/** More than a fleet can have: what is older than so many activities is not starting any more. */
const maxActivities = 100;
/** The age of a machine that no activity tells of any more. */
const longAgoSeconds = 86_400;

interface FleetSettings {
  readonly autoScaling: AutoScalingClient;
  readonly ecs: ECSClient;
  readonly deployment: DeploymentName;
  readonly clock: Clock;
}

/** The machines of a deployment's two Auto Scaling groups and the workers that ECS runs on them. */
export const ecsWorkerFleet = (settings: FleetSettings): WorkerFleet => {
  const { autoScaling, ecs, deployment, clock } = settings;
  const cluster = workerClusterName(deployment);
  const groupOf = (kind: WorkerKind): string => workerGroupName(deployment, kind);
  return {
    async workers() {
      const groups = await describeGroups(settings);
      const members = groups.flatMap(membersOf);
      if (members.length === 0) return [];
      const [registered, ...activities] = await Promise.all([
        registeredMachines(ecs, cluster, millisecondsOf(clock.now())),
        ...groups.map(({ group }) => activitiesOf(autoScaling, group.AutoScalingGroupName ?? '')),
      ]);
      const launchedAt = launchesIn(activities.flat());
      return members.map(({ instanceId, kind }) => {
        const ageSeconds = ageOf(launchedAt.get(instanceId), clock);
        const state = stateOf(registered.get(instanceId), ageSeconds, clock);
        return { instanceId, kind, ageSeconds, ...state };
      });
    },
    async isSpotRefused() {
      const activities = await activitiesOf(autoScaling, groupOf('spot'));
      const newest = activities.find(({ Description = '' }) => Description.startsWith(launching));
      return (
        newest?.StatusCode === 'Failed' && ageOf(newest.StartTime, clock) <= refusalCountsSeconds
      );
    },
    isWorkerBroken: () => endAtTheirStart(ecs, cluster),
    async ask(kind, { machines, workers }) {
      await Promise.all([
        autoScaling.send(
          new SetDesiredCapacityCommand({
            AutoScalingGroupName: groupOf(kind),
            DesiredCapacity: machines,
            HonorCooldown: false,
          }),
        ),
        ecs.send(
          new UpdateServiceCommand({ cluster, service: groupOf(kind), desiredCount: workers }),
        ),
      ]);
    },
    async release({ instanceId }) {
      // ECS drains the machine before it ends: the worker gets SIGTERM and hands back its clips.
      await autoScaling.send(
        new TerminateInstanceInAutoScalingGroupCommand({
          InstanceId: instanceId,
          ShouldDecrementDesiredCapacity: true,
        }),
      );
    },
  };
};

interface GroupOfKind {
  readonly kind: WorkerKind;
  readonly group: AutoScalingGroup;
}

const describeGroups = async ({
  autoScaling,
  deployment,
}: FleetSettings): Promise<readonly GroupOfKind[]> => {
  const names = workerKindNames.map((kind) => workerGroupName(deployment, kind));
  const { AutoScalingGroups = [] } = await autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: names }),
  );
  return workerKindNames.flatMap((kind) => {
    const name = workerGroupName(deployment, kind);
    const group = AutoScalingGroups.find(
      ({ AutoScalingGroupName }) => AutoScalingGroupName === name,
    );
    return group === undefined ? [] : [{ kind, group }];
  });
};

/**
 * Machines that end are no members any more: their number was taken off when they were released.
 */
const membersOf = ({ kind, group }: GroupOfKind): readonly Pick<Worker, 'instanceId' | 'kind'>[] =>
  (group.Instances ?? []).flatMap(({ InstanceId, LifecycleState = '' }) =>
    InstanceId === undefined || LifecycleState.startsWith('Terminat')
      ? []
      : [{ instanceId: InstanceId, kind }],
  );

/** The newest first. */
const activitiesOf = async (
  autoScaling: AutoScalingClient,
  group: string,
): Promise<readonly Activity[]> => {
  const { Activities = [] } = await autoScaling.send(
    new DescribeScalingActivitiesCommand({
      AutoScalingGroupName: group,
      MaxRecords: maxActivities,
    }),
  );
  return Activities;
};

/** How a group begins to tell of a machine that it asks for, whether it gets one or not. */
const launching = 'Launching a new EC2 instance';
/** A group that is refused asks again within minutes: an older refusal was about another time. */
const refusalCountsSeconds = 300;

/** "Launching a new EC2 instance: i-0abc": the only place where a group tells since when. */
const launchesIn = (activities: readonly Activity[]): ReadonlyMap<string, Date> =>
  new Map(
    activities.flatMap(({ Description = '', StartTime }) => {
      const [, instanceId] = /^Launching a new EC2 instance: (i-[0-9a-f]+)/.exec(Description) ?? [];
      return instanceId === undefined || StartTime === undefined ? [] : [[instanceId, StartTime]];
    }),
  );

const ageOf = (launchedAt: Date | undefined, clock: Clock): number =>
  launchedAt === undefined
    ? longAgoSeconds
    : Math.max(0, secondsBetween(launchedAt.toISOString(), clock.now()));

const stateOf = (
  machine: RegisteredMachine | undefined,
  ageSeconds: number,
  clock: Clock,
): Pick<Worker, 'phase' | 'isBusy' | 'workerlessSeconds'> => {
  if (machine === undefined) {
    return { phase: 'starting', isBusy: false, workerlessSeconds: ageSeconds };
  }
  const { isDraining, hasWorker, isBeginning, isProtected: isBusy, workerlessSince } = machine;
  if (isDraining) return { phase: 'leaving', isBusy: false, workerlessSeconds: 0 };
  if (hasWorker) return { phase: 'ready', isBusy, workerlessSeconds: 0 };
  const workerlessSeconds = isBeginning ? 0 : ageOf(workerlessSince, clock);
  return { phase: 'starting', isBusy, workerlessSeconds };
};

import {
  DescribeContainerInstancesCommand,
  DescribeTasksCommand,
  GetTaskProtectionCommand,
  ListContainerInstancesCommand,
  ListTasksCommand,
  type ECSClient,
} from '@aws-sdk/client-ecs';

/** A machine that ECS's agent has registered. */
export interface RegisteredMachine {
  readonly isDraining: boolean;
  readonly hasTask: boolean;
  /** Whether its task protects itself, which a worker does while it has a clip in hand. */
  readonly isProtected: boolean;
}

/** Protection is told of ten tasks at a time; everything else of a hundred, more than there are. */
const protectionsAtOnce = 10;

/** The machines of a cluster by their EC2 ids. */
export const registeredMachines = async (
  ecs: ECSClient,
  cluster: string,
): Promise<ReadonlyMap<string, RegisteredMachine>> => {
  const { containerInstanceArns: arns = [] } = await ecs.send(
    new ListContainerInstancesCommand({ cluster }),
  );
  if (arns.length === 0) return new Map();
  const [described, protectedOnes] = await Promise.all([
    ecs.send(new DescribeContainerInstancesCommand({ cluster, containerInstances: arns })),
    protectedMachines(ecs, cluster),
  ]);
  return new Map(
    (described.containerInstances ?? []).flatMap((machine) => {
      const { ec2InstanceId, containerInstanceArn = '', status, runningTasksCount = 0 } = machine;
      if (ec2InstanceId === undefined) return [];
      const registered: RegisteredMachine = {
        isDraining: status !== 'ACTIVE',
        hasTask: runningTasksCount > 0,
        isProtected: protectedOnes.has(containerInstanceArn),
      };
      return [[ec2InstanceId, registered]];
    }),
  );
};

/** ARNs of the machines on which a task protects itself. */
const protectedMachines = async (ecs: ECSClient, cluster: string): Promise<ReadonlySet<string>> => {
  const { taskArns = [] } = await ecs.send(
    new ListTasksCommand({ cluster, desiredStatus: 'RUNNING' }),
  );
  if (taskArns.length === 0) return new Set();
  const pages = Array.from({ length: Math.ceil(taskArns.length / protectionsAtOnce) }, (_, page) =>
    taskArns.slice(page * protectionsAtOnce, (page + 1) * protectionsAtOnce),
  );
  const [{ tasks = [] }, ...protections] = await Promise.all([
    ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns })),
    ...pages.map((page) => ecs.send(new GetTaskProtectionCommand({ cluster, tasks: page }))),
  ]);
  const protectedTasks = new Set(
    protections
      .flatMap(({ protectedTasks: told = [] }) => told)
      .filter(({ protectionEnabled }) => protectionEnabled === true)
      .map(({ taskArn }) => taskArn),
  );
  return new Set(
    tasks
      .filter(({ taskArn }) => protectedTasks.has(taskArn))
      .flatMap(({ containerInstanceArn }) => containerInstanceArn ?? []),
  );
};

import {
  DescribeContainerInstancesCommand,
  DescribeTasksCommand,
  GetTaskProtectionCommand,
  ListContainerInstancesCommand,
  ListTasksCommand,
  type ECSClient,
  type Task,
} from '@aws-sdk/client-ecs';

/** A machine that ECS's agent has registered. */
export interface RegisteredMachine {
  readonly isDraining: boolean;
  /** Whether its worker has outlived its start, or protects itself. */
  readonly hasWorker: boolean;
  /** Whether its task is on its way: the image is pulled, or it has just begun. */
  readonly isBeginning: boolean;
  /** Since when it has had no worker: its registration, or the end of its last one. */
  readonly workerlessSince: Date | undefined;
  /** Whether its task protects itself, which a worker does while it has a clip in hand. */
  readonly isProtected: boolean;
}

/** Protection is told of ten tasks at a time; everything else of a hundred, more than there are. */
const protectionsAtOnce = 10;
/** What is broken ends a worker while it loads its models, which takes 15 to 35 s. */
const startSeconds = 30;
/** So many workers in a row that ended at their start are no chance. */
const brokenAfter = 3;

/** The machines of a cluster by their EC2 ids, as seen now (milliseconds since 1970). */
export const registeredMachines = async (
  ecs: ECSClient,
  cluster: string,
  nowMilliseconds: number,
): Promise<ReadonlyMap<string, RegisteredMachine>> => {
  const { containerInstanceArns: arns = [] } = await ecs.send(
    new ListContainerInstancesCommand({ cluster }),
  );
  if (arns.length === 0) return new Map();
  const [described, running, stopped] = await Promise.all([
    ecs.send(new DescribeContainerInstancesCommand({ cluster, containerInstances: arns })),
    tasksIn(ecs, cluster, 'RUNNING'),
    tasksIn(ecs, cluster, 'STOPPED'),
  ]);
  const now = new Date(nowMilliseconds);
  const protectedTasks = await protectedAmong(ecs, cluster, running);
  return new Map(
    (described.containerInstances ?? []).flatMap((machine) => {
      const { ec2InstanceId, containerInstanceArn, status, registeredAt } = machine;
      if (ec2InstanceId === undefined) return [];
      const here = (task: Task): boolean => task.containerInstanceArn === containerInstanceArn;
      const tasks = running.filter(here);
      const isProtected = tasks.some(({ taskArn }) => protectedTasks.has(taskArn));
      const hasWorker = isProtected || tasks.some((task) => lived(task, now));
      // One that is being stopped has no end yet.
      const ends = stopped
        .map((task) => ({ task, end: task.stoppedAt ?? now }))
        .filter(({ task, end }) => here(task) && lived(task, end))
        .map(({ end }) => end);
      const registered: RegisteredMachine = {
        isDraining: status !== 'ACTIVE',
        hasWorker,
        isBeginning: !hasWorker && tasks.length > 0,
        workerlessSince: latestOf([...(registeredAt === undefined ? [] : [registeredAt]), ...ends]),
        isProtected,
      };
      return [[ec2InstanceId, registered]];
    }),
  );
};

/**
 * Whether the last workers all ended at their start by themselves. ECS tells of ended tasks for an
 * hour at least, also when their machines are gone, so that nobody else has to remember it.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html
 */
export const endAtTheirStart = async (ecs: ECSClient, cluster: string): Promise<boolean> => {
  const stopped = await tasksIn(ecs, cluster, 'STOPPED');
  const newest = stopped
    .filter(({ stoppedAt }) => stoppedAt !== undefined)
    .toSorted((one, other) => timeOf(other.stoppedAt) - timeOf(one.stoppedAt))
    .slice(0, brokenAfter);
  return newest.length === brokenAfter && newest.every(endedAtStart);
};

const timeOf = (date: Date | undefined): number => date?.getTime() ?? 0;

const latestOf = (dates: readonly Date[]): Date | undefined =>
  dates.toSorted((one, other) => timeOf(other) - timeOf(one))[0];

/** Whether a task ran beyond its start until then. */
const lived = ({ startedAt }: Task, until: Date | undefined): boolean =>
  startedAt !== undefined &&
  until !== undefined &&
  timeOf(until) - timeOf(startedAt) >= startSeconds * 1_000;

/** Not one that a deploy, a release or the end of a Spot machine stopped. */
const endedAtStart = (task: Task): boolean =>
  (task.stopCode === 'EssentialContainerExited' || task.stopCode === 'TaskFailedToStart') &&
  !lived(task, task.stoppedAt);

const tasksIn = async (
  ecs: ECSClient,
  cluster: string,
  desiredStatus: 'RUNNING' | 'STOPPED',
): Promise<readonly Task[]> => {
  const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster, desiredStatus }));
  if (taskArns.length === 0) return [];
  const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
  return tasks;
};

/** ARNs of those that protect themselves. Only what runs can be asked about. */
const protectedAmong = async (
  ecs: ECSClient,
  cluster: string,
  tasks: readonly Task[],
): Promise<ReadonlySet<string | undefined>> => {
  const arns = tasks.flatMap(({ taskArn }) => taskArn ?? []);
  const pages = Array.from({ length: Math.ceil(arns.length / protectionsAtOnce) }, (_, page) =>
    arns.slice(page * protectionsAtOnce, (page + 1) * protectionsAtOnce),
  );
  const protections = await Promise.all(
    pages.map((page) => ecs.send(new GetTaskProtectionCommand({ cluster, tasks: page }))),
  );
  return new Set(
    protections
      .flatMap(({ protectedTasks: told = [] }) => told)
      .filter(({ protectionEnabled }) => protectionEnabled === true)
      .map(({ taskArn }) => taskArn),
  );
};

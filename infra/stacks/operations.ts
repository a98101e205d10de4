import { Stack } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  Metric,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import {
  appendLeaves,
  closeGrants,
  deployedContracts,
  followWithdrawals,
  functionContracts,
  serveOperations,
  settleClip,
  validateUpload,
  writeTombstones,
} from '../../core/contracts/functions/index.ts';
import {
  functionId,
  type FunctionContract,
} from '../../core/contracts/functions/function-contract.ts';
import {
  deadLetterQueueName,
  functionName,
  missedRecordsQueueName,
  product,
  queueName,
} from '../../core/contracts/layout/names.ts';
import { metricNames, metricNamespace } from '../../core/contracts/metrics.ts';
import {
  queueNames,
  workflowNames,
  type QueueName,
  type WorkflowName,
} from '../../core/contracts/resources.ts';
import type { Deployment } from '../config/deployment.ts';
import { alarmPeriod, HouseAlarm, type HouseAlarmProps } from '../constructs/house-alarm.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import { Published } from '../constructs/published.ts';
import { HouseStack } from './house-stack.ts';

/** How old the oldest message of a queue may grow, and whom it hurts when it does. */
const queuePromises: Readonly<Record<QueueName, { maxAgeSeconds: number; impact: string }>> = {
  uploads: {
    maxAgeSeconds: 600,
    impact: 'Contributors sent clips and are not told whether they were taken.',
  },
  analysis: {
    maxAgeSeconds: 1_800,
    impact: 'Clips wait unseen, and contributors wait for their reward.',
  },
  leaves: {
    maxAgeSeconds: 900,
    impact: 'Receipts of consent, award and erasure cannot be given yet.',
  },
};

const workflowPromises: Readonly<Record<WorkflowName, string>> = {
  clip: 'A decided clip was not settled: its contributor is not paid until a person restarts it.',
  expiry: 'What is due was not found: footage is kept longer than was promised.',
};

/** What a stream's function owes, when records were given up. */
const missedImpact: Readonly<Record<string, string>> = {
  'review/resume-clip': 'A decision was made and its clip does not go on: nobody is paid for it.',
  'rewards/project-awards': 'The Honor Wall shows fewer clips than were awarded.',
  'evidence/collect-leaves': 'A consent, an award or an erasure is missing in the evidence log.',
};

/** What functions count themselves, and should not. */
const countPromises = [
  {
    name: 'clips-escalated',
    contract: settleClip,
    metric: metricNames.clipsEscalated,
    periods: 1,
    impact: 'A frozen clip has passed its deadline undecided: its contributor waits for a person.',
  },
  {
    name: 'erasures-overdue',
    contract: writeTombstones,
    metric: metricNames.erasuresOverdue,
    periods: 1,
    impact: 'Footage is still there after three attempts to erase it; no tombstone is written.',
  },
  {
    name: 'leaves-refused',
    contract: appendLeaves,
    metric: metricNames.leavesRefused,
    periods: 1,
    impact: 'A consent, an award or an erasure has no place in the evidence log.',
  },
] as const;

/**
 * How long clips may take to follow the end of their consent. The leader of the model case, with
 * 201,531 clips, takes 26 runs of a minute (see `FollowLimits`): 26 × 60 s = 1,560 s, and others
 * take none of it. What is older is not on its way.
 */
const maxWithdrawalAgeSeconds = 1_800;

/** What sends a queue's dead letters back to it; a person runs it when the cause is mended. */
const redriveCommand = (queue: QueueName): string => `npx clipledger queues redrive ${queue}`;

/** Alarms on what was promised to people, one page that shows them, and what people then do. */
export class OperationsStack extends HouseStack {
  readonly #topic: Topic;

  constructor(scope: Construct, deployment: Deployment) {
    super(scope, 'operations', { deployment, description: 'ClipLedger: alarms and dashboard' });
    new PipelineFunction(this, {
      contract: serveOperations,
      deployment,
      settings: { deploymentName: deployment.name },
    });
    this.#topic = new Topic(this, 'Alarms', {
      topicName: `${product}-${deployment.name}-alarms`,
      enforceSSL: true,
    });
    // The policy that demands TLS takes the place of the one that let CloudWatch in.
    this.#topic.grantPublish(
      new ServicePrincipal('cloudwatch.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    const alarms = [
      ...queueNames.flatMap((queue) => [this.#oldMessages(queue), this.#deadLetters(queue)]),
      ...functionContracts
        .filter(({ trigger }) => trigger.kind === 'stream')
        .map((contract) => this.#missedRecords(contract)),
      ...workflowNames.flatMap((workflow) => this.#failedRuns(workflow)),
      ...functionContracts
        .filter(({ stage, trigger }) => stage === 'retention' && trigger.kind === 'workflow-task')
        .map((contract) => this.#failingStep(contract)),
      ...countPromises.map((promise) => this.#counted(promise)),
      this.#withdrawalsBehind(),
      this.#brokenAnswers(),
    ];
    this.#dashboard(alarms);
  }

  #alarm(props: Omit<HouseAlarmProps, 'deployment' | 'topic'>): HouseAlarm {
    return new HouseAlarm(this, { ...props, deployment: this.deployment, topic: this.#topic });
  }

  #oldMessages(queue: QueueName): HouseAlarm {
    const { maxAgeSeconds, impact } = queuePromises[queue];
    return this.#alarm({
      name: `${queue}-wait-too-long`,
      metric: queueMetric(queueName(this.deployment.name, queue), 'ApproximateAgeOfOldestMessage'),
      above: maxAgeSeconds,
      impact,
    });
  }

  #deadLetters(queue: QueueName): HouseAlarm {
    return this.#alarm({
      name: `${queue}-dead-letters`,
      metric: visibleMessages(deadLetterQueueName(this.deployment.name, queue)),
      above: 0,
      impact:
        `${queuePromises[queue].impact} These will not go on by themselves: once their cause is ` +
        `mended, run ${redriveCommand(queue)}.`,
    });
  }

  #missedRecords(contract: FunctionContract): HouseAlarm {
    const id = functionId(contract);
    const impact = missedImpact[id];
    if (impact === undefined) throw new Error(`Say whom it hurts when ${id} misses records`);
    return this.#alarm({
      name: `${contract.name}-missed-records`,
      metric: visibleMessages(missedRecordsQueueName(this.deployment.name, contract)),
      above: 0,
      impact,
    });
  }

  #failedRuns(workflow: WorkflowName): readonly HouseAlarm[] {
    const dimensionsMap = { StateMachineArn: this.#workflowArn(workflow) };
    const impact = workflowPromises[workflow];
    return [
      this.#alarm({
        name: `${workflow}-workflow-failed`,
        metric: sumOf('AWS/States', 'ExecutionsFailed', dimensionsMap),
        above: 0,
        impact,
      }),
      this.#alarm({
        name: `${workflow}-workflow-timed-out`,
        metric: sumOf('AWS/States', 'ExecutionsTimedOut', dimensionsMap),
        above: 0,
        impact,
      }),
    ];
  }

  #workflowArn(workflow: WorkflowName): string {
    return new Published(this, this.deployment.name).workflowArn(workflow);
  }

  /** The expiry workflow puts off what fails, so that its runs never fail: look at the steps. */
  #failingStep(contract: FunctionContract): HouseAlarm {
    return this.#alarm({
      name: `${contract.name}-failing`,
      metric: this.#errorsOf(contract),
      // A retry that succeeds hurts nobody: 3 failures of one step in five minutes are all of them.
      above: 3,
      periods: 1,
      impact: 'Footage that should be gone is not, and no tombstone is written for it.',
    });
  }

  #counted({
    name,
    contract,
    metric,
    periods,
    impact,
  }: (typeof countPromises)[number]): HouseAlarm {
    return this.#alarm({ name, metric: countOf(contract, metric), above: 0, periods, impact });
  }

  #withdrawalsBehind(): HouseAlarm {
    return this.#alarm({
      name: 'withdrawals-behind',
      metric: highestOf(followWithdrawals, metricNames.openWithdrawalAge),
      above: maxWithdrawalAgeSeconds,
      impact:
        'Clips whose consent was withdrawn are still kept: nothing is done with them any more, ' +
        'but they do not fall due for erasure until they have followed.',
    });
  }

  #errorsOf(contract: FunctionContract): Metric {
    return sumOf('AWS/Lambda', 'Errors', {
      FunctionName: functionName(this.deployment.name, contract),
    });
  }

  #brokenAnswers(): HouseAlarm {
    return this.#alarm({
      name: 'api-answers-with-errors',
      metric: sumOf('AWS/ApiGateway', '5xx', {
        ApiId: new Published(this, this.deployment.name).apiId(),
      }),
      above: 5,
      impact: 'People who use the product get errors instead of answers.',
    });
  }

  #dashboard(alarms: readonly HouseAlarm[]): void {
    const dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: `${product}-${this.deployment.name}-${Stack.of(this).region}`,
    });
    dashboard.addWidgets(
      new AlarmStatusWidget({
        title: 'Promises',
        alarms: alarms.map(({ alarm }) => alarm),
        width: 24,
      }),
    );
    dashboard.addWidgets(
      new GraphWidget({
        title: 'Waiting messages',
        left: queueNames.map((queue) => visibleMessages(queueName(this.deployment.name, queue))),
      }),
      new GraphWidget({
        title: 'Runs started',
        left: workflowNames.map((workflow) =>
          sumOf('AWS/States', 'ExecutionsStarted', {
            StateMachineArn: this.#workflowArn(workflow),
          }),
        ),
      }),
      new GraphWidget({
        title: 'Clips',
        left: [
          countOf(validateUpload, metricNames.uploadsValidated),
          countOf(validateUpload, metricNames.uploadsRefused),
          countOf(settleClip, metricNames.clipsAwarded),
          countOf(writeTombstones, metricNames.clipsErased),
        ],
      }),
      new GraphWidget({
        title: 'What the sweep of grants found',
        left: [
          countOf(closeGrants, metricNames.grantsExpired),
          countOf(closeGrants, metricNames.uploadsResent),
          countOf(closeGrants, metricNames.uploadsJoined),
          countOf(closeGrants, metricNames.uploadsKept),
        ],
      }),
      new GraphWidget({
        title: 'Seconds that the oldest withdrawal has been open',
        left: [highestOf(followWithdrawals, metricNames.openWithdrawalAge)],
      }),
      new GraphWidget({
        title: 'Failing functions',
        left: deployedContracts(this.deployment.inference.host).map((contract) =>
          this.#errorsOf(contract),
        ),
      }),
    );
  }
}

const sumOf = (namespace: string, metricName: string, dimensionsMap: Record<string, string>) =>
  new Metric({ namespace, metricName, dimensionsMap, statistic: Stats.SUM, period: alarmPeriod });

/** The highest value of a metric of our own code. */
const highestOf = (contract: FunctionContract, metricName: string) =>
  new Metric({
    namespace: metricNamespace,
    metricName,
    dimensionsMap: { service: functionId(contract) },
    statistic: Stats.MAXIMUM,
    period: alarmPeriod,
  });

/** A metric of our own code. */
const countOf = (contract: FunctionContract, metricName: string) =>
  sumOf(metricNamespace, metricName, { service: functionId(contract) });

const queueMetric = (name: string, metricName: string) =>
  new Metric({
    namespace: 'AWS/SQS',
    metricName,
    dimensionsMap: { QueueName: name },
    statistic: Stats.MAXIMUM,
    period: alarmPeriod,
  });

const visibleMessages = (name: string) => queueMetric(name, 'ApproximateNumberOfMessagesVisible');

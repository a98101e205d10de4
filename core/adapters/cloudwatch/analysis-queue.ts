import {
  GetMetricDataCommand,
  type CloudWatchClient,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { historyMinutes, type QueueHistory } from '../../domain/inference/scaling/fleet.ts';
import type { QueueWatch } from '../../domain/inference/scaling/scale-workers.ts';
import { addSeconds, millisecondsOf, type Clock } from '../../domain/vocabulary/time.ts';

/** CloudWatch keeps one figure a minute for a queue. */
const minuteSeconds = 60;
/** The minute that goes on is not told of yet, nor may the one before be. */
const askedMinutes = historyMinutes.usual + 2;

/** The metrics that are asked for: each costs $0.01 a thousand times. */
const metrics = {
  oldest: { name: 'ApproximateAgeOfOldestMessage', statistic: 'Maximum' },
  sent: { name: 'NumberOfMessagesSent', statistic: 'Sum' },
  deleted: { name: 'NumberOfMessagesDeleted', statistic: 'Sum' },
  inFlight: { name: 'ApproximateNumberOfMessagesNotVisible', statistic: 'Average' },
} as const;
type MetricId = keyof typeof metrics;

/** What the queue of analyses tells: counts from SQS as of now, minutes from CloudWatch. */
export const cloudWatchAnalysisQueue = ({
  sqs,
  cloudWatch,
  queueUrl,
  queueName,
  clock,
}: {
  readonly sqs: SQSClient;
  readonly cloudWatch: CloudWatchClient;
  readonly queueUrl: string;
  readonly queueName: string;
  readonly clock: Clock;
}): QueueWatch => ({
  async counts() {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: queueUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    return {
      visible: Number(Attributes?.ApproximateNumberOfMessages ?? 0),
      inFlight: Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0),
    };
  },
  async told() {
    const now = clock.now();
    const { MetricDataResults = [] } = await cloudWatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: (Object.keys(metrics) as MetricId[]).map((id) => query(id, queueName)),
        StartTime: new Date(millisecondsOf(addSeconds(now, -askedMinutes * minuteSeconds))),
        EndTime: new Date(millisecondsOf(now)),
        ScanBy: 'TimestampDescending',
      }),
    );
    const newest = valuesIn(MetricDataResults);
    return { oldestAgeSeconds: newest('oldest')[0] ?? 0, history: historyOf(newest) };
  },
});

const query = (id: MetricId, queueName: string): MetricDataQuery => ({
  Id: id,
  MetricStat: {
    Metric: {
      Namespace: 'AWS/SQS',
      MetricName: metrics[id].name,
      Dimensions: [{ Name: 'QueueName', Value: queueName }],
    },
    Period: minuteSeconds,
    Stat: metrics[id].statistic,
  },
});

/** A metric's minutes, the newest first; fewer, or none, where less is told. */
type Minutes = (id: MetricId) => readonly number[];

const valuesIn =
  (results: readonly MetricDataResult[]): Minutes =>
  (id) =>
    results.find(({ Id }) => Id === id)?.Values ?? [];

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

const historyOf = (newest: Minutes): QueueHistory | undefined => {
  // The newest minute may still be counted.
  const counted = (id: MetricId, minutes: number): readonly number[] =>
    newest(id).slice(1, 1 + minutes);
  if (counted('sent', historyMinutes.usual).length === 0) return undefined;
  return {
    lateArrivalsPerSecond: meanOf(counted('sent', historyMinutes.late)) / minuteSeconds,
    arrivalsPerSecond: meanOf(counted('sent', historyMinutes.usual)) / minuteSeconds,
    finishedPerSecond: meanOf(counted('deleted', historyMinutes.usual)) / minuteSeconds,
    meanInFlight: meanOf(counted('inFlight', historyMinutes.usual)),
  };
};

import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  TreatMissingData,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { product } from '../../core/contracts/layout/names.ts';
import type { Deployment } from '../config/deployment.ts';

export interface HouseAlarmProps {
  readonly deployment: Deployment;
  /** Lower case with hyphens; also the chapter of the runbook. */
  readonly name: string;
  readonly metric: IMetric;
  /** It rings above this. */
  readonly above: number;
  /** Periods of the metric in a row. */
  readonly periods?: number;
  /** What a person outside suffers while it rings: one sentence. */
  readonly impact: string;
  readonly topic: ITopic;
}

/** An alarm on a promise. It says whom it hurts, not which number moved. */
export class HouseAlarm extends Construct {
  readonly alarm: Alarm;

  constructor(scope: Construct, props: HouseAlarmProps) {
    super(scope, props.name);
    this.alarm = new Alarm(this, 'Alarm', {
      alarmName: `${product}-${props.deployment.name}-${props.name}`,
      alarmDescription: `Impact: ${props.impact}`,
      metric: props.metric,
      threshold: props.above,
      evaluationPeriods: props.periods ?? 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      // Nothing happened: nothing went wrong.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    this.alarm.addAlarmAction(new SnsAction(props.topic));
  }
}

/** What CloudWatch sums alarms up over. */
export const alarmPeriod = Duration.minutes(5);

import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  DefinitionBody,
  Errors,
  LogLevel,
  StateMachine,
  StateMachineType,
  type IChainable,
  type RetryProps,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { workflowName } from '../../core/contracts/layout/names.ts';
import type { WorkflowName } from '../../core/contracts/resources.ts';
import type { Deployment } from '../config/deployment.ts';
import { acknowledge } from '../constructs/acknowledge.ts';

/**
 * Steps are idempotent, so anything but their own timeout is tried again: 2 + 4 + 8 + 16 + 32 = 62
 * seconds and at most five billed transitions more, which outlasts a throttled or restarting
 * service.
 */
export const retryStep: RetryProps = {
  errors: [Errors.TASKS_FAILED],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxAttempts: 5,
};

/** How long a step waits for its function: the function's own timeout, and a start. */
export const stepTimeoutSeconds = (functionTimeoutSeconds: number): number =>
  functionTimeoutSeconds + 15;

export interface HouseWorkflowProps {
  readonly workflow: WorkflowName;
  readonly deployment: Deployment;
  readonly start: IChainable;
  readonly comment: string;
  /** A run that takes longer has lost its way. */
  readonly timeout: Duration;
  /** What its states call, and nothing else. */
  readonly statements: readonly PolicyStatement[];
}

/**
 * AWS lets no log delivery be named in a policy.
 * https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
 */
const logDelivery = [
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
];

/** A Standard state machine whose role may do what its states do. */
export class HouseWorkflow extends Construct {
  constructor(scope: Construct, props: HouseWorkflowProps) {
    super(scope, 'Workflow');
    const { workflow, deployment, start, comment, timeout, statements } = props;
    const name = workflowName(deployment.name, workflow);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      description: `What the ${workflow} workflow may call`,
      inlinePolicies: {
        states: new PolicyDocument({ statements: [...statements] }),
        log: new PolicyDocument({
          statements: [new PolicyStatement({ actions: logDelivery, resources: ['*'] })],
        }),
      },
    });
    const machine = new StateMachine(this, 'Machine', {
      stateMachineName: name,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromChainable(start),
      comment,
      timeout,
      // The library would widen the role: every version of every function.
      role: role.withoutPolicyUpdates(),
      logs: {
        destination: new LogGroup(this, 'Log', {
          // AWS asks for this prefix, or resource policies outgrow their limit.
          logGroupName: `/aws/vendedlogs/states/${name}`,
          retention: deployment.logRetentionDays,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ERROR,
        // Input and output carry a task token.
        includeExecutionData: false,
      },
    });
    acknowledge(role, [
      {
        rule: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'Deliveries of logs have no ARN that a policy could name.',
      },
    ]);
    acknowledge(machine, [
      {
        rule: 'AwsSolutions-SF1',
        reason:
          'The history of an execution shows every event for 90 days; a second copy in the logs ' +
          'would cost more than the workflow. Errors are logged.',
      },
      {
        rule: 'AwsSolutions-SF2',
        reason: 'Three steps that the history already times; a trace would only add cost.',
      },
    ]);
  }
}

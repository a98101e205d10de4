import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import {
  Chain,
  Errors,
  Fail,
  IntegrationPattern,
  JsonPath,
  Succeed,
  TaskInput,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke, SqsSendMessage } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { taskErrors } from '../../core/contracts/errors.ts';
import { requestDecision, settleClip } from '../../core/contracts/functions/index.ts';
import {
  analysisHeartbeatSeconds,
  analysisTimeoutSeconds,
  clipStates,
  lastingAnalysisErrors,
} from '../../core/contracts/workflows/clip-workflow.ts';
import type { Deployment } from '../config/deployment.ts';
import { queueKey } from '../constructs/data-keys.ts';
import { Published } from '../constructs/published.ts';
import { HouseWorkflow, retryStep, stepTimeoutSeconds } from './house-workflow.ts';

/** Nothing that a task answers becomes state: histories live 90 days and cannot be erased. */
const discard = JsonPath.DISCARD;

/**
 * The life of one clip. Billed transitions of a clip that nothing goes wrong with: the start, three
 * states and the end = 5, and at most 6 are allowed. Throttled analyses are retried by their queue,
 * which costs none.
 */
export const clipWorkflow = (stack: Construct, deployment: Deployment): HouseWorkflow => {
  const scope = new Construct(stack, 'ClipWorkflow');
  const published = new Published(scope, deployment.name);
  const settle = settleState(scope, published);
  const decide = decideState(scope, published);
  const analyze = analyzeState(scope, published);
  // A decision that never came, or a task that could not be opened: silence is settled, too.
  decide.addCatch(settle, { resultPath: discard });
  // A flagged clip is not accepted by silence: it waits on, under a new token, for a person.
  settle.addCatch(decide, { errors: [taskErrors.escalated], resultPath: discard });
  settle.addCatch(
    new Fail(scope, clipStates.stuck, {
      error: 'NotSettled',
      cause: 'Settling failed many times. Start the execution again under another name.',
    }),
    { resultPath: discard },
  );
  const start = Chain.start(analyze).next(decide).next(settle);
  analyze.addCatch(new Succeed(scope, clipStates.unreadable), {
    errors: [taskErrors.undecodable],
    resultPath: discard,
  });
  // Whatever else the machine could not do, a person looks at.
  analyze.addCatch(decide, { resultPath: discard });
  return new HouseWorkflow(scope, {
    workflow: 'clip',
    deployment,
    start,
    comment: 'From a validated upload to its settlement. State is the id of the clip.',
    // A flagged clip waits for a person round by round; no execution lives longer than a year.
    // https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
    timeout: Duration.days(364),
    statements: statementsOf(published),
  });
};

const withToken = TaskInput.fromObject({
  clipId: JsonPath.stringAt('$.clipId'),
  taskToken: JsonPath.taskToken,
});

/** The token's attempt goes along: the analyzer drops what an older one still brings. */
const analysisMessage = TaskInput.fromObject({
  clipId: JsonPath.stringAt('$.clipId'),
  taskToken: JsonPath.taskToken,
  enteredAt: JsonPath.stateEnteredTime,
  retry: JsonPath.numberAt('$$.State.RetryCount'),
});

const analyzeState = (scope: Construct, published: Published): SqsSendMessage => {
  const analyze = new SqsSendMessage(scope, clipStates.analyze, {
    queue: Queue.fromQueueAttributes(scope, 'AnalysisQueue', {
      queueArn: published.queueArn('analysis'),
      queueUrl: published.queueUrl('analysis'),
    }),
    integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
    messageBody: analysisMessage,
    resultPath: discard,
    taskTimeout: Timeout.duration(Duration.seconds(analysisTimeoutSeconds)),
    heartbeatTimeout: Timeout.duration(Duration.seconds(analysisHeartbeatSeconds)),
  });
  // What no try helps.
  analyze.addRetry({ errors: [...lastingAnalysisErrors], maxAttempts: 0 });
  // The message was lost, or waited too long: once more under a new token, then a person looks.
  analyze.addRetry({
    errors: [Errors.HEARTBEAT_TIMEOUT],
    interval: Duration.seconds(1),
    maxAttempts: 1,
  });
  // What is left is a message that could not be sent.
  analyze.addRetry(retryStep);
  return analyze;
};

const decideState = (scope: Construct, published: Published): LambdaInvoke => {
  const decide = new LambdaInvoke(scope, clipStates.decide, {
    lambdaFunction: LambdaFunction.fromFunctionArn(
      scope,
      'RequestDecision',
      published.functionArn(requestDecision),
    ),
    integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
    payload: withToken,
    resultPath: discard,
    // The campaign's days: when they are over, silence is settled.
    taskTimeout: Timeout.at('$.decisionSeconds'),
    retryOnServiceExceptions: false,
  });
  // Each try hands a new token over, which takes the place of the one before.
  decide.addRetry(retryStep);
  return decide;
};

const settleState = (scope: Construct, published: Published): LambdaInvoke => {
  const settle = new LambdaInvoke(scope, clipStates.settle, {
    lambdaFunction: LambdaFunction.fromFunctionArn(
      scope,
      'SettleClip',
      published.functionArn(settleClip),
    ),
    payload: TaskInput.fromObject({ clipId: JsonPath.stringAt('$.clipId') }),
    resultPath: discard,
    taskTimeout: Timeout.duration(Duration.seconds(stepTimeoutSeconds(settleClip.timeoutSeconds))),
    retryOnServiceExceptions: false,
  });
  settle.addRetry({ errors: [taskErrors.escalated], maxAttempts: 0 });
  settle.addRetry({
    // Money waits for this step: 5 + 10 + 20 + … + 640 = 1,275 seconds, 21 minutes of outage.
    errors: [Errors.ALL],
    interval: Duration.seconds(5),
    backoffRate: 2,
    maxAttempts: 8,
  });
  return settle;
};

const statementsOf = (published: Published): readonly PolicyStatement[] => [
  new PolicyStatement({
    actions: ['sqs:SendMessage'],
    resources: [published.queueArn('analysis')],
  }),
  new PolicyStatement({
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resources: [published.keyArn(queueKey('analysis'))],
  }),
  new PolicyStatement({
    actions: ['lambda:InvokeFunction'],
    resources: [requestDecision, settleClip].map((each) => published.functionArn(each)),
  }),
];

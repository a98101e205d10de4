import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Chain,
  Fail,
  JsonPath,
  Map as MapState,
  Succeed,
  TaskInput,
  Timeout,
  type State,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { FunctionContract } from '../../core/contracts/functions/function-contract.ts';
import {
  eraseBatch,
  findDue,
  verifyAbsence,
  writeTombstones,
} from '../../core/contracts/functions/index.ts';
import {
  expiryStates,
  maxConcurrentBatches,
} from '../../core/contracts/workflows/expiry-workflow.ts';
import type { Deployment } from '../config/deployment.ts';
import { constructId } from '../constructs/construct-id.ts';
import { Published } from '../constructs/published.ts';
import { HouseWorkflow, retryStep, stepTimeoutSeconds } from './house-workflow.ts';

/**
 * One run over what is due. Started only when something is: a machine that ticks each minute would
 * cost $5 a month idle. A batch costs 4 states of the map, retried as `retryStep` says; 40 batches
 * make some 40 × 4 × 5 = 800 events of the 25,000 that a history holds.
 */
export const expiryWorkflow = (stack: Construct, deployment: Deployment): HouseWorkflow => {
  const scope = new Construct(stack, 'ExpiryWorkflow');
  const published = new Published(scope, deployment.name);
  const find = callState(scope, published, {
    name: expiryStates.find,
    contract: findDue,
    input: { runName: JsonPath.stringAt('$$.Execution.Name') },
    resultSelector: { buckets: JsonPath.objectAt('$.Payload.buckets') },
  });
  find.addCatch(
    new Fail(scope, expiryStates.lost, {
      error: 'DueNotFound',
      cause: 'The index of what is due could not be read. The next run tries again.',
    }),
    { resultPath: JsonPath.DISCARD },
  );
  const each = new MapState(scope, expiryStates.each, {
    itemsPath: JsonPath.stringAt('$.buckets'),
    itemSelector: { bucket: JsonPath.stringAt('$$.Map.Item.Value') },
    maxConcurrency: maxConcurrentBatches,
    resultPath: JsonPath.DISCARD,
  });
  each.itemProcessor(batchStates(scope, published));
  return new HouseWorkflow(scope, {
    workflow: 'expiry',
    deployment,
    start: Chain.start(find).next(each),
    comment: 'Erases what is due and proves it absent. State is names of due buckets.',
    // 40 batches, 8 at once = 5 rounds of at most 3 × 5 minutes: 75 minutes, and time for retries.
    timeout: Duration.hours(3),
    statements: [
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: [findDue, eraseBatch, verifyAbsence, writeTombstones].map((contract) =>
          published.functionArn(contract),
        ),
      }),
    ],
  });
};

const ofTheBatch = { bucket: JsonPath.stringAt('$.bucket') };

/** What is done to one batch. Whatever fails is left to the next run, which finds it again. */
const batchStates = (scope: Construct, published: Published): Chain => {
  const erase = callState(scope, published, {
    name: expiryStates.erase,
    contract: eraseBatch,
    input: ofTheBatch,
  });
  const verify = callState(scope, published, {
    name: expiryStates.verify,
    contract: verifyAbsence,
    input: ofTheBatch,
  });
  const bury = callState(scope, published, {
    name: expiryStates.bury,
    contract: writeTombstones,
    input: ofTheBatch,
  });
  const putOff: State = new Succeed(scope, expiryStates.putOff);
  for (const step of [erase, verify, bury]) {
    step.addCatch(putOff, { resultPath: JsonPath.DISCARD });
  }
  return Chain.start(erase).next(verify).next(bury);
};

interface Call {
  readonly name: string;
  readonly contract: FunctionContract;
  readonly input: Readonly<Record<string, unknown>>;
  /** What of the answer becomes state; nothing without it. */
  readonly resultSelector?: Readonly<Record<string, unknown>>;
}

const callState = (
  scope: Construct,
  published: Published,
  { name, contract, input, resultSelector }: Call,
): LambdaInvoke => {
  const state = new LambdaInvoke(scope, name, {
    lambdaFunction: LambdaFunction.fromFunctionArn(
      scope,
      constructId(contract.name),
      published.functionArn(contract),
    ),
    payload: TaskInput.fromObject({ ...input }),
    ...(resultSelector === undefined
      ? { resultPath: JsonPath.DISCARD }
      : { resultSelector: { ...resultSelector } }),
    taskTimeout: Timeout.duration(Duration.seconds(stepTimeoutSeconds(contract.timeoutSeconds))),
    retryOnServiceExceptions: false,
  });
  state.addRetry(retryStep);
  return state;
};

import { Duration, Stack } from 'aws-cdk-lib';
import { CfnIntegration, CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  StartingPosition,
  type IFunction,
} from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import {
  functionId,
  type FunctionContract,
  type Trigger,
} from '../../core/contracts/functions/function-contract.ts';
import { routeKeyOf, type RouteContract } from '../../core/contracts/http/route-contract.ts';
import { allRoutes } from '../../core/contracts/http/routes.ts';
import { functionName } from '../../core/contracts/layout/names.ts';
import type { Deployment } from '../config/deployment.ts';
import { acknowledge } from './acknowledge.ts';
import type { Published } from './published.ts';

/** A function and what a trigger of it must know. */
export interface Triggered {
  readonly contract: FunctionContract;
  readonly deployment: Deployment;
  readonly published: Published;
  readonly target: IFunction;
}

type TriggerOf<Kind extends Trigger['kind']> = Extract<Trigger, { kind: Kind }>;

/** Connects a function to what calls it, as its contract says. */
export const addTrigger = (scope: Construct, triggered: Triggered): void => {
  const { trigger } = triggered.contract;
  switch (trigger.kind) {
    case 'http':
      return addRoutes(scope, triggered);
    case 'queue':
      return addQueue(scope, triggered, trigger);
    case 'stream':
      return addStreams(scope, triggered, trigger);
    case 'schedule':
      return addSchedule(scope, triggered, trigger);
    case 'workflow-task':
      return undefined; // The workflow's own role may call it.
  }
};

const addQueue = (
  scope: Construct,
  { deployment, published, target }: Triggered,
  { queue, batchSize }: TriggerOf<'queue'>,
): void => {
  new EventSourceMapping(scope, 'Queue', {
    target,
    eventSourceArn: published.queueArn(queue),
    batchSize,
    reportBatchItemFailures: true,
    maxConcurrency: deployment.maxConsumers[queue],
  });
};

/**
 * What a stream lets through. A leaf counts when its item is new: items that carry one are never
 * changed. `exists` looks at leaves of a document only, hence the id inside.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-ddb-filtering.html
 */
const streamFilters: Readonly<
  Record<TriggerOf<'stream'>['passes'], Readonly<Record<string, unknown>>>
> = {
  leaves: {
    eventName: FilterRule.isEqual('INSERT'),
    dynamodb: { NewImage: { leaf: { M: { leafId: { S: FilterRule.exists() } } } } },
  },
  inserts: { eventName: FilterRule.isEqual('INSERT') },
  changes: { eventName: FilterRule.or('INSERT', 'MODIFY') },
};

const addStreams = (
  scope: Construct,
  { contract, published, target }: Triggered,
  { tables, batchSize, passes }: TriggerOf<'stream'>,
): void => {
  for (const table of tables) {
    new EventSourceMapping(scope, `Stream-${table}`, {
      target,
      eventSourceArn: published.streamArn(table),
      batchSize,
      // Never LATEST: what is written while the mapping starts would be missed.
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: [FilterCriteria.filter(streamFilters[passes])],
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      // A stream keeps records for 24 hours; half of that is left to read again by hand what the
      // queue of missed records names.
      retryAttempts: 50,
      maxRecordAge: Duration.hours(12),
      onFailure: { bind: () => ({ destination: published.missedRecordsQueueArn(contract) }) },
    });
  }
};

const addSchedule = (
  scope: Construct,
  { contract, deployment, target }: Triggered,
  { everyMinutes }: TriggerOf<'schedule'>,
): void => {
  const role = new Role(scope, 'ScheduleRole', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
    description: `Calls ${functionId(contract)} by the clock`,
    inlinePolicies: {
      call: new PolicyDocument({
        statements: [
          new PolicyStatement({
            actions: ['lambda:InvokeFunction'],
            resources: [target.functionArn],
          }),
        ],
      }),
    },
  });
  new CfnSchedule(scope, 'Schedule', {
    name: functionName(deployment.name, contract),
    description: contract.purpose,
    scheduleExpression: `rate(${everyMinutes} minute${everyMinutes === 1 ? '' : 's'})`,
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: target.functionArn,
      roleArn: role.roleArn,
      input: '{}',
      // A tick that could not be given in a minute is made up for by the next.
      retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 1 },
    },
  });
};

/** One integration and one permission a function, however many routes it answers. */
const addRoutes = (scope: Construct, { contract, published, target }: Triggered): void => {
  const apiId = published.apiId();
  const integration = new CfnIntegration(scope, 'Integration', {
    apiId,
    integrationType: 'AWS_PROXY',
    integrationUri: target.functionArn,
    payloadFormatVersion: '2.0',
  });
  target.addPermission('Api', {
    principal: new ServicePrincipal('apigateway.amazonaws.com'),
    sourceArn: Stack.of(scope).formatArn({
      service: 'execute-api',
      resource: apiId,
      resourceName: '*/*',
    }),
  });
  for (const route of allRoutes) {
    if (route.function === functionId(contract)) addRoute(scope, route, integration, published);
  }
};

const addRoute = (
  scope: Construct,
  contract: RouteContract,
  integration: CfnIntegration,
  published: Published,
): void => {
  const isPublic = contract.access === 'public';
  const route = new CfnRoute(scope, `Route-${contract.operationId}`, {
    apiId: published.apiId(),
    routeKey: routeKeyOf(contract),
    operationName: contract.operationId,
    target: `integrations/${integration.ref}`,
    ...(isPublic
      ? { authorizationType: 'NONE' }
      : { authorizationType: 'JWT', authorizerId: published.authorizerId() }),
  });
  if (isPublic) {
    acknowledge(route, [
      {
        rule: 'AwsSolutions-APIG4',
        reason: 'Public by its contract: what it tells is meant for anyone and names nobody.',
      },
    ]);
  }
};

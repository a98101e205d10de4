import { readFileSync } from 'node:fs';
import { jest } from '@jest/globals';
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
} from 'aws-lambda';
import {
  resourceVariables,
  type FunctionContract,
} from '../../../core/contracts/functions/function-contract.ts';
import { routeKeyOf, type RouteContract } from '../../../core/contracts/http/route-contract.ts';
import type { Role } from '../../../core/domain/vocabulary/people.ts';

/** An event as AWS sent it, from the wire catalogue. */
export const captured = <Event>(name: string): Event =>
  JSON.parse(
    readFileSync(new URL(`../../../events/aws/${name}.json`, import.meta.url), 'utf8'),
  ) as Event;

/** The person whom the captured requests name. */
export const capturedPerson = 'contributor_5f3c1d52-1b7e-4f0e-9d3a-6f1d2c3b4a59';

/** What Lambda tells a function of its invocation. */
export const context: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'clipledger-test',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:clipledger-test',
  memoryLimitInMB: '512',
  awsRequestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
  logGroupName: '/aws/lambda/clipledger-test',
  logStreamName: '2026/12/18/[$LATEST]1',
  getRemainingTimeInMillis: () => 20_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
};

/** Settings that contracts ask for, as a deployment gives them: text. */
const settings: Readonly<Record<string, string>> = {
  analyzerHost: 'lambda',
  uploadUrlSeconds: '900',
  maxOpenGrants: '5',
  sweepAfterSeconds: '300',
  waitingPlaceSeconds: '1800',
  clockSkewSeconds: '300',
  evidenceOrigin: 'clipledger.test/log',
  deploymentName: 'test',
  ffmpegPath: 'ffmpeg',
  moderation: 'off',
  samplesPerSecond: '2',
  looksPerSecond: '8',
  moderationCallsPerSecond: '1',
  rekognitionFaces: 'off',
  modelManifests: '',
  onnxRuntimeFolder: '',
  hardwareDecoding: 'off',
  maxWorkers: '4',
  clipsPerWorkerAtOnce: '2',
  usualSecondsPerClip: '10',
};

/** Gives this process the environment of a deployed function; returns what takes it away. */
export const deployAs = (contract: FunctionContract): (() => void) => {
  const before = { ...process.env };
  const wanted = [...resourceVariables(contract.access), ...Object.keys(contract.settings.shape)];
  for (const name of wanted) process.env[name] = settings[name] ?? `test-${name}`;
  return () => {
    for (const name of wanted) delete process.env[name];
    Object.assign(process.env, before);
  };
};

/** A handler that is called as Lambda calls it. */
export type Handler<Event, Result> = (event: Event, context: Context) => Promise<Result>;

/** What a request differs in from the captured one. */
export interface RequestChanges {
  /** Undefined: nobody signed in. */
  readonly groups?: string | readonly Role[] | undefined;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON; `text` is sent as it is. */
  readonly body?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request as API Gateway hands it over: the captured one, for another route. */
export const requestFor = (
  route: RouteContract,
  { groups, parameters, query, body, text, headers }: RequestChanges = {},
): APIGatewayProxyEventV2 => {
  const event = captured<APIGatewayProxyEventV2 & { requestContext: { authorizer?: unknown } }>(
    'http-request-groups-as-text',
  );
  const { authorizer: signedIn, ...requestContext } = event.requestContext;
  const { claims } = (signedIn as { jwt: { claims: Record<string, unknown> } }).jwt;
  const authorizer = { jwt: { claims: { ...claims, 'cognito:groups': groups }, scopes: null } };
  const sent = text ?? (body === undefined ? undefined : JSON.stringify(body));
  return {
    ...event,
    routeKey: routeKeyOf(route),
    headers: {
      ...event.headers,
      ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    requestContext: {
      ...requestContext,
      routeKey: routeKeyOf(route),
      ...(groups === undefined ? {} : { authorizer }),
    } as APIGatewayProxyEventV2['requestContext'],
    pathParameters: { ...parameters },
    ...(query === undefined ? {} : { queryStringParameters: { ...query } }),
    ...(sent === undefined ? {} : { body: sent }),
  };
};

/** A response with its body read. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly document: unknown;
}

/** Reads a response as the caller of the API gets it; header names in lower case. */
export const readAnswer = (response: APIGatewayProxyStructuredResultV2): Answered => ({
  status: response.statusCode ?? 0,
  headers: Object.fromEntries(
    Object.entries(response.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  ),
  document: response.isBase64Encoded === true ? response.body : JSON.parse(response.body ?? 'null'),
});

/** A line of the log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** What is written to the console while `work` runs, each line parsed. */
export const linesWhile = async (work: () => Promise<unknown>): Promise<readonly LogLine[]> => {
  const lines: LogLine[] = [];
  const write = (line: unknown): void => {
    lines.push(JSON.parse(String(line)) as LogLine);
  };
  const methods = ['log', 'info', 'warn', 'error', 'debug'] as const;
  const spies = methods.map((method) => jest.spyOn(console, method).mockImplementation(write));
  try {
    await work();
    return lines;
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
};

/** Lets loggers and metrics that are made from now on write to the console. */
export const speakUp = (): void => {
  Object.assign(process.env, {
    POWERTOOLS_DEV: 'true',
    POWERTOOLS_LOG_LEVEL: 'INFO',
    POWERTOOLS_METRICS_DISABLED: 'false',
  });
};

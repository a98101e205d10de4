import httpJsonBodyParser from '@middy/http-json-body-parser';
import httpSecurityHeaders from '@middy/http-security-headers';
import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type * as z from 'zod';
import {
  functionId,
  type EnvironmentOf,
  type FunctionContract,
  type TriggeredBy,
} from '../../core/contracts/functions/function-contract.ts';
import {
  routeKeyOf,
  type FileSuccess,
  type RouteContract,
} from '../../core/contracts/http/route-contract.ts';
import { routes, type OperationId } from '../../core/contracts/http/routes.ts';
import { preferredLanguage, type Language } from '../../core/contracts/language.ts';
import type { Actor } from '../../core/domain/vocabulary/people.ts';
import { Refusal } from '../../core/domain/vocabulary/refusal.ts';
import { actorOf } from './actor.ts';
import type { Observability } from './observability.ts';
import { InvalidRequest, problemResponder } from './problem.ts';
import { prepare, stack } from './stack.ts';

type Routes = typeof routes;

/** A route's request after its contract was applied: parsed, typed, and with a known asker. */
export interface RouteRequest<R extends RouteContract> {
  /** Who asks. Routes that are public have nobody. */
  readonly actor: R['access'] extends 'public' ? undefined : Actor;
  readonly parameters: R['parameters'] extends z.ZodType ? z.output<R['parameters']> : object;
  readonly query: R['query'] extends z.ZodType ? z.output<R['query']> : object;
  readonly body: R['request'] extends z.ZodType ? z.output<R['request']> : undefined;
  /** What the caller reads best, of what we write. */
  readonly language: Language;
}

/** What a route gives back: the document of its contract, or bytes of the type that it names. */
export type RouteAnswer<R extends RouteContract> = R['success']['response'] extends z.ZodType
  ? z.input<R['success']['response']>
  : FileAnswer;

interface FileAnswer {
  readonly bytes: Uint8Array;
  readonly maxAgeSeconds: number;
}

/** One answer for each route that a function's contract is named by, and no other. */
export type Answers<FunctionId extends string, Container> = {
  readonly [Id in OperationId as Routes[Id]['function'] extends FunctionId ? Id : never]: (
    request: RouteRequest<Routes[Id]>,
    container: Container,
  ) => Promise<RouteAnswer<Routes[Id]>>;
};

type AnyAnswer = (request: RouteRequest<RouteContract>, container: never) => Promise<unknown>;

/** A function behind the HTTP API: routes by API Gateway's route key, one answer a route. */
export const httpHandler = <C extends TriggeredBy<'http'>, Container>(
  contract: C,
  container: (environment: EnvironmentOf<C>) => Container,
  answers: object,
) => {
  const { observability, built } = prepare(contract, container);
  const byKey = answersByRouteKey(contract, answers as Record<string, AnyAnswer>);
  return stack<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>(
    observability,
    httpSecurityHeaders(),
    problemResponder(observability),
    jsonBody(byKey),
  ).handler(async (event: APIGatewayProxyEventV2) => {
    const found = byKey.get(event.routeKey);
    if (found === undefined) throw new Refusal('not-found', 'There is no such route.');
    return answer(event, found, built() as never, observability);
  });
};

type HttpMiddleware = MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>;

interface RoutedAnswer {
  readonly route: RouteContract;
  readonly answer: AnyAnswer;
}

const answersByRouteKey = (
  contract: FunctionContract,
  answers: Readonly<Record<string, AnyAnswer>>,
): ReadonlyMap<string, RoutedAnswer> => {
  const own = Object.values(routes).filter((route) => route.function === functionId(contract));
  return new Map(
    own.map((route) => {
      const found = answers[route.operationId];
      if (found === undefined) throw new Error(`No answer is written for ${route.operationId}`);
      return [routeKeyOf(route), { route, answer: found }];
    }),
  );
};

/** Parses a JSON body where the route takes one; other routes ignore whatever is sent. */
const jsonBody = (byKey: ReadonlyMap<string, RoutedAnswer>): HttpMiddleware => {
  const parser = httpJsonBodyParser();
  return {
    before: (request) => {
      const { routeKey } = request.event;
      return byKey.get(routeKey)?.route.request === undefined
        ? undefined
        : parser.before?.(request as never);
    },
  };
};

const answer = async (
  event: APIGatewayProxyEventV2,
  { route, answer: give }: RoutedAnswer,
  container: never,
  { logger }: Observability,
): Promise<APIGatewayProxyStructuredResultV2> => {
  const actor = route.access === 'public' ? undefined : actorOf(event);
  requireRole(route, actor);
  const request = {
    actor,
    parameters: parse('path', route.parameters, decodeAll(event.pathParameters ?? {})),
    query: parse('query', route.query, event.queryStringParameters ?? {}),
    body: route.request === undefined ? undefined : parse('body', route.request, event.body),
    // API Gateway hands header names over in lower case.
    language: preferredLanguage(event.headers['accept-language']),
  } as RouteRequest<RouteContract>;
  const given = await give(request, container);
  logger.info('request answered', { operationId: route.operationId });
  const { success } = route;
  return success.response === 'bytes'
    ? bytesResponse(success, given as FileAnswer)
    : documentResponse(route, success.response, given);
};

const requireRole = (route: RouteContract, actor: Actor | undefined): void => {
  if (route.access === 'public') return;
  const allowed = Object.keys(route.access);
  if (actor?.roles.some((role) => allowed.includes(role))) return;
  throw new Refusal('not-allowed', `This needs one of these roles: ${allowed.join(', ')}.`);
};

/** API Gateway hands path parameters over as they stood in the URL. */
const decodeAll = (
  parameters: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(parameters).map(([name, text]) => [name, decode(text ?? '')]));

/** What is no encoding stays as it is, and its shape refuses it: no id holds a percent sign. */
const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
};

const parse = (where: string, shape: z.ZodType | undefined, value: unknown): unknown => {
  if (shape === undefined) return {};
  const parsed = shape.safeParse(value, { reportInput: true });
  if (!parsed.success) throw new InvalidRequest(where, parsed.error);
  return parsed.data;
};

/** Passes the answer through its contract: what the contract does not name does not go out. */
const documentResponse = (
  route: RouteContract,
  shape: z.ZodType,
  given: unknown,
): APIGatewayProxyStructuredResultV2 => ({
  statusCode: route.success.status,
  headers: {
    'content-type': 'application/json',
    'cache-control': cacheControl(route.cacheSeconds ?? 0),
  },
  body: JSON.stringify(shape.parse(given)),
});

/** Only what the contract says may be kept is kept, and by anybody. */
const cacheControl = (seconds: number): string =>
  seconds === 0 ? 'no-store' : `public, max-age=${seconds}`;

const bytesResponse = (
  { status, contentType }: FileSuccess,
  { bytes, maxAgeSeconds }: FileAnswer,
): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers: {
    'content-type': contentType,
    'cache-control': cacheControl(maxAgeSeconds),
  },
  body: Buffer.from(bytes).toString('base64'),
  isBase64Encoded: true,
});

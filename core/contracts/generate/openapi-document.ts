import type * as z from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponseObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { statusOf } from '../errors.ts';
import type { RouteAccess, RouteContract } from '../http/route-contract.ts';
import { allRoutes, type OperationId } from '../http/routes.ts';
import { problem } from '../http/shapes.ts';
import { examples } from './http-examples.ts';

/** The OpenAPI 3.1 document of every route. */
export const openApiDocument = () =>
  createDocument({
    openapi: '3.1.0',
    info: {
      title: 'ClipLedger',
      version: '1',
      description:
        'Paid and donated video contribution programs: consent, upload, review, reward, ' +
        'retention and erasure with proof. Refusals are problem documents (RFC 9457) with a code.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    tags: [...new Set(allRoutes.map(stageOf))].map((name) => ({ name })),
    components: {
      securitySchemes: {
        jwt: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'Access token of the user pool; groups are roles.',
        },
      },
    },
    paths: pathsOf(allRoutes),
  });

/** `{tile+}` is API Gateway's: a parameter that may hold slashes. OpenAPI has no word for it. */
export const documentPathOf = (path: string): string => path.replaceAll('+}', '}');

const stageOf = (route: RouteContract): string => route.function.split('/')[0] ?? route.function;

const pathsOf = (contracts: readonly RouteContract[]): ZodOpenApiPathsObject => {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const contract of contracts) {
    const path = (paths[documentPathOf(contract.path)] ??= {});
    path[contract.method.toLowerCase()] = operationOf(contract);
  }
  return paths;
};

const operationOf = (contract: RouteContract): ZodOpenApiOperationObject => {
  const { operationId, summary, access, parameters, query, request } = contract;
  const example = examples[operationId as OperationId];
  return {
    operationId,
    tags: [stageOf(contract)],
    summary,
    description: describeAccess(access),
    security: access === 'public' ? [] : [{ jwt: [] }],
    ...(parameters === undefined && query === undefined
      ? {}
      : {
          requestParams: {
            ...(parameters === undefined ? {} : { path: parameters }),
            ...(query === undefined ? {} : { query }),
          },
        }),
    ...(request === undefined
      ? {}
      : { requestBody: { required: true, content: json(request, example.request) } }),
    responses: responsesOf(contract),
  };
};

const reachWords = {
  any: 'everybody’s',
  own: 'one’s own only; anyone else’s is not found',
  others: 'everybody’s but one’s own',
} as const;

const describeAccess = (access: RouteAccess): string =>
  access === 'public'
    ? 'For anyone, without a sign-in.'
    : `For ${Object.entries(access)
        .map(([role, reach]) => `${role} (${reachWords[reach]})`)
        .join(', ')}.`;

const json = (schema: z.ZodType, example: unknown) => ({
  'application/json': { schema, ...(example === undefined ? {} : { example }) },
});

/** `text/plain; charset=utf-8` without its parameters, as a document names it. */
const mediaTypeOf = (contentType: string): string => contentType.split(';', 1)[0] ?? contentType;

const responsesOf = (contract: RouteContract): ZodOpenApiResponsesObject => {
  const { success, operationId } = contract;
  const good: ZodOpenApiResponseObject =
    success.response === 'bytes'
      ? {
          description: 'The file.',
          content: {
            [mediaTypeOf(success.contentType)]: { schema: { type: 'string', format: 'binary' } },
          },
        }
      : {
          description: success.status === 201 ? 'Made.' : 'Done.',
          content: json(success.response, examples[operationId as OperationId].response),
        };
  const refusals = [...refusalsByStatus(contract)].map(
    ([status, codes]): readonly [string, ZodOpenApiResponseObject] => [
      `${status}`,
      {
        description: codes.join(', '),
        content: { 'application/problem+json': { schema: problem } },
      },
    ],
  );
  return Object.fromEntries([[`${success.status}`, good], ...refusals]);
};

/** Every code a route can answer with, by status: its own, and those of its kind of route. */
export const refusalsByStatus = (
  contract: RouteContract,
): ReadonlyMap<number, readonly string[]> => {
  const takesInput = [contract.parameters, contract.query, contract.request].some(Boolean);
  const answers: readonly (readonly [number, string])[] = [
    ...(contract.access === 'public'
      ? []
      : ([
          [401, 'not-signed-in'],
          [403, 'not-allowed'],
        ] as const)),
    ...contract.refusals.map((code) => [statusOf[code], code] as const),
    ...(contract.request === undefined ? [] : [[415, 'unsupported-media-type'] as const]),
    ...(takesInput ? [[422, 'invalid-request'] as const] : []),
    [500, 'internal-error'],
  ];
  const byStatus = new Map<number, string[]>();
  for (const [status, code] of answers) {
    const codes = byStatus.get(status) ?? [];
    if (!codes.includes(code)) byStatus.set(status, [...codes, code]);
  }
  return new Map([...byStatus].sort(([one], [other]) => one - other));
};

import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod';
import { statusOf } from '../../core/contracts/errors.ts';
import type { problem } from '../../core/contracts/http/shapes.ts';
import { Refusal } from '../../core/domain/vocabulary/refusal.ts';
import type { Observability } from './observability.ts';

type Problem = z.infer<typeof problem>;

/** A request whose form is wrong: which field, and what about it. */
export class InvalidRequest extends Error {
  override readonly name = 'InvalidRequest';
  readonly issues: readonly { readonly where: string; readonly what: string }[];

  /** `error` is of a parse with `reportInput`: only so does an issue tell what was missing. */
  constructor(where: string, error: z.ZodError) {
    super('The request is not of the form that this route takes.');
    this.issues = error.issues.map((issue) => ({
      where: [where, ...issue.path.map(String)].join('.'),
      what: isMissing(issue) ? 'is missing' : issue.message,
    }));
  }
}

const isMissing = (issue: z.core.$ZodIssue): boolean =>
  'input' in issue && issue.input === undefined;

const titles = {
  'not-signed-in': 'Sign in first',
  'invalid-request': 'The request is not well formed',
  'unsupported-media-type': 'Send JSON',
  'internal-error': 'Something went wrong on our side',
} as const;

/** A thrown value as the problem document that the caller gets (RFC 9457). Tells no internals. */
const problemOf = (error: unknown): Problem => {
  if (error instanceof Refusal) {
    const told = describe(statusOf[error.code], error.code, titleOf(error.code), error.message);
    return Object.keys(error.facts).length === 0 ? told : { ...told, facts: { ...error.facts } };
  }
  if (error instanceof InvalidRequest) {
    const told = describe(422, 'invalid-request', titles['invalid-request'], error.message);
    return { ...told, issues: [...error.issues] };
  }
  const statusCode = statusCodeOf(error);
  if (statusCode === 415) {
    const detail = 'This route takes a JSON body with content-type application/json.';
    return describe(415, 'unsupported-media-type', titles['unsupported-media-type'], detail);
  }
  if (statusCode === 422) {
    return describe(422, 'invalid-request', titles['invalid-request'], 'The body is not JSON.');
  }
  const detail = 'It was logged. Trying again later may help; nothing was half done.';
  return describe(500, 'internal-error', titles['internal-error'], detail);
};

/** The code as words: “Already given”. */
const titleOf = (code: Refusal['code']): string =>
  `${code.charAt(0).toUpperCase()}${code.slice(1)}`.replaceAll('-', ' ');

const describe = (
  status: number,
  code: Problem['code'],
  title: string,
  detail: string,
): Problem => ({ type: `urn:clipledger:problem:${code}`, title, status, code, detail });

/** The body parser's errors carry a status. */
const statusCodeOf = (error: unknown): number | undefined => {
  const parsed = z.object({ statusCode: z.number() }).safeParse(error);
  return parsed.success ? parsed.data.statusCode : undefined;
};

/** The HTTP answer that carries a problem. */
const problemResponse = (told: Problem): APIGatewayProxyStructuredResultV2 => ({
  statusCode: told.status,
  headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
  body: JSON.stringify(told),
});

/** Turns whatever was thrown into a problem document. Only our own faults are logged as errors. */
export const problemResponder = ({
  logger,
}: Observability): MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> => ({
  onError: (request) => {
    const told = problemOf(request.error);
    if (told.status >= 500 && request.error) logger.error('request failed', request.error);
    else logger.info('request refused', { code: told.code, status: told.status });
    request.response = problemResponse(told);
  },
});

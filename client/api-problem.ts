import type { components } from './generated/openapi-types.d.ts';

type Problem = components['schemas']['Problem'];

/** Codes of the service, and two that only a client can find. */
export type ProblemCode = Problem['code'] | 'unreachable' | 'unexpected-answer';

/** Which field of a request was wrong, and how. */
export type ProblemIssue = NonNullable<Problem['issues']>[number];

/**
 * The one error of the client: the service refused, or did not answer. `message` is a sentence for
 * a person; `code` is for programs. `status` is 0 when there was no answer.
 */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly code: ProblemCode;
  readonly title: string;
  readonly detail: string;
  readonly issues: readonly ProblemIssue[];
  /** What a program needs of a refusal besides its code, such as a waiting position. */
  readonly facts: Readonly<Record<string, string | number>>;

  constructor(
    problem: {
      readonly status: number;
      readonly code: ProblemCode;
      readonly title: string;
      readonly detail: string;
      readonly issues?: readonly ProblemIssue[] | undefined;
      readonly facts?: Readonly<Record<string, string | number>> | undefined;
    },
    options?: ErrorOptions,
  ) {
    super(problem.detail, options);
    this.status = problem.status;
    this.code = problem.code;
    this.title = problem.title;
    this.detail = problem.detail;
    this.issues = problem.issues ?? [];
    this.facts = problem.facts ?? {};
  }
}

/** What an answer that is not a success means. Reads the body. */
export const problemOf = async (response: Response): Promise<ApiProblem> => {
  const text = await response.text();
  const { status } = response;
  const body = parsed(text);
  if (isProblem(body)) return new ApiProblem({ ...body, status });
  // API Gateway answers in its own form before any function is called: {"message":"Unauthorized"}.
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
  if (status === 401) return new ApiProblem({ ...gatewayProblems.notSignedIn, status });
  if (status === 403) return new ApiProblem({ ...gatewayProblems.notAllowed, status });
  const excerpt = text.length > 0 ? `: ${text.slice(0, 200)}` : '.';
  return new ApiProblem({
    status,
    code: 'unexpected-answer',
    title: 'Unexpected answer',
    detail: `${withoutQuery(response.url)} answered ${status} and no problem document${excerpt}`,
  });
};

/** What a call that got no answer means: names the address, so that a wrong one is seen. */
export const unreachable = (url: string, cause: unknown): ApiProblem => {
  const why = reasonOf(cause);
  return new ApiProblem(
    {
      status: 0,
      code: 'unreachable',
      title: 'No answer',
      detail: `No answer from ${withoutQuery(url)} (${why}). Is the service running there?`,
    },
    { cause },
  );
};

/** What a success whose body cannot be read means. */
export const unreadable = (url: string, cause?: unknown): ApiProblem =>
  new ApiProblem(
    {
      status: 200,
      code: 'unexpected-answer',
      title: 'Unexpected answer',
      detail: `${withoutQuery(url)} does not answer as the API does. Is the address right?`,
    },
    { cause },
  );

/** What a path parameter that cannot stand in a path means. Nothing was sent. */
export const badParameter = (name: string, value: string): ApiProblem =>
  new ApiProblem({
    status: 0,
    code: 'invalid-request',
    title: 'Invalid request',
    detail: `"${value}" cannot be a ${name}.`,
  });

const gatewayProblems = {
  notSignedIn: {
    code: 'not-signed-in',
    title: 'Not signed in',
    detail: 'The sign-in is missing, wrong or has ended. Sign in again.',
  },
  notAllowed: {
    code: 'not-allowed',
    title: 'Not allowed',
    detail: 'Your role does not allow this.',
  },
} as const;

// Node's fetch says "fetch failed" and puts the reason (ECONNREFUSED …) into the cause.
const reasonOf = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return String(error);
  if ('cause' in error && error.cause !== undefined) return reasonOf(error.cause);
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'message' in error ? String(error.message) : 'unknown';
};

const withoutQuery = (url: string): string => url.split('?')[0] ?? url;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' &&
  body !== null &&
  'code' in body &&
  typeof body.code === 'string' &&
  'title' in body &&
  typeof body.title === 'string' &&
  'detail' in body &&
  typeof body.detail === 'string';

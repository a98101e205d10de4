import createClient from 'openapi-fetch';
import { ApiProblem, badParameter, problemOf, unreachable, unreadable } from './api-problem.ts';
import type { components, operations, paths } from './generated/openapi-types.d.ts';
import { operationRoutes } from './generated/operations.ts';

export { ApiProblem } from './api-problem.ts';

/** The shapes of the API by their names in the document. */
export type ApiSchemas = components['schemas'];

/** A route's operation id. */
export type ApiOperation = keyof typeof operationRoutes & keyof operations;

type Filled<T> = [Exclude<T, undefined>] extends [never] ? unknown : Exclude<T, undefined>;
type ParametersOf<O extends ApiOperation> = operations[O]['parameters'];
type BodyOf<O extends ApiOperation> = operations[O] extends {
  readonly requestBody: { readonly content: { readonly 'application/json': infer Body } };
}
  ? { readonly body: Body }
  : unknown;

/** What a call takes, in one object: path parameters, query parameters, and `body`. */
export type ApiInput<O extends ApiOperation> = Filled<ParametersOf<O>['path']> &
  Filled<ParametersOf<O>['query']> &
  BodyOf<O>;

type SuccessOf<Responses> = Responses extends { readonly 200: infer Ok }
  ? Ok
  : Responses extends { readonly 201: infer Made }
    ? Made
    : never;

/** What a call gives: the document, or the bytes of a file. */
export type ApiAnswer<O extends ApiOperation> =
  SuccessOf<operations[O]['responses']> extends {
    readonly content: { readonly 'application/json': infer Body };
  }
    ? Body
    : Uint8Array;

/** How a call is bounded. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

type Call<O extends ApiOperation> =
  Record<never, never> extends ApiInput<O>
    ? (input?: ApiInput<O>, options?: CallOptions) => Promise<ApiAnswer<O>>
    : (input: ApiInput<O>, options?: CallOptions) => Promise<ApiAnswer<O>>;

/** One method a route, named by its operation id. Every method throws only `ApiProblem`. */
export type ApiClient = { readonly [O in ApiOperation]: Call<O> };

/** Where the service is and who asks. */
export interface ApiClientOptions {
  /**
   * Address of the API without `/v1`; a path is kept
   * (`http://127.0.0.1:4566/_aws/execute-api/<apiId>/$default`).
   */
  readonly baseUrl: string;
  /** The access token of this moment; undefined where nobody is signed in. Asked at every call. */
  readonly token?: () => Promise<string | undefined>;
  /** Languages that sentences shall be in, as `Accept-Language` has them; English without. */
  readonly language?: string | undefined;
  readonly fetch?: typeof globalThis.fetch;
  /** Most seconds one call may take. API Gateway itself gives up after 30. */
  readonly timeoutSeconds?: number;
}

/** Makes a client of the API. */
export const createApiClient = (options: ApiClientOptions): ApiClient => {
  const timeoutMilliseconds = (options.timeoutSeconds ?? 35) * 1_000;
  const transport = createClient<paths>({
    baseUrl: options.baseUrl,
    fetch: guardedFetch(options.fetch ?? globalThis.fetch),
    pathSerializer: fillPath,
  });
  const call = async (
    operation: ApiOperation,
    input: Readonly<Record<string, unknown>>,
    { signal }: CallOptions,
  ): Promise<unknown> => {
    const { method, path, answer } = operationRoutes[operation];
    const token = await options.token?.();
    const timeout = AbortSignal.timeout(timeoutMilliseconds);
    const init = {
      params: splitParameters(path, input),
      ...(input['body'] === undefined ? {} : { body: input['body'] }),
      headers: {
        'accept-language': options.language ?? 'en',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      parseAs: answer === 'bytes' ? ('arrayBuffer' as const) : ('json' as const),
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    };
    // The typed signature of `request` needs literal paths; ours are checked by `ApiClient`.
    const request = transport.request as unknown as UntypedRequest;
    try {
      const { data } = await request(method.toLowerCase(), path, init);
      if (data === undefined) throw unreadable(options.baseUrl + path);
      return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
    } catch (error) {
      if (error instanceof ApiProblem) throw error;
      if (error instanceof SyntaxError) throw unreadable(options.baseUrl + path, error);
      throw unreachable(options.baseUrl + path, error);
    }
  };
  const methods = Object.keys(operationRoutes).map((name) => [
    name,
    (input: Readonly<Record<string, unknown>> = {}, callOptions: CallOptions = {}) =>
      call(name as ApiOperation, input, callOptions),
  ]);
  return Object.fromEntries(methods) as ApiClient;
};

type UntypedRequest = (
  method: string,
  path: string,
  init: object,
) => Promise<{ readonly data?: unknown }>;

/** Turns whatever a call can end in into an `ApiProblem` before the transport reads the answer. */
const guardedFetch =
  (fetch: typeof globalThis.fetch) =>
  async (request: Request): Promise<Response> => {
    let response: Response;
    try {
      response = await fetch(request);
    } catch (cause) {
      throw unreachable(request.url, cause);
    }
    if (!response.ok) throw await problemOf(response);
    return response;
  };

const parameterPattern = /\{([^{}]+)\}/g;

const splitParameters = (
  path: string,
  { body: _, ...rest }: Readonly<Record<string, unknown>>,
): { path: Record<string, unknown>; query: Record<string, unknown> } => {
  const inPath = new Set([...path.matchAll(parameterPattern)].map(([, name]) => name));
  const entries = Object.entries(rest).filter(([, value]) => value !== undefined);
  return {
    path: Object.fromEntries(entries.filter(([name]) => inPath.has(name))),
    query: Object.fromEntries(entries.filter(([name]) => !inPath.has(name))),
  };
};

/** Slashes stay: a tile's path is one parameter of several segments. */
const fillPath = (path: string, parameters: Readonly<Record<string, unknown>>): string =>
  path.replaceAll(parameterPattern, (whole, name: string) => {
    const value = parameters[name];
    if (typeof value !== 'string') return whole;
    const segments = value.split('/');
    // A URL would drop empty and dotted segments, and the call would go to another route.
    if (segments.some((segment) => /^\.{0,2}$/.test(segment))) throw badParameter(name, value);
    return segments.map(encodeURIComponent).join('/');
  });

/** Whether an error is the service's refusal with one of these codes. */
export const isProblem = (error: unknown, ...codes: readonly string[]): error is ApiProblem =>
  error instanceof ApiProblem && (codes.length === 0 || codes.includes(error.code));

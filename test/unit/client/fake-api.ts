import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { examples } from '../../../core/contracts/generate/http-examples.ts';
import type { RouteContract } from '../../../core/contracts/http/route-contract.ts';
import { allRoutes, type OperationId } from '../../../core/contracts/http/routes.ts';

/** What the service was asked. */
export interface ServedCall {
  readonly operationId: OperationId;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly authorization: string | undefined;
  readonly language: string | undefined;
}

/** What it answers: a document with status 200 or 201, or what is given. */
export type Answer = (call: ServedCall) => {
  readonly status?: number;
  readonly body?: unknown;
  readonly bytes?: Uint8Array;
};

/** An HTTP server that speaks the API by its contracts and answers the examples unless told. */
export interface FakeApi {
  /** Shaped like a local API's address: the path has a `$default`. */
  readonly baseUrl: string;
  readonly origin: string;
  readonly calls: readonly ServedCall[];
  answer(operationId: OperationId, answer: Answer): void;
  stop(): Promise<void>;
}

const prefix = '/_aws/execute-api/a1b2c3/$default';

/** Answers outside the API's prefix, such as sign-in and storage. */
export type Elsewhere = (request: IncomingMessage, response: ServerResponse) => void;

export const startFakeApi = async (elsewhere: Elsewhere = notFound): Promise<FakeApi> => {
  const calls: ServedCall[] = [];
  const answers = new Map<string, Answer>();
  const server = createServer((request, response) => {
    if (request.url?.startsWith(prefix) !== true) return elsewhere(request, response);
    void serve({ request, response, calls, answers });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${portOf(server)}`;
  return {
    baseUrl: origin + prefix,
    origin,
    calls,
    answer: (operationId, answer) => void answers.set(operationId, answer),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

/** A problem document as the service writes it. */
export const problem = (
  status: number,
  code: string,
  detail: string,
  facts?: Readonly<Record<string, string | number>>,
): ReturnType<Answer> => ({
  status,
  body: { type: 'about:blank', title: code, status, code, detail, ...(facts && { facts }) },
});

export const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** Everything that a request brings. */
export const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

const notFound: Elsewhere = (_, response) => void response.writeHead(404).end();

const serve = async ({
  request,
  response,
  calls,
  answers,
}: {
  request: IncomingMessage;
  response: ServerResponse;
  calls: ServedCall[];
  answers: ReadonlyMap<string, Answer>;
}): Promise<void> => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const found = match(request.method, url.pathname.slice(prefix.length));
  const { authorization, 'accept-language': language } = request.headers;
  const text = (await bodyOf(request)).toString();
  if (found === undefined) return send(response, { status: 404, body: { message: 'Not Found' } });
  const { contract, parameters } = found;
  if (contract.access !== 'public' && authorization === undefined) {
    return send(response, { status: 401, body: { message: 'Unauthorized' } });
  }
  const query = Object.fromEntries(url.searchParams);
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  const fault =
    contract.parameters?.safeParse(parameters).error ??
    contract.query?.safeParse(query).error ??
    contract.request?.safeParse(body).error;
  if (fault !== undefined) {
    return send(response, problem(422, 'invalid-request', fault.issues[0]?.message ?? ''));
  }
  const operationId = contract.operationId as OperationId;
  const call: ServedCall = { operationId, parameters, query, body, authorization, language };
  calls.push(call);
  const answer = answers.get(operationId)?.(call) ?? { body: examples[operationId].response };
  send(response, { status: contract.success.status, ...answer });
};

const match = (
  method: string | undefined,
  path: string,
): { contract: RouteContract; parameters: Record<string, string> } | undefined => {
  for (const contract of allRoutes) {
    const pattern = contract.path
      .replaceAll(/\{(\w+)\+\}/g, '(?<$1>.+)')
      .replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
    const groups = new RegExp(`^${pattern}$`).exec(path);
    if (contract.method !== method || groups === null) continue;
    const entries = Object.entries(groups.groups ?? {});
    return {
      contract,
      parameters: Object.fromEntries(entries.map(([k, v]) => [k, decodeURIComponent(v)])),
    };
  }
  return undefined;
};

const send = (
  response: ServerResponse,
  { status = 200, body, bytes }: ReturnType<Answer>,
): void => {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'content-type': type });
  response.end(bytes ?? JSON.stringify(body ?? {}));
};

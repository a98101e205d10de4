import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One answer of a service, as it goes over the wire. */
export interface ScriptedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One request as it arrived. */
export interface ArrivedRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** A service that gives answers in order, the last one for ever, and remembers what was asked. */
export interface ScriptedServer {
  readonly url: string;
  readonly requests: readonly ArrivedRequest[];
  end(): Promise<void>;
}

/** Starts it on a free loopback port: for answers that the local cloud never gives. */
export const startScriptedServer = async (
  answers: readonly ScriptedAnswer[],
): Promise<ScriptedServer> => {
  const requests: ArrivedRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answer = answers[Math.min(requests.length, answers.length - 1)];
      requests.push({
        method: request.method ?? '',
        path: request.url ?? '',
        body: Buffer.concat(chunks).toString('utf8'),
      });
      response.writeHead(answer?.status ?? 500, answer?.headers ?? {});
      response.end(answer?.body ?? '');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    end: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** What a client of a scripted service is made with. */
export const scriptedConfig = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
});

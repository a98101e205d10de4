import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

/** A proxy before the local cloud: signed URLs lead through it, and it counts what storage took. */
export interface CountingProxy {
  /** The API's address through the proxy. */
  readonly apiUrl: string;
  /** PUTs of each part that storage answered with 200, by part number. */
  readonly takenParts: ReadonlyMap<number, number>;
  /** Exchanges that are going on. */
  readonly open: () => number;
  stop(): Promise<void>;
}

/**
 * Starts a proxy before an API and the storage beside it, on one origin. Answers of the API name
 * the proxy where they named the origin; a signature covers the host, so what is forwarded names
 * the origin again.
 */
export const startCountingProxy = async (apiUrl: string): Promise<CountingProxy> => {
  const { origin } = new URL(apiUrl);
  const takenParts = new Map<number, number>();
  let open = 0;
  const server = createServer((incoming, outgoing) => {
    open += 1;
    outgoing.on('close', () => (open -= 1));
    void forward({ incoming, outgoing, origin, own, takenParts });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    apiUrl: apiUrl.replace(origin, own),
    takenParts,
    open: () => open,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

const forward = async ({
  incoming,
  outgoing,
  origin,
  own,
  takenParts,
}: {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
  origin: string;
  own: string;
  takenParts: Map<number, number>;
}): Promise<void> => {
  const url = new URL(incoming.url ?? '/', origin);
  const headers = { ...incoming.headers, host: url.host };
  const upstream = request(url, { method: incoming.method, headers, agent: false });
  const answered = once(upstream, 'response') as Promise<[IncomingMessage]>;
  try {
    // A sender that goes away in the middle must not leave a whole body behind.
    await Promise.all([pipeline(incoming, upstream), answered]);
    const [answer] = await answered;
    const part = Number(url.searchParams.get('partNumber'));
    if (incoming.method === 'PUT' && part > 0 && answer.statusCode === 200) {
      takenParts.set(part, (takenParts.get(part) ?? 0) + 1);
    }
    const text = (await buffer(answer)).toString('latin1').replaceAll(origin, own);
    const { 'content-length': _, 'transfer-encoding': __, ...rest } = answer.headers;
    outgoing.writeHead(answer.statusCode ?? 502, rest);
    outgoing.end(Buffer.from(text, 'latin1'));
  } catch {
    // Either side went away: the other must not wait.
    upstream.destroy();
    outgoing.destroy();
  }
};

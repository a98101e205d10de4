import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RangeReader } from '../core/domain/intake/ports.ts';

/** Requests answered and bytes of bodies written for them. */
export interface Served {
  readonly requests: number;
  readonly bytes: number;
}

/**
 * Serves one file over HTTP on loopback, ranges included, and counts. A client that hangs up has
 * been sent what was on its way by then: those bytes count, as they would on a bill.
 */
export const serveCounting = async (file: string) => {
  const { size } = await stat(file);
  let [requests, bytes] = [0, 0];
  const server = createServer((request, response) => {
    requests += 1;
    answer(request, response, { file, size, sent: (count) => (bytes += count) });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/clip.mp4`,
    bytes: size,
    /** What was served since it was last asked. */
    take: (): Served => {
      const served = { requests, bytes };
      [requests, bytes] = [0, 0];
      return served;
    },
    close: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
};

const answer = (
  request: IncomingMessage,
  response: ServerResponse,
  { file, size, sent }: { file: string; size: number; sent: (bytes: number) => void },
): void => {
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const start = Number(range?.[1] ?? 0);
  const end = Math.min(range?.[2] ? Number(range[2]) : size - 1, size - 1);
  response.writeHead(range === null ? 200 : 206, {
    'accept-ranges': 'bytes',
    'content-type': 'video/mp4',
    'content-length': end - start + 1,
    ...(range === null ? {} : { 'content-range': `bytes ${start}-${end}/${size}` }),
  });
  const stream = createReadStream(file, { start, end });
  stream.on('data', (chunk) => sent(chunk.length));
  response.on('close', () => stream.destroy());
  stream.pipe(response);
};

/** Ranged reads over HTTP, one request each, as of an object in storage. */
export const httpReader = (url: string, bytes: number): RangeReader => ({
  bytes,
  read: async (start, end) => {
    const response = await fetch(url, { headers: { range: `bytes=${start}-${end - 1}` } });
    return new Uint8Array(await response.arrayBuffer());
  },
});

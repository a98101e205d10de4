import { describe, expect, it } from '@jest/globals';
import * as clients from '../../../core/adapters/aws/clients.ts';

/** As much of a request as the handler needs to find that nobody listens there. */
const toNobody = {
  ...{ protocol: 'http:', hostname: '127.0.0.1', port: 1, method: 'GET', path: '/' },
  ...{ headers: {}, query: {} },
};

interface Limits {
  readonly connectionTimeout?: number;
  readonly requestTimeout?: number;
  readonly socketTimeout?: number;
  readonly throwOnRequestTimeout?: boolean;
}

interface Handler {
  handle(request: object): Promise<unknown>;
  httpHandlerConfigs(): Limits;
}

/** What the client's own connection would obey: its options are read with the first request. */
const limitsOf = async (make: () => { readonly config: object }): Promise<Limits> => {
  const { requestHandler } = make().config as { readonly requestHandler: Handler };
  await expect(requestHandler.handle(toNobody)).rejects.toThrow('ECONNREFUSED');
  return requestHandler.httpHandlerConfigs();
};

const made = Object.entries(clients).filter(([name]) => name.endsWith('Client'));

describe('a client of AWS', () => {
  it.each(made)('%s waits for no connection and no answer without end', async (_, make) => {
    const limits = await limitsOf(make);
    expect(limits.connectionTimeout).toBeGreaterThan(0);
    const { requestTimeout = 0, throwOnRequestTimeout = false, socketTimeout = 0 } = limits;
    // Without being told to throw it would only write a warning and go on waiting.
    expect((requestTimeout > 0 && throwOnRequestTimeout) || socketTimeout > 0).toBe(true);
  });

  it('of S3 bounds how long nothing moves, not how long gigabytes take', async () => {
    const { requestTimeout, socketTimeout } = await limitsOf(clients.s3Client);
    expect([requestTimeout, socketTimeout]).toEqual([undefined, 120_000]);
  });

  it('of SQS outlasts the longest long polling, 20 s', async () => {
    const { requestTimeout = 0 } = await limitsOf(clients.sqsClient);
    expect(requestTimeout).toBeGreaterThan(20_000);
  });
});

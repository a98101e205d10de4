import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ApiProblem,
  createApiClient,
  isProblem,
  type ApiClient,
} from '../../../client/api-client.ts';
import { operationRoutes } from '../../../client/generated/operations.ts';
import { examples } from '../../../core/contracts/generate/http-examples.ts';
import type { OperationId } from '../../../core/contracts/http/routes.ts';
import { problem, startFakeApi, type FakeApi } from './fake-api.ts';

let service: FakeApi;
let api: ApiClient;

beforeAll(async () => {
  service = await startFakeApi();
  api = createApiClient({ baseUrl: service.baseUrl, token: async () => 'token-1' });
});
afterAll(() => service.stop());

const refusalOf = async (call: Promise<unknown>): Promise<ApiProblem> => {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ApiProblem) return error;
  throw new Error('Not an ApiProblem', { cause: error });
};

describe('the API client', () => {
  it.each(Object.keys(operationRoutes) as OperationId[])(
    'calls %s where the contract says, below an address with $default',
    async (operation) => {
      const { parameters, request, response } = examples[operation];
      const bytes = new Uint8Array([1, 2, 3]);
      if (response === undefined) service.answer(operation, () => ({ bytes }));
      const call = api[operation] as (input: object) => Promise<unknown>;
      const answer = await call({ ...parameters, ...(request ? { body: request } : {}) });
      expect(answer).toEqual(response ?? bytes);
      expect(service.calls.at(-1)).toMatchObject({
        operationId: operation,
        parameters: parameters ?? {},
        authorization: 'Bearer token-1',
      });
      expect(service.calls.at(-1)?.body).toEqual(request);
    },
  );

  it('sends what is no path parameter as a query', async () => {
    const cursor = '2026-11-23T01:17:32.000Z#clip_01J9Z3ABCDEFGHJKMNPQRSTVWX';
    await api.listReviews({ limit: 3, cursor });
    expect(service.calls.at(-1)?.query).toEqual({ limit: '3', cursor });
  });

  it('throws the service’s refusal with its code, status and sentence', async () => {
    service.answer('getAward', () => problem(404, 'not-found', 'There is no award yet.'));
    const refusal = await refusalOf(api.getAward({ clipId: 'clip_01J9Z3BBCDEFGHJKMNPQRSTVWX' }));
    expect(refusal).toMatchObject({ status: 404, code: 'not-found' });
    expect(refusal.message).toBe('There is no award yet.');
    expect(isProblem(refusal, 'not-found')).toBe(true);
    expect(isProblem(refusal, 'not-allowed')).toBe(false);
  });

  it('hands on what a refusal knows besides its code', async () => {
    const facts = { position: 3, keptUntil: '2026-12-18T10:00:00.000Z' };
    service.answer('getAward', () => problem(409, 'campaign-full', 'It is full.', facts));
    const refusal = await refusalOf(api.getAward({ clipId: 'clip_01J9Z3BBCDEFGHJKMNPQRSTVWX' }));
    expect(refusal.facts).toEqual(facts);
  });

  it('asks for sentences in the language that it was given, or in English', async () => {
    await api.listCampaigns();
    expect(service.calls.at(-1)?.language).toBe('en');
    const french = createApiClient({ baseUrl: service.baseUrl, language: 'fr, en;q=0.5' });
    await french.listCampaigns();
    expect(service.calls.at(-1)?.language).toBe('fr, en;q=0.5');
  });

  it('understands the gateway’s own refusal of a missing sign-in', async () => {
    const anonymous = createApiClient({ baseUrl: `${service.baseUrl}/` });
    expect(await refusalOf(anonymous.getEarnings())).toMatchObject({
      status: 401,
      code: 'not-signed-in',
    });
  });

  it('names the address that gives no answer', async () => {
    const gone = await startFakeApi();
    await gone.stop();
    const nowhere = createApiClient({ baseUrl: gone.baseUrl });
    const refusal = await refusalOf(nowhere.listCampaigns());
    expect(refusal).toMatchObject({ status: 0, code: 'unreachable' });
    expect(refusal.message).toContain(`${gone.baseUrl}/v1/campaigns`);
    expect(refusal.message).toContain('ECONNREFUSED');
  });

  it('says so when the answer is not the API’s', async () => {
    service.answer('listCampaigns', () => ({ bytes: Buffer.from('<html>a proxy</html>') }));
    expect(await refusalOf(api.listCampaigns())).toMatchObject({ code: 'unexpected-answer' });
    const wrongAddress = createApiClient({ baseUrl: `${service.origin}/elsewhere` });
    const refusal = await refusalOf(wrongAddress.listCampaigns());
    expect(refusal).toMatchObject({ status: 404, code: 'unexpected-answer' });
  });

  it('never lets a parameter lead to another route', async () => {
    const before = service.calls.length;
    const refusal = await refusalOf(api.getClip({ clipId: '../campaigns' }));
    expect(refusal).toMatchObject({ status: 0, code: 'invalid-request' });
    expect(service.calls).toHaveLength(before);
  });

  it('gives up a call that takes too long', async () => {
    const patient = createApiClient({
      baseUrl: service.baseUrl,
      timeoutSeconds: 0.02,
      fetch: (_, init) =>
        new Promise((_resolve, reject) => {
          const signal = (_ as Request).signal ?? init?.signal;
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        }),
    });
    expect(await refusalOf(patient.listCampaigns())).toMatchObject({ code: 'unreachable' });
  });
});

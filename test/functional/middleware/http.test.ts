import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { statusOf } from '../../../core/contracts/errors.ts';
import { serveUploads } from '../../../core/contracts/functions/index.ts';
import { functionId } from '../../../core/contracts/functions/function-contract.ts';
import { allRoutes, routes } from '../../../core/contracts/http/routes.ts';
import { problem } from '../../../core/contracts/http/shapes.ts';
import { Refusal, refusalCodes } from '../../../core/domain/vocabulary/refusal.ts';
import { httpHandler } from '../../../functions/middleware/http.ts';
import {
  capturedPerson,
  context,
  deployAs,
  linesWhile,
  readAnswer,
  requestFor,
  speakUp,
  type Answered,
  type Handler,
  type RequestChanges,
} from './invocation.ts';

const clipId = 'clip_01J9Z3BBCDEFGHJKMNPQRSTVWX';
const campaignId = 'campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX';
const contributor = { groups: '[contributor]' } as const;

const goodGrant = {
  campaignId,
  category: 'package-theft',
  scenario: 'real',
  cameraId: 'camera_01J9Z3CBCDEFGHJKMNPQRSTVWX',
  capturedHour: '2026-12-18T08Z',
  fileName: 'porch.mp4',
  bytes: 1_000,
  sha256: 'a'.repeat(64),
  contentType: 'video/mp4',
};

const clipDocument = {
  clipId,
  campaignId,
  state: 'granted',
  reward: { amountMinor: 200, currency: 'USD' },
  at: { granted: '2026-12-18T09:01:01.000Z' },
};

const grantDocument = {
  clipId,
  actId: 'act_01J9Z3DBCDEFGHJKMNPQRSTVWX',
  reward: { amountMinor: 200, currency: 'USD' },
  upload: {
    method: 'PUT',
    url: 'https://landing.example/clip',
    headers: {},
    expiresAt: '2026-12-18T09:16:01.000Z',
  },
};

type Request = Readonly<Record<string, unknown>>;
type Answer = (request: Request) => unknown;

/** The stack of `intake/serve-uploads` around answers of a test's own. */
const serving = (answers: Readonly<Record<string, Answer>>) => {
  const own = allRoutes.filter((route) => route.function === functionId(serveUploads));
  const names = own.map(({ operationId }) => operationId);
  const all: Record<string, Answer> = Object.fromEntries(names.map((name) => [name, unasked]));
  const wrapped = Object.entries({ ...all, ...answers }).map(([name, answer]) => [
    name,
    async (request: Request) => answer(request),
  ]);
  return httpHandler(serveUploads, () => ({}), Object.fromEntries(wrapped) as object) as Handler<
    APIGatewayProxyEventV2,
    APIGatewayProxyStructuredResultV2
  >;
};

const unasked = (): never => {
  throw new Error('This route was not to be answered');
};

/** Asks one route, whose answer is `answer`. */
const ask = async (
  name: 'openGrant' | 'listClips' | 'getClip' | 'abandonUpload',
  changes: RequestChanges,
  answer: Answer = unasked,
): Promise<Answered> =>
  readAnswer(await serving({ [name]: answer })(requestFor(routes[name], changes), context));

const askForGrant = (changes: RequestChanges, answer?: Answer) =>
  ask('openGrant', { ...contributor, body: goodGrant, ...changes }, answer);

const askForClip = (changes: RequestChanges, answer?: Answer) =>
  ask('getClip', { ...contributor, parameters: { clipId }, ...changes }, answer);

let takeAway: () => void;
beforeAll(() => {
  takeAway = deployAs(serveUploads);
});
afterAll(() => takeAway());

describe('a request of the right form', () => {
  it('is answered with the status and the document of its contract', async () => {
    const given: Request[] = [];
    const answered = await askForGrant({}, (request) => {
      given.push(request);
      return grantDocument;
    });
    expect(answered).toMatchObject({ status: 201, document: grantDocument });
    expect(answered.headers['content-type']).toBe('application/json');
    expect(given).toEqual([
      {
        actor: { actorId: capturedPerson, roles: ['contributor'] },
        parameters: {},
        language: 'en',
        query: {},
        body: goodGrant,
      },
    ]);
  });

  it('may carry its groups as a list, and its body in base64', async () => {
    const event = requestFor(routes.openGrant, {
      groups: ['contributor'],
      text: Buffer.from(JSON.stringify(goodGrant)).toString('base64'),
    });
    const handler = serving({ openGrant: () => grantDocument });
    const answered = await handler({ ...event, isBase64Encoded: true }, context);
    expect(answered.statusCode).toBe(201);
  });

  it('gets the defaults of its query, and numbers where its contract has numbers', async () => {
    const seen: unknown[] = [];
    const see = ({ query }: Request) => {
      seen.push(query);
      return { clips: [] };
    };
    await ask('listClips', contributor, see);
    const cursor = 'clip_01J9Z3ABCDEFGHJKMNPQRSTVWX';
    await ask('listClips', { ...contributor, query: { limit: '7', cursor } }, see);
    expect(seen).toEqual([{ limit: 25 }, { limit: 7, cursor }]);
  });

  it.each([
    [{}, 'en'],
    [{ 'accept-language': 'fr-CA,fr;q=0.9,en;q=0.5' }, 'fr'],
  ])('comes with what its caller reads best: %j', async (headers, expected) => {
    const answered = await askForClip({ headers }, ({ language }) => {
      expect(language).toBe(expected);
      return clipDocument;
    });
    expect(answered.status).toBe(200);
  });

  it('may have its path encoded', async () => {
    const parameters = { clipId: clipId.replace('_', '%5F') };
    const answered = await askForClip({ parameters }, ({ parameters: parsed }) => {
      expect(parsed).toEqual({ clipId });
      return clipDocument;
    });
    expect(answered.status).toBe(200);
  });

  it('has its body ignored where the route takes none', async () => {
    const sent = { text: 'not json', headers: { 'content-type': 'text/plain' } };
    expect(await askForClip(sent, () => clipDocument)).toMatchObject({ status: 200 });
  });
});

describe('an answer', () => {
  it('goes out through its contract: what it has too much is left out', async () => {
    const { document } = await askForClip({}, () => ({
      ...clipDocument,
      contributorId: capturedPerson,
      slotShard: 3,
    }));
    expect(document).toEqual(clipDocument);
  });

  it('that breaks its contract is a fault of ours, and does not go out', async () => {
    const { status, document } = await askForClip({}, () => ({ ...clipDocument, state: 'lost' }));
    expect(status).toBe(500);
    expect(JSON.stringify(document)).not.toContain('lost');
  });

  it.each([
    ['a success', () => clipDocument],
    ['a refusal', () => Promise.reject(new Refusal('not-found', 'There is no such clip.'))],
    ['a fault', () => Promise.reject(new Error('boom'))],
  ])('carries the headers that protect a browser: %s', async (_what, answer) => {
    const { headers } = await askForClip({}, answer);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': expect.stringContaining('max-age='),
    });
    expect(headers).not.toHaveProperty('x-powered-by');
  });
});

/** What is wrong with a request, and where. */
const issuesOf = ({ document }: Answered): readonly string[] =>
  (problem.parse(document).issues ?? []).map(({ where }) => where);

/** What is said of one field. */
const saidOf = (field: string, { document }: Answered): string | undefined =>
  problem.parse(document).issues?.find(({ where }) => where === field)?.what;

describe('a request of another form', () => {
  it.each(['{"campaignId":', 'nothing like it', '', 'undefined'])(
    'is refused as not well formed when its body is %j',
    async (text) => {
      const answered = await askForGrant({ text });
      expect(answered.status).toBe(422);
      expect(answered.headers['content-type']).toBe('application/problem+json');
      expect(answered.document).toMatchObject({ code: 'invalid-request', status: 422 });
    },
  );

  it('is refused without a body', async () => {
    const event = requestFor(routes.openGrant, contributor);
    const headers = { ...event.headers, 'content-type': 'application/json' };
    const answered = readAnswer(await serving({})({ ...event, headers }, context));
    expect(answered).toMatchObject({ status: 422, document: { code: 'invalid-request' } });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', ''])(
    'is refused as an unsupported media type: "%s"',
    async (type) => {
      const answered = await askForGrant({ headers: { 'content-type': type } });
      expect(answered.status).toBe(415);
      expect(answered.document).toMatchObject({ code: 'unsupported-media-type' });
    },
  );

  it.each(['application/json; charset=utf-8', 'application/vnd.clipledger+json'])(
    'is taken when it says that it is JSON: "%s"',
    async (type) => {
      const sent = { headers: { 'content-type': type } };
      expect(await askForGrant(sent, () => grantDocument)).toMatchObject({ status: 201 });
    },
  );

  it('is told which fields are unknown, missing or wrong', async () => {
    const { sha256: _, ...withoutHash } = goodGrant;
    const body = { ...withoutHash, bytes: -1, reward: 500 };
    const answered = await askForGrant({ body });
    expect(answered).toMatchObject({ status: 422, document: { code: 'invalid-request' } });
    expect([...issuesOf(answered)].sort()).toEqual(['body', 'body.bytes', 'body.sha256']);
    expect(JSON.stringify(answered.document)).toContain('reward');
    expect(saidOf('body.sha256', answered)).toBe('is missing');
    expect(saidOf('body.bytes', answered)).toContain('>=0');
  });

  it.each(Object.keys(goodGrant))(
    'is told that a field is missing, of any kind: %s',
    async (name) => {
      const body = Object.fromEntries(Object.entries(goodGrant).filter(([key]) => key !== name));
      const { document } = await askForGrant({ body });
      const issues = [{ where: `body.${name}`, what: 'is missing' }];
      expect(document).toMatchObject({ status: 422, code: 'invalid-request', issues });
    },
  );

  it('is not told that a field is missing that is null', async () => {
    const answered = await askForGrant({ body: { ...goodGrant, sha256: null } });
    expect(saidOf('body.sha256', answered)).toContain('received null');
  });

  it.each([
    ['2026-02-31T10Z', 'There is no such day: check the month and the day.'],
    ['2026-02-31', 'An hour of UTC: 2026-12-18T21Z.'],
  ])('is told what is wrong with an hour: %s', async (capturedHour, what) => {
    const { document } = await askForGrant({ body: { ...goodGrant, capturedHour } });
    const issues = [{ where: 'body.capturedHour', what }];
    expect(problem.parse(document)).toMatchObject({ code: 'invalid-request', issues });
    expect(problem.parse(document).issues).toHaveLength(1);
  });

  it('may not smuggle a prototype in', async () => {
    const text = `{"__proto__":{"isAdministrator":true},${JSON.stringify(goodGrant).slice(1)}`;
    expect(await askForGrant({ text })).toMatchObject({ status: 422 });
  });

  it.each([
    ['an id of another kind', { clipId: campaignId }],
    ['no id at all', {}],
    ['a path that climbs', { clipId: '../../secrets' }],
    ['an encoding that is none', { clipId: '%E0%A4%A' }],
  ])('is told of the path: %s', async (_what, parameters) => {
    const answered = await askForClip({ parameters });
    expect(answered).toMatchObject({ status: 422, document: { code: 'invalid-request' } });
    expect(issuesOf(answered)).toEqual(['path.clipId']);
  });

  it.each([
    ['query.limit', { limit: '0' }],
    ['query.limit', { limit: '1000000' }],
    ['query.limit', { limit: 'all' }],
    ['query', { page: '2' }],
  ])('is told of the query: %s in %j', async (where, query) => {
    const answered = await ask('listClips', { ...contributor, query });
    expect(answered.status).toBe(422);
    expect(issuesOf(answered)).toEqual([where]);
  });

  it('for a route that the function does not have is not found', async () => {
    const event = requestFor(routes.getEarnings, contributor);
    const answered = readAnswer(await serving({})(event, context));
    expect(answered).toMatchObject({ status: 404, document: { code: 'not-found' } });
  });
});

describe('a request by somebody who may not', () => {
  it.each(['[reviewer]', '[]', '[administrators]'])('is refused: groups %s', async (groups) => {
    const answered = await askForGrant({ groups });
    expect(answered).toMatchObject({ status: 403, document: { code: 'not-allowed' } });
    expect(problem.parse(answered.document).detail).toContain('contributor');
  });

  it('is refused without a sign-in, should the authorizer ever be missing', async () => {
    const answered = await askForGrant({ groups: undefined });
    expect(answered).toMatchObject({ status: 403, document: { code: 'not-allowed' } });
  });

  it('hears of the role before anything of the path', async () => {
    const changes = { groups: '[ml]', parameters: { clipId: 'nothing' } };
    expect(await askForClip(changes)).toMatchObject({ status: 403 });
  });
});

describe('a refusal by a use case', () => {
  it.each(refusalCodes)('has its own status and sentence: %s', async (code) => {
    const sentence = 'What was wrong, and what to do.';
    const answered = await askForClip({}, () => Promise.reject(new Refusal(code, sentence)));
    expect(answered.status).toBe(statusOf[code]);
    expect(answered.headers['content-type']).toBe('application/problem+json');
    expect(problem.parse(answered.document)).toEqual({
      type: `urn:clipledger:problem:${code}`,
      title: expect.stringMatching(/^[A-Z][a-z ]+$/) as unknown,
      status: statusOf[code],
      code,
      detail: sentence,
    });
  });
});

describe('the title of a refusal', () => {
  it('is its code in words', async () => {
    const refusal = new Refusal('already-given', 'Choose another recording.');
    const answered = await askForClip({}, () => Promise.reject(refusal));
    expect(problem.parse(answered.document).title).toBe('Already given');
  });
});

describe('what a refusal tells a program', () => {
  it('goes out with its sentence', async () => {
    const facts = { position: 3, keptUntil: '2026-12-18T09:31:00.000Z' };
    const refusal = new Refusal('campaign-full', 'You are number 3.', facts);
    const answered = await askForGrant({}, () => Promise.reject(refusal));
    expect(problem.parse(answered.document)).toMatchObject({ code: 'campaign-full', facts });
  });
});

describe('a fault of ours', () => {
  const secret = 'table clips-7f3a at 10.0.0.7 said no';

  it.each([
    ['an error', new Error(secret)],
    ['a text', secret],
    ['an error with a status of its own', Object.assign(new Error(secret), { statusCode: 404 })],
    [
      'an error of the SDK',
      Object.assign(new Error(secret), { $metadata: { httpStatusCode: 400 } }),
    ],
  ])('is told without its inside: %s', async (_what, thrown) => {
    const answered = await askForClip({}, () => Promise.reject(thrown));
    expect(answered).toMatchObject({ status: 500, document: { code: 'internal-error' } });
    expect(JSON.stringify(answered.document)).not.toMatch(/clips-7f3a|10\.0\.0|at .*\.ts/);
  });
});

describe('the log', () => {
  beforeAll(speakUp);

  const linesOf = (changes: RequestChanges, answer?: Answer) =>
    linesWhile(() => askForGrant(changes, answer));

  it('names the invocation in every line, also of what was refused before any answer', async () => {
    const lines = await linesOf({ text: '{' });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: 'INFO',
      service: 'intake/serve-uploads',
      function_request_id: context.awsRequestId,
      code: 'invalid-request',
      status: 422,
    });
  });

  it('tells faults as errors with their cause, and refusals not', async () => {
    const fault = await linesOf({}, () => Promise.reject(new Error('boom')));
    expect(fault).toEqual([
      expect.objectContaining({
        level: 'ERROR',
        error: expect.objectContaining({ message: 'boom' }),
      }),
    ]);
    const refused = await linesOf({}, () => Promise.reject(new Refusal('campaign-full', 'Full.')));
    expect(refused.map(({ level }) => level)).toEqual(['INFO']);
  });

  it('never holds what a person sent', async () => {
    const body = { ...goodGrant, fileName: 'grandmother at 5 Elm Street.mp4' };
    const lines = [
      ...(await linesOf({ body }, () => grantDocument)),
      ...(await linesOf({ body: { ...body, bytes: 'many' } })),
      ...(await linesOf({ body }, () => Promise.reject(new Refusal('campaign-full', 'Full.')))),
    ];
    expect(lines).toHaveLength(3);
    expect(JSON.stringify(lines)).not.toMatch(/Elm Street|package-theft|header\.payload/);
  });

  it('names the variable that a deployment forgot; the caller does not hear of it', async () => {
    const name = 'TABLE_RETENTION';
    const kept = process.env[name];
    delete process.env[name];
    try {
      let answered: Answered | undefined;
      const lines = await linesWhile(async () => {
        answered = await askForGrant({}, () => grantDocument);
      });
      expect(answered).toMatchObject({ status: 500, document: { code: 'internal-error' } });
      expect(JSON.stringify(answered)).not.toContain(name);
      expect(JSON.stringify(lines)).toContain(
        'Function intake/serve-uploads: environment is missing or wrong: TABLE_RETENTION',
      );
    } finally {
      process.env[name] = kept;
    }
  });
});

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { RouteContract } from '../../core/contracts/http/route-contract.ts';
import { allRoutes, routes, type OperationId } from '../../core/contracts/http/routes.ts';
import { tilePath } from '../../core/domain/evidence/tiles.ts';
import { modelCampaign } from '../../local/life/campaign.ts';
import { temporaryFolder } from '../functional/inference/ffmpeg-for-tests.ts';
import { askers, expectedOf, matrix, type Asker, type Cell } from './support/access.ts';
import { acquire, type Belongings } from './support/belongings.ts';
import { demoPeople, idOf, openCampaign, wholeLifeMilliseconds } from './support/program.ts';
import { cloud, newPerson, withGroups } from './support/session.ts';

jest.setTimeout(wholeLifeMilliseconds);

type Draft = Awaited<ReturnType<typeof openCampaign>>;

/** Everything that requests are made of. */
interface World {
  readonly draft: Draft;
  readonly mine: Belongings;
  readonly theirs: Belongings;
  /** A tile that the log has, as the path parameter names it. */
  readonly tile: string;
  /** The same person's tokens, each with other groups. */
  readonly tokens: ReadonlyMap<Asker, string>;
}

const byNobody = 'nobody';

type OwnClips = 'inReview' | 'unclaimed' | 'gone' | 'granted' | 'toWithdraw';

/** Which clip of a person a route is asked for: one that it can do something with. */
const clipFor: Readonly<Partial<Record<OperationId, OwnClips>>> = {
  abandonUpload: 'granted',
  signParts: 'granted',
  listParts: 'granted',
  completeUpload: 'granted',
  decideReview: 'unclaimed',
  getAward: 'gone',
  getAwardReceipt: 'gone',
  getErasure: 'gone',
  getErasureReceipt: 'gone',
  withdrawClip: 'toWithdraw',
};

type OwnConsents = 'consentId' | 'consentToEnd' | 'consentEnded';

/** Which consent of a person, likewise. */
const consentFor: Readonly<Partial<Record<OperationId, OwnConsents>>> = {
  withdrawConsent: 'consentToEnd',
  getWithdrawalReceipt: 'consentEnded',
};

/** A well-formed body for every route that takes one. */
const bodyFor = ({ operationId }: RouteContract, { draft, mine }: World): unknown => {
  const { campaignId, ...fields } = draft;
  const bodies: Readonly<Partial<Record<OperationId, unknown>>> = {
    createCampaign: { ...modelCampaign(0), campaignId: 'campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX' },
    changeCampaign: { ...fields, version: 1 },
    setCampaignStatus: { status: 'open' },
    giveConsent: {
      campaignId,
      noticeVersion: draft.notice.version,
      language: 'en',
      purposes: ['human-review', 'model-training'],
      statesBystanders: true,
      statesAge: true,
    },
    withdrawConsent: {},
    registerCamera: { label: 'garage', area: 'US-OR' },
    openGrant: {
      campaignId,
      category: 'package-theft',
      scenario: 'real',
      cameraId: mine.cameraId,
      capturedHour: '2026-11-01T08Z',
      fileName: 'porch.mp4',
      bytes: 1_000,
      sha256: '0'.repeat(64),
      contentType: 'video/mp4',
    },
    signParts: { parts: [{ partNumber: 1, sha256: '0'.repeat(64) }] },
    abandonUpload: { reason: 'upload-abandoned' },
    decideReview: { outcome: 'accepted' },
    viewFootage: { variant: 'original', reason: 'picture-quality' },
    putWallProfile: { listed: true, alias: 'Porch Crow' },
    putRetentionRule: { retentionSeconds: 1, legalBasis: 'Tests: to be watched leaving.' },
  };
  return bodies[operationId as OperationId];
};

const pathOf = ({ route, ownership }: Cell, { draft, mine, theirs, tile }: World): string => {
  const belongings = ownership === 'one’s own' ? mine : theirs;
  const parameters: Readonly<Record<string, string>> = {
    campaignId: idOf(draft),
    consentId: belongings[consentFor[route.operationId as OperationId] ?? 'consentId'],
    cameraId: belongings.cameraToRetire,
    actId: belongings.actId,
    noticeVersion: draft.notice.version,
    queue: 'leaves',
    clipId: belongings[clipFor[route.operationId as OperationId] ?? 'inReview'],
    recordClass: 'unused-grant',
    'tile+': tile,
  };
  return route.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
    const value = parameters[name];
    if (value === undefined) throw new Error(`Nothing is known to put for {${name}}`);
    return value;
  });
};

const ask = async (cell: Cell, world: World): Promise<{ status: number; code: string }> => {
  const { route, asker } = cell;
  const token = world.tokens.get(asker);
  const body = bodyFor(route, world);
  const response = await fetch(`${cloud.connection.apiUrl}${pathOf(cell, world)}`, {
    method: route.method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  if (response.ok) return { status: response.status, code: '' };
  return { status: response.status, code: (JSON.parse(text) as { code?: string }).code ?? '' };
};

/** What an answer says about access. What else may be wrong (409, 410, 429) came after it. */
const verdictOf = ({ status, code }: { status: number; code: string }): string => {
  if (status === 401) return '401';
  const wasLetIn = status < 300 || [409, 410, 429].includes(status);
  return wasLetIn ? 'allowed' : `${status} ${code}`;
};

const nameOf = ({ route, asker, ownership, expected }: Cell): string => {
  const who = asker === byNobody ? 'no sign-in' : asker.join(' and ');
  const whose = ownership === 'nobody’s' ? '' : `, ${ownership} ${route.object}`;
  return `${route.operationId}, ${who}${whose}: ${expected}`;
};

const openWorld = async (folder: string): Promise<World> => {
  const [draft, other, me, stranger] = await Promise.all([
    openCampaign(),
    openCampaign(),
    newPerson('contributor'),
    newPerson('contributor'),
  ]);
  const [mine, theirs] = await Promise.all([
    acquire(me, { draft, other }, { folder, seed: 100 }),
    acquire(stranger, { draft, other }, { folder, seed: 200 }),
  ]);
  const tokens = new Map<Asker, string>();
  for (const asker of askers) {
    if (asker !== byNobody) tokens.set(asker, (await withGroups(me, asker)).token);
  }
  const checkpoint = Buffer.from(await demoPeople.nobody.getCheckpoint()).toString();
  const size = Number(checkpoint.split('\n')[1]);
  const tile = tilePath({ level: 0, index: 0, width: Math.min(size, 256) });
  return { draft, mine, theirs, tile: tile.replace('tile/', ''), tokens };
};

describe('who may do what with whose object', () => {
  let world: World;
  let dispose: () => Promise<void>;

  beforeAll(async () => {
    const made = await temporaryFolder();
    dispose = made.dispose;
    world = await openWorld(made.folder);
  });
  afterAll(() => dispose());

  it.each(matrix.map((cell) => ({ name: nameOf(cell), cell })))('$name', async ({ cell }) => {
    expect(verdictOf(await ask(cell, world))).toBe(cell.expected);
  });

  it('is asked of every route of the contract, by everybody', () => {
    const asked = (id: string) => matrix.filter(({ route }) => route.operationId === id);
    for (const { operationId } of allRoutes) {
      const by = new Set(asked(operationId).map(({ asker }) => asker));
      expect([operationId, by.size]).toEqual([operationId, askers.length]);
    }
    expect(new Set(matrix.map(({ route }) => route.operationId))).toEqual(
      new Set(Object.keys(routes)),
    );
  });

  it('knows a body for every route that takes one, and for no other', () => {
    for (const route of allRoutes) {
      const body = bodyFor(route, world);
      const isRight = route.request?.safeParse(body).success ?? body === undefined;
      expect([route.operationId, isRight]).toEqual([route.operationId, true]);
    }
  });

  it('refuses a token that the pool did not sign', async () => {
    const [asker] = [...world.tokens.keys()];
    const token = world.tokens.get(asker ?? byNobody) ?? '';
    const [head = '', claims = '', signature = ''] = token.split('.');
    const forged = JSON.parse(Buffer.from(claims, 'base64url').toString()) as object;
    const payload = Buffer.from(JSON.stringify({ ...forged, 'cognito:groups': ['platform'] }));
    const response = await fetch(`${cloud.connection.apiUrl}${routes.listClips.path}`, {
      headers: { authorization: `Bearer ${head}.${payload.toString('base64url')}.${signature}` },
    });
    expect(response.status).toBe(401);
  });
});

describe('what a declaration means', () => {
  const reviewers = { reviewer: 'others' } as const;

  it.each([
    ['public', byNobody, 'nobody’s', 'allowed'],
    [{ contributor: 'own' }, byNobody, 'someone else’s', '401'],
    [{ contributor: 'own' }, ['reviewer'], 'one’s own', '403 not-allowed'],
    [{ contributor: 'own' }, ['contributor'], 'one’s own', 'allowed'],
    [{ contributor: 'own' }, ['contributor'], 'someone else’s', '404 not-found'],
    [reviewers, ['reviewer'], 'one’s own', '403 own-clip'],
    [reviewers, ['contributor', 'reviewer'], 'one’s own', '403 own-clip'],
    [reviewers, ['reviewer'], 'someone else’s', 'allowed'],
    [{ contributor: 'own', compliance: 'any' }, ['compliance'], 'someone else’s', 'allowed'],
  ] as const)('of %j, %j asking for %s: %s', (access, asker, ownership, expected) => {
    expect(expectedOf(access, asker, ownership)).toBe(expected);
  });
});

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ulid } from 'ulid';
import { isProblem, type ApiSchemas } from '../../client/api-client.ts';
import { temporaryFolder } from '../functional/inference/ffmpeg-for-tests.ts';
import {
  cameraOf,
  consentTo,
  demoPeople,
  drawPattern,
  grantRequest,
  idOf,
  openCampaign,
  wholeLifeMilliseconds,
} from './support/program.ts';
import { newPerson, type Person } from './support/session.ts';

jest.setTimeout(wholeLifeMilliseconds);

type Draft = Awaited<ReturnType<typeof openCampaign>>;
type GrantRequest = ApiSchemas['GrantRequest'];

/** The code that a request is refused with; `granted` when it is not. */
const answerTo = async ({ client }: Person, body: GrantRequest): Promise<string> => {
  try {
    await client.openGrant({ body });
    return 'granted';
  } catch (error) {
    if (isProblem(error)) return `${error.status} ${error.code}`;
    throw error;
  }
};

const consenting = async (draft: Draft): Promise<Person> => {
  const person = await newPerson('contributor');
  await consentTo(draft, person);
  return person;
};

const termsWith = (changes: { wanted?: number; capPerCamera?: number }) => [
  {
    category: 'package-theft' as const,
    reward: { amountMinor: 200, currency: 'USD' as const },
    wanted: 100,
    capPerContributor: 20,
    capPerCamera: 10,
    capPerAct: 3,
    ...changes,
  },
];

describe('an upload grant', () => {
  let path: string;
  let campaign: Draft;
  let dispose: () => Promise<void>;

  beforeAll(async () => {
    const made = await temporaryFolder();
    dispose = made.dispose;
    [path, campaign] = await Promise.all([
      drawPattern(made.folder, 11),
      openCampaign({ terms: termsWith({}) }),
    ]);
  });
  afterAll(() => dispose());

  /** A request for a file that nobody else has: none of these is ever uploaded. */
  const requestOf = (draft: Draft, person: Person, changes: Partial<GrantRequest> = {}) =>
    grantRequest(draft, person, path, {
      sha256: randomBytes(32).toString('hex'),
      ...changes,
    });

  const abandoned = { reason: 'upload-abandoned' as const };

  it('is one of five that a person may have open; another opens when one closes', async () => {
    const hoarder = await consenting(campaign);
    const ask = async () => hoarder.client.openGrant({ body: await requestOf(campaign, hoarder) });
    const [first] = await Promise.all([ask(), ask(), ask(), ask(), ask()]);
    const sixth = await requestOf(campaign, hoarder);
    expect(await answerTo(hoarder, sixth)).toBe('429 too-many-open-grants');
    await hoarder.client.abandonUpload({ clipId: first.clipId, body: abandoned });
    expect(await answerTo(hoarder, sixth)).toBe('granted');
  });

  it('is given five times, not more, when eight are asked for at once', async () => {
    const hasty = await consenting(campaign);
    const bodies = await Promise.all(Array.from({ length: 8 }, () => requestOf(campaign, hasty)));
    const answers = await Promise.all(bodies.map((body) => answerTo(hasty, body)));
    expect(answers.filter((answer) => answer === 'granted')).toHaveLength(5);
    expect(new Set(answers)).toEqual(new Set(['granted', '429 too-many-open-grants']));
  });

  it.each<[string, Partial<GrantRequest>, string]>([
    ['a category that is not wanted', { category: 'person' }, '409 category-not-wanted'],
    ['a file too large for any campaign', { bytes: 5_000_000_001 }, '422 invalid-request'],
    ['a file too large for the campaign', { bytes: 1_000_000_001 }, '422 file-too-large'],
    ['a campaign that is not there', { campaignId: `campaign_${ulid()}` }, '404 not-found'],
    ['a camera that is not there', { cameraId: `camera_${ulid()}` }, '422 camera-unknown'],
  ])('is not given for %s', async (_what, changes, refusal) => {
    const asker = await consenting(campaign);
    expect(await answerTo(asker, await requestOf(campaign, asker, changes))).toBe(refusal);
  });

  it('is not given for somebody else’s camera', async () => {
    const [asker, other] = await Promise.all([consenting(campaign), consenting(campaign)]);
    const body = await requestOf(campaign, asker, { cameraId: await cameraOf(other) });
    expect(await answerTo(asker, body)).toBe('422 camera-unknown');
  });

  it('is given for one content once, to whoever asks first', async () => {
    const [asker, other] = await Promise.all([consenting(campaign), consenting(campaign)]);
    const body = await requestOf(campaign, asker);
    const { clipId } = await asker.client.openGrant({ body });
    const same = await requestOf(campaign, other, { sha256: body.sha256 });
    // Whose answer was lost asks again, and gets the very same grant.
    expect((await asker.client.openGrant({ body })).clipId).toBe(clipId);
    expect(await answerTo(other, same)).toBe('409 already-given');
    await asker.client.abandonUpload({ clipId, body: abandoned });
    expect(await answerTo(other, same)).toBe('granted');
  });

  it('is not given for a content type that the campaign does not take', async () => {
    const { footage } = campaign;
    const narrow = await openCampaign({ footage: { ...footage, contentTypes: ['video/webm'] } });
    const asker = await consenting(narrow);
    const refusal = '422 content-type-not-accepted';
    expect(await answerTo(asker, await requestOf(narrow, asker))).toBe(refusal);
  });

  it('is not given without consent', async () => {
    const silent = await newPerson('contributor');
    expect(await answerTo(silent, await requestOf(campaign, silent))).toBe('403 consent-missing');
  });

  it('is not given before the campaign opens', async () => {
    const soon = new Date(Date.now() + 86_400_000).toISOString();
    const later = await openCampaign({ opensAt: soon });
    const asker = await newPerson('contributor');
    expect(await answerTo(asker, await requestOf(later, asker))).toBe('409 campaign-not-open');
  });

  it('is given to one camera as often as the campaign says, and a place comes back', async () => {
    const narrow = await openCampaign({ terms: termsWith({ capPerCamera: 2 }) });
    const owner = await consenting(narrow);
    const cameraId = await cameraOf(owner, 'porch');
    const ask = async () =>
      owner.client.openGrant({ body: await requestOf(narrow, owner, { cameraId }) });
    const [first] = await Promise.all([ask(), ask()]);
    const third = await requestOf(narrow, owner, { cameraId });
    expect(await answerTo(owner, third)).toBe('409 camera-cap-reached');
    const other = { ...third, cameraId: await cameraOf(owner, 'garage') };
    expect(await answerTo(owner, { ...other, sha256: randomBytes(32).toString('hex') })).toBe(
      'granted',
    );
    await owner.client.abandonUpload({ clipId: first.clipId, body: abandoned });
    expect(await answerTo(owner, third)).toBe('granted');
  });

  it('is given three times when three are wanted and twelve are asked for at once', async () => {
    const small = await openCampaign({ terms: termsWith({ wanted: 3 }) });
    const people = await Promise.all(Array.from({ length: 4 }, () => consenting(small)));
    const asks = await Promise.all(
      people
        .flatMap((each) => [each, each, each])
        .map(async (each) => ({ each, body: await requestOf(small, each) })),
    );
    const answers = await Promise.all(asks.map(({ each, body }) => answerTo(each, body)));
    expect(answers.filter((answer) => answer === 'granted')).toHaveLength(3);
    expect(new Set(answers)).toEqual(new Set(['granted', '409 campaign-full']));
    const { terms } = await demoPeople.nobody.getCampaign({ campaignId: idOf(small) });
    expect(terms.map(({ stillWanted }) => stillWanted)).toEqual([0]);
  });
});

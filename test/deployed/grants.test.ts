import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ulid } from 'ulid';
import { isProblem, type ApiSchemas } from '../../client/api-client.ts';
import { sendFile } from '../../client/uploader/send-file.ts';
import { clipPrefix } from '../../core/contracts/layout/objects.ts';
import { temporaryFolder } from '../functional/inference/ffmpeg-for-tests.ts';
import {
  clipIdOf,
  consentTo,
  demoPeople,
  drawPattern,
  grantRequest,
  idOf,
  openCampaign,
  wholeLifeMilliseconds,
} from './support/program.ts';
import { newPerson, type Person } from './support/session.ts';
import { versionsUnder } from './support/storage.ts';

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
    capPerCamera: 10,
    ...changes,
  },
];

describe('an upload grant', () => {
  let path: string;
  let campaign: Draft;
  let person: Person;
  let dispose: () => Promise<void>;

  beforeAll(async () => {
    const made = await temporaryFolder();
    dispose = made.dispose;
    [path, campaign] = await Promise.all([
      drawPattern(made.folder, 11),
      openCampaign({ terms: termsWith({ capPerCamera: 2 }) }),
    ]);
    person = await consenting(campaign);
  });
  afterAll(() => dispose());

  const put = ({ upload: { url, headers } }: ApiSchemas['Grant'], bytes: number) =>
    sendFile({ url, headers, path, bytes, idleTimeoutSeconds: 10, onBytes: () => undefined });

  it('works once: the same URL used again is refused, and nothing is overwritten', async () => {
    const body = await grantRequest(campaign, path);
    const grant = await person.client.openGrant({ body });
    expect((await put(grant, body.bytes)).status).toBe(200);
    const stored = await versionsUnder('landing', clipPrefix(clipIdOf(grant)));
    expect(stored).toHaveLength(1);
    expect((await put(grant, body.bytes)).status).toBe(412);
    expect(await versionsUnder('landing', clipPrefix(clipIdOf(grant)))).toEqual(stored);
  });

  it('signs the size, the checksum, the type and the rule against overwriting', async () => {
    const body = await grantRequest(campaign, path);
    const { upload } = await person.client.openGrant({ body });
    expect(upload.headers).toEqual({
      'content-length': String(body.bytes),
      'content-type': 'video/mp4',
      'if-none-match': '*',
      'x-amz-checksum-sha256': Buffer.from(body.sha256, 'hex').toString('base64'),
      'x-amz-sdk-checksum-algorithm': 'SHA256',
    });
    const signed = new URL(upload.url).searchParams.get('X-Amz-SignedHeaders')?.split(';');
    expect(signed).toEqual(expect.arrayContaining(Object.keys(upload.headers)));
    const maxMinutes = 15;
    expect(Date.parse(upload.expiresAt)).toBeLessThanOrEqual(Date.now() + maxMinutes * 60_000);
  });

  it('is one of five that a person may have open; another opens when one closes', async () => {
    const hoarder = await consenting(campaign);
    const ask = async () => hoarder.client.openGrant({ body: await grantRequest(campaign, path) });
    const open = await Promise.all([ask(), ask(), ask(), ask(), ask()]);
    const sixth = await grantRequest(campaign, path);
    expect(await answerTo(hoarder, sixth)).toBe('429 too-many-open-grants');
    const [first] = open;
    const body = { reason: 'upload-abandoned' as const };
    await hoarder.client.abandonUpload({ clipId: first.clipId, body });
    expect(await answerTo(hoarder, sixth)).toBe('granted');
  });

  it('is given five times, not more, when eight are asked for at once', async () => {
    const hasty = await consenting(campaign);
    const bodies = await Promise.all(Array.from({ length: 8 }, () => grantRequest(campaign, path)));
    const answers = await Promise.all(bodies.map((body) => answerTo(hasty, body)));
    expect(answers.filter((answer) => answer === 'granted')).toHaveLength(5);
    expect(new Set(answers)).toEqual(new Set(['granted', '429 too-many-open-grants']));
  });

  it.each<[string, Partial<GrantRequest>, string]>([
    ['a category that is not wanted', { category: 'person' }, '409 category-not-wanted'],
    ['a file too large for one upload', { bytes: 600_000_000 }, '422 invalid-request'],
    ['a campaign that is not there', { campaignId: `campaign_${ulid()}` }, '404 not-found'],
  ])('is not given for %s', async (_what, changes, refusal) => {
    const asker = await consenting(campaign);
    expect(await answerTo(asker, await grantRequest(campaign, path, changes))).toBe(refusal);
  });

  it('is not given for a file too large for the campaign', async () => {
    const small = await openCampaign({ footage: { ...campaign.footage, maxBytes: 1_000 } });
    const asker = await consenting(small);
    expect(await answerTo(asker, await grantRequest(small, path))).toBe('422 file-too-large');
  });

  it('is not given for a content type that the campaign does not take', async () => {
    const { footage } = campaign;
    const narrow = await openCampaign({ footage: { ...footage, contentTypes: ['video/webm'] } });
    const asker = await consenting(narrow);
    const refusal = '422 content-type-not-accepted';
    expect(await answerTo(asker, await grantRequest(narrow, path))).toBe(refusal);
  });

  it('is not given without consent', async () => {
    const silent = await newPerson('contributor');
    const body = await grantRequest(campaign, path);
    expect(await answerTo(silent, body)).toBe('403 consent-missing');
  });

  it('is not given before the campaign opens', async () => {
    const soon = new Date(Date.now() + 86_400_000).toISOString();
    const later = await openCampaign({ opensAt: soon });
    expect(await answerTo(person, await grantRequest(later, path))).toBe('409 campaign-not-open');
  });

  it('is given to one camera as often as the campaign says, and a place comes back', async () => {
    const owner = await consenting(campaign);
    const cameraId = `camera_${ulid()}` as const;
    const ask = async () =>
      owner.client.openGrant({ body: await grantRequest(campaign, path, { cameraId }) });
    const [first] = await Promise.all([ask(), ask()]);
    const third = await grantRequest(campaign, path, { cameraId });
    expect(await answerTo(owner, third)).toBe('409 camera-cap-reached');
    // A cap belongs to its owner: nobody else can use it up, or learn how far it is used.
    expect(await answerTo(await consenting(campaign), third)).toBe('granted');
    expect(await answerTo(owner, third)).toBe('409 camera-cap-reached');
    const body = { reason: 'upload-abandoned' as const };
    await owner.client.abandonUpload({ clipId: first.clipId, body });
    expect(await answerTo(owner, third)).toBe('granted');
  });

  it('is given three times when three are wanted and twelve are asked for at once', async () => {
    const small = await openCampaign({ terms: termsWith({ wanted: 3 }) });
    const people = await Promise.all(Array.from({ length: 4 }, () => consenting(small)));
    const asks = await Promise.all(
      people
        .flatMap((each) => [each, each, each])
        .map(async (each) => ({ each, body: await grantRequest(small, path) })),
    );
    const answers = await Promise.all(asks.map(({ each, body }) => answerTo(each, body)));
    expect(answers.filter((answer) => answer === 'granted')).toHaveLength(3);
    expect(new Set(answers)).toEqual(new Set(['granted', '409 campaign-full']));
    const { terms } = await demoPeople.nobody.getCampaign({ campaignId: idOf(small) });
    expect(terms.map(({ stillWanted }) => stillWanted)).toEqual([0]);
  });
});

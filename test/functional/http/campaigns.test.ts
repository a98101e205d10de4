import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sampleCampaign, sampleNotice } from '../../support/samples.ts';
import { openHttpWorld, type Caller } from './world.ts';

const ann: Caller = { subject: 'ann', roles: ['contributor'] };
const bob: Caller = { subject: 'bob', roles: ['contributor', 'reviewer'] };
const pat: Caller = { subject: 'pat', roles: ['platform'] };
const carol: Caller = { subject: 'carol', roles: ['compliance'] };

const campaignId = 'campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX';
const { title, brief, opensAt, closesAt, regions, budget, terms, footage, review } =
  sampleCampaign();
const terms1 = { title, brief, opensAt, closesAt, regions, budget, terms, footage, review };
const draft = { ...terms1, notice: sampleNotice(), campaignId };
const changeOf = (version: number, changes: object = {}) => ({
  ...terms1,
  notice: sampleNotice(),
  version,
  ...changes,
});
const consent = {
  campaignId,
  noticeVersion: '2026-11',
  language: 'fr',
  purposes: ['human-review', 'model-training', 'redacted-publication'],
  statesBystanders: true,
  statesAge: true,
};
const ofCampaign = { parameters: { campaignId } };

let world: ReturnType<typeof openHttpWorld>;
beforeEach(async () => {
  world = openHttpWorld();
  await world.ask('createCampaign', pat, { body: draft });
});
afterEach(() => world.close());

const change = (version: number, changes: object = {}, caller = pat) =>
  world.ask('changeCampaign', caller, { ...ofCampaign, body: changeOf(version, changes) });

const setStatus = (status: string) =>
  world.ask('setCampaignStatus', pat, { ...ofCampaign, body: { status } });

/** Ann's consent, given or found again. */
const given = async (changes: object = {}) => {
  const answered = await world.ask('giveConsent', ann, { body: { ...consent, ...changes } });
  expect(answered.status).toBe(201);
  return answered.document as { consentId: string; record: Record<string, unknown> };
};

const withdraw = (caller: Caller, consentId: string, body: object = {}) =>
  world.ask('withdrawConsent', caller, { parameters: { consentId }, body });

describe('the public page of a campaign', () => {
  it('says what is wanted, how many still, whether now, and on what notice', async () => {
    const { status, document } = await world.ask('getCampaign', undefined, ofCampaign);
    expect(status).toBe(200);
    expect(document).toEqual({
      ...terms1,
      review: undefined,
      campaignId,
      version: 1,
      status: 'open',
      takesClipsNow: true,
      terms: terms.map((each) => ({ ...each, stillWanted: 20_000 })),
      notice: { version: '2026-11', minimumAgeYears: 18, languages: ['en', 'fr'] },
    });
  });

  it('may be kept for a moment by anybody, and the words of a notice for longer', async () => {
    const page = await world.ask('getCampaign', undefined, ofCampaign);
    expect(page.headers['cache-control']).toBe('public, max-age=15');
    const list = await world.ask('listCampaigns', undefined);
    expect(list.headers['cache-control']).toBe('public, max-age=15');
    const parameters = { campaignId, noticeVersion: '2026-11' };
    const notice = await world.ask('getNotice', undefined, { parameters });
    expect(notice.headers['cache-control']).toBe('public, max-age=3600');
    expect(notice.document).toEqual(sampleNotice());
    const missing = await world.ask('getNotice', undefined, {
      parameters: { campaignId, noticeVersion: 'none' },
    });
    expect(missing).toMatchObject({ status: 404, document: { code: 'not-found' } });
    expect(missing.headers['cache-control']).toBe('no-store');
  });

  it('shows a change to whoever made it, at once', async () => {
    await world.ask('getCampaign', undefined, ofCampaign);
    expect(await setStatus('paused')).toMatchObject({
      document: { status: 'paused', takesClipsNow: false, version: 2 },
    });
    const { document } = await world.ask('getCampaign', undefined, ofCampaign);
    expect(document).toMatchObject({ status: 'paused', takesClipsNow: false });
  });
});

describe('a campaign over HTTP', () => {
  it('is changed by the version that was seen, and closed for ever', async () => {
    expect(await change(1, { title: 'Other' }, carol)).toMatchObject({ status: 403 });
    for (const time of ['first', 'again']) {
      const answered = await change(1, { title: 'Other' });
      expect([time, answered.status]).toEqual([time, 200]);
      expect(answered.document).toMatchObject({ version: 2, title: 'Other' });
    }
    expect(await change(1, { title: 'Third' })).toMatchObject({
      status: 409,
      document: { code: 'campaign-changed', facts: { version: 2 } },
    });
    expect(await setStatus('closed')).toMatchObject({ document: { status: 'closed' } });
    expect(await setStatus('open')).toMatchObject({ document: { code: 'campaign-closed' } });
    expect(await change(3)).toMatchObject({ document: { code: 'campaign-closed' } });
  });

  it('is read as a change takes it, and changed by that once, unedited', async () => {
    await change(1, { title: 'Other', notice: sampleNotice({ version: '2027-01' }) });
    const read = () => world.ask('getCampaignDraft', pat, ofCampaign);
    const { status, headers, document: body } = await read();
    expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
    const notice = sampleNotice({ version: '2027-01' });
    expect(body).toEqual(changeOf(2, { title: 'Other', notice }));
    for (const time of ['first', 'again']) {
      const answered = await world.ask('changeCampaign', pat, { ...ofCampaign, body });
      expect([time, answered.status]).toEqual([time, 200]);
      expect(answered.document).toMatchObject({ version: 3, title: 'Other' });
    }
    expect((await read()).document).toEqual(changeOf(3, { title: 'Other', notice }));
  });

  it('is read with its review rule by the platform team alone', async () => {
    for (const caller of [ann, bob, carol]) {
      const refused = await world.ask('getCampaignDraft', caller, ofCampaign);
      expect(refused).toMatchObject({ status: 403, document: { code: 'not-allowed' } });
    }
    const parameters = { campaignId: campaignId.replace(/X$/, 'Y') };
    const missing = await world.ask('getCampaignDraft', pat, { parameters });
    expect(missing).toMatchObject({ status: 404, document: { code: 'not-found' } });
  });

  it.each([
    ['reward-lowered', 422, { terms: terms.slice(0, 1) }],
    ['budget-too-small', 422, { budget: { amountMinor: 1, currency: 'USD' } }],
    ['beyond-analyzer', 422, { footage: { ...footage, maxDurationSeconds: 121 } }],
    ['notice-differs', 409, { notice: sampleNotice({ minimumAgeYears: 21 }) }],
  ])('is not changed where that is %s', async (code, status, changes) => {
    expect(await change(1, changes)).toMatchObject({ status, document: { code } });
    const { document } = await world.ask('getCampaign', undefined, ofCampaign);
    expect(document).toMatchObject({ version: 1 });
  });
});

describe('consent over HTTP', () => {
  it('is the same record when it is given again, in the language that was read', async () => {
    const first = await given();
    expect(await given({ purposes: [...consent.purposes].reverse() })).toEqual(first);
    expect(first.record).toMatchObject({
      '@type': 'dpv:ConsentRecord',
      'dct:identifier': first.consentId,
      'dpv:hasNotice': { 'dct:language': 'fr' },
      'dpv:hasDataController': { 'dpv:hasName': 'Example Cameras' },
    });
    expect((await given({ language: 'en' })).consentId).not.toBe(first.consentId);
  });

  it.each([
    ['language-missing', { language: 'de' }],
    ['notice-outdated', { noticeVersion: '2025-01' }],
    ['purposes-missing', { purposes: ['human-review'] }],
    ['invalid-request', { statesAge: false }],
    ['invalid-request', { statesBystanders: undefined }],
  ])('is refused as %s', async (code, changes) => {
    const answered = await world.ask('giveConsent', ann, { body: { ...consent, ...changes } });
    expect(answered.document).toMatchObject({ code });
    expect((await world.ask('listConsents', ann)).document).toEqual({ consents: [] });
  });

  it('is asked again by a new notice', async () => {
    await given();
    const notice = sampleNotice({ version: '2027-01' });
    expect(await change(1, { notice })).toMatchObject({ status: 200 });
    const old = await world.ask('giveConsent', ann, { body: consent });
    expect(old).toMatchObject({
      status: 409,
      document: { code: 'notice-outdated', facts: { noticeVersion: '2027-01' } },
    });
    const renewed = await given({ noticeVersion: '2027-01' });
    const { document } = await world.ask('listConsents', ann);
    expect(document).toMatchObject({ consents: [{ consentId: renewed.consentId }] });
  });

  it('is withdrawn in one call, by who gave it, and shows so', async () => {
    const { consentId } = await given();
    expect(await withdraw(bob, consentId)).toMatchObject({ status: 404 });
    expect(await withdraw(ann, consentId, { purposes: ['redacted-publication'] })).toMatchObject({
      status: 200,
      document: { purposes: ['human-review', 'model-training'] },
    });
    for (const time of ['first', 'again']) {
      const { document } = await withdraw(ann, consentId);
      const ended = { consentId, purposes: [], withdrawnAt: expect.any(String) };
      expect([time, document]).toMatchObject([time, ended]);
    }
    const read = await world.ask('getConsent', carol, { parameters: { consentId } });
    expect(read.document).toMatchObject({ consentId, purposes: [] });
    const listed = await world.ask('listConsents', ann);
    expect(listed.document).toMatchObject({ consents: [{ consentId, purposes: [] }] });
  });

  it('can be given again after it was withdrawn', async () => {
    const first = await given();
    await withdraw(ann, first.consentId);
    const second = await given();
    expect(second.consentId).not.toBe(first.consentId);
    const { document } = await world.ask('listConsents', ann);
    expect(document).toMatchObject({ consents: [{ consentId: second.consentId }] });
  });

  it('holds nobody’s name', async () => {
    const { record } = await given();
    expect(JSON.stringify(record)).toContain('contributor_ann');
    expect(JSON.stringify(record)).not.toMatch(/"ann"|@example\.com/);
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { modelCampaign } from '../../../local/life/campaign.ts';
import { systemRandomness } from '../../../core/adapters/node/random-bytes.ts';
import { toHex } from '../../../core/domain/vocabulary/bytes.ts';
import type { ClipId } from '../../../core/domain/vocabulary/ids.ts';
import { hourOf } from '../../../core/domain/vocabulary/time.ts';
import { recordSampleAnalysis, sampleNow, sampleTask } from '../../support/samples.ts';
import { openHttpWorld, type Caller } from './world.ts';

const ann: Caller = { subject: 'ann', roles: ['contributor'] };
const bob: Caller = { subject: 'bob', roles: ['contributor', 'reviewer'] };
const rita: Caller = { subject: 'rita', roles: ['reviewer'] };
const pat: Caller = { subject: 'pat', roles: ['platform'] };
const carol: Caller = { subject: 'carol', roles: ['compliance'] };

const campaignId = 'campaign_01J9Z3ABCDEFGHJKMNPQRSTVWX';
const draft = { ...modelCampaign(Date.parse(sampleNow)), campaignId };
const consent = {
  campaignId,
  noticeVersion: draft.notice.version,
  language: 'en',
  purposes: ['human-review', 'model-training'],
  statesBystanders: true,
  statesAge: true,
};
const grant = {
  campaignId,
  category: 'package-theft',
  scenario: 'staged',
  capturedHour: hourOf(sampleNow),
  fileName: 'porch.mp4',
  bytes: 1_000,
  contentType: 'video/mp4',
};

let world: ReturnType<typeof openHttpWorld>;
beforeEach(() => {
  world = openHttpWorld();
});
afterEach(() => world.close());

const openProgram = async (): Promise<void> => {
  await world.ask('createCampaign', pat, { body: draft });
  for (const person of [ann, bob]) await world.ask('giveConsent', person, { body: consent });
};

const granted = async (caller: Caller): Promise<ClipId> => {
  const camera = { label: 'front door', area: 'US-OR' };
  const registered = await world.ask('registerCamera', caller, { body: camera });
  const { cameraId } = registered.document as { cameraId: string };
  const body = { ...grant, cameraId, sha256: toHex(systemRandomness.bytes(32)) };
  const { document, status } = await world.ask('openGrant', caller, { body });
  expect(status).toBe(201);
  return (document as { clipId: ClipId }).clipId;
};

/** A clip of Ann's that a reviewer can decide. */
const inReview = async (caller: Caller): Promise<ClipId> => {
  const clipId = await granted(caller);
  const { clips, reviews } = world.ports;
  await clips.move({ clipId, to: 'analyzing', at: sampleNow });
  await recordSampleAnalysis(clips, clipId);
  await clips.move({ clipId, to: 'in-review', at: sampleNow });
  const contributorId = `contributor_${caller.subject}` as const;
  await reviews.open(sampleTask({ clipId, contributorId, campaignId }), 'token');
  return clipId;
};

describe('campaigns over HTTP', () => {
  it('are opened by the platform team and read by anybody', async () => {
    expect(await world.ask('createCampaign', pat, { body: draft })).toMatchObject({ status: 201 });
    const { document } = await world.ask('listCampaigns', undefined);
    expect(document).toMatchObject({ campaigns: [{ campaignId, status: 'open' }] });
    const one = await world.ask('getCampaign', undefined, { parameters: { campaignId } });
    expect(one).toMatchObject({ status: 200, document: { title: draft.title } });
    // The rule by which the machine decides is not for those who would play it.
    expect(one.document).not.toHaveProperty('review');
  });

  it('tell how much is still wanted', async () => {
    await openProgram();
    await granted(ann);
    const { document } = await world.ask('getCampaign', undefined, { parameters: { campaignId } });
    expect(document).toMatchObject({ terms: [{ stillWanted: 19_999 }, { stillWanted: 20_000 }] });
  });

  it('can be opened again with the same terms, and not with others', async () => {
    await openProgram();
    expect(await world.ask('createCampaign', pat, { body: draft })).toMatchObject({ status: 201 });
    const other = { ...draft, title: 'Another' };
    expect(await world.ask('createCampaign', pat, { body: other })).toMatchObject({
      status: 409,
      document: { code: 'campaign-exists' },
    });
  });

  it('hold a consent that its giver and compliance can read, and nobody else', async () => {
    await openProgram();
    const { document } = await world.ask('giveConsent', ann, { body: consent });
    const { consentId } = document as { consentId: string };
    const read = (caller: Caller) => world.ask('getConsent', caller, { parameters: { consentId } });
    expect(await read(ann)).toMatchObject({ status: 200, document: { consentId } });
    expect(await read(carol)).toMatchObject({ status: 200 });
    expect(await read(bob)).toMatchObject({ status: 404, document: { code: 'not-found' } });
  });
});

describe('clips over HTTP', () => {
  it('are listed to their owner, newest first, page by page', async () => {
    await openProgram();
    const given: ClipId[] = [];
    for (let count = 0; count < 3; count += 1) {
      world.ports.clock.advance(1);
      given.unshift(await granted(ann));
    }
    await granted(bob);
    const seen: string[] = [];
    let query: Record<string, string> = { limit: '2' };
    for (let page = 0; page < 3; page += 1) {
      const { document } = await world.ask('listClips', ann, { query });
      const { clips, cursor } = document as { clips: { clipId: string }[]; cursor?: string };
      seen.push(...clips.map(({ clipId }) => clipId));
      if (cursor === undefined) break;
      query = { limit: '2', cursor };
    }
    expect(seen).toEqual(given);
  });

  it('tell their owner the state and the reason, in words', async () => {
    await openProgram();
    const clipId = await granted(ann);
    const abandoned = await world.ask('abandonUpload', ann, {
      parameters: { clipId },
      body: { reason: 'size-differs' },
    });
    expect(abandoned).toMatchObject({
      status: 200,
      document: {
        state: 'refused',
        reason: 'size-differs',
        reasonSentence: expect.stringContaining('the size differs'),
      },
    });
  });

  it('are taken back by their owner, once and for all', async () => {
    await openProgram();
    const clipId = await inReview(ann);
    const withdraw = (caller: Caller) =>
      world.ask('withdrawClip', caller, { parameters: { clipId } });
    expect(await withdraw(bob)).toMatchObject({ status: 404 });
    for (const time of ['first', 'again']) {
      expect([time, await withdraw(ann)]).toMatchObject([
        time,
        { status: 200, document: { state: 'withdrawn', reason: 'withdrawn-by-contributor' } },
      ]);
    }
  });

  it('show who else looks at them to nobody', async () => {
    await openProgram();
    const clipId = await inReview(ann);
    await world.ask('claimReview', rita, { parameters: { clipId } });
    const answers = [
      await world.ask('getClip', ann, { parameters: { clipId } }),
      await world.ask('getReview', bob, { parameters: { clipId } }),
      await world.ask('listReviews', bob),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(JSON.stringify(answers)).not.toMatch(/rita|contributor_ann/);
  });
});

describe('reviews over HTTP', () => {
  it('go from the queue to a decision, and a second answer is told so', async () => {
    await openProgram();
    const clipId = await inReview(ann);
    const of = { parameters: { clipId } };
    const listed = await world.ask('listReviews', rita);
    expect(listed.document).toMatchObject({ reviews: [{ clipId }] });
    const body = { outcome: 'rejected', reason: 'poor-quality' };
    const decide = (caller: Caller) => world.ask('decideReview', caller, { ...of, body });
    expect(await decide(rita)).toMatchObject({ document: { code: 'not-claimed-by-you' } });
    expect(await world.ask('claimReview', rita, of)).toMatchObject({ status: 200 });
    expect(await world.ask('claimReview', bob, of)).toMatchObject({
      status: 409,
      document: { code: 'claimed-by-another' },
    });
    expect(await decide(rita)).toMatchObject({ status: 200, document: { decision: body } });
    expect(await decide(rita)).toMatchObject({
      status: 409,
      document: { code: 'already-decided' },
    });
  });

  it('are never about one’s own clip', async () => {
    await openProgram();
    const clipId = await inReview(bob);
    const of = { parameters: { clipId } };
    const own = { status: 403, document: { code: 'own-clip' } };
    expect(await world.ask('getReview', bob, of)).toMatchObject(own);
    expect(await world.ask('claimReview', bob, of)).toMatchObject(own);
    const { document } = await world.ask('listReviews', bob);
    expect(document).toMatchObject({ reviews: [] });
  });

  it('need a reason for a rejection, out of the list', async () => {
    await openProgram();
    const clipId = await inReview(ann);
    for (const body of [
      { outcome: 'rejected' },
      { outcome: 'rejected', reason: 'no-fun' },
      { outcome: 'accepted', reason: 'poor-quality' },
      { outcome: 'perhaps' },
    ]) {
      const answered = await world.ask('decideReview', rita, { parameters: { clipId }, body });
      expect(answered).toMatchObject({ status: 422, document: { code: 'invalid-request' } });
    }
  });
});

describe('retention and rewards over HTTP', () => {
  it('let anybody read the schedule, and compliance alone change it', async () => {
    const change = {
      parameters: { recordClass: 'refused-upload' },
      body: { retentionSeconds: 60, legalBasis: 'Nothing was taken.' },
    };
    expect(await world.ask('putRetentionRule', pat, change)).toMatchObject({ status: 403 });
    expect(await world.ask('putRetentionRule', carol, change)).toMatchObject({ status: 200 });
    const { document } = await world.ask('getRetentionSchedule', undefined);
    expect(document).toMatchObject({ version: 1 });
    expect((document as { rules: object[] }).rules).toContainEqual({
      recordClass: 'refused-upload',
      disposition: 'erase',
      ...change.body,
    });
    // Who set it is nobody's business.
    expect(JSON.stringify(document)).not.toContain('carol');
  });

  it('hide people from the wall until they choose an alias', async () => {
    await openProgram();
    const standing = () => world.ask('getStanding', ann, { parameters: { campaignId } });
    expect((await standing()).document).toMatchObject({ listed: false, acceptedClips: 0 });
    const body = { listed: true, alias: 'Porch Owl' };
    expect(await world.ask('putWallProfile', ann, { body })).toMatchObject({ document: body });
    expect((await standing()).document).toMatchObject({ listed: true, alias: 'Porch Owl' });
    const bad = { listed: true, alias: '<script>' };
    expect(await world.ask('putWallProfile', ann, { body: bad })).toMatchObject({ status: 422 });
  });

  it('know nothing of awards and erasures that are not there', async () => {
    await openProgram();
    const clipId = await granted(ann);
    const of = { parameters: { clipId } };
    expect(await world.ask('getAward', ann, of)).toMatchObject({ status: 404 });
    expect(await world.ask('getErasure', ann, of)).toMatchObject({ status: 404 });
    expect(await world.ask('getEarnings', ann)).toMatchObject({ document: { balances: [] } });
  });
});

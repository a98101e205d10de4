import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { appendLeaves } from '../../../core/domain/evidence/append-leaves.ts';
import type { Leaf } from '../../../core/domain/evidence/leaf.ts';
import { verifyReceipt } from '../../../core/domain/evidence/receipt.ts';
import type { ClipId } from '../../../core/domain/vocabulary/ids.ts';
import { origin } from '../evidence/log-world.ts';
import {
  recordSampleAnalysis,
  sampleAnalysis,
  sampleCampaign,
  sampleCampaignParts,
  sampleClip,
  sampleNow,
  sampleOpening,
  sampleTask,
} from '../../support/samples.ts';
import { openHttpWorld, type Caller } from './world.ts';

const ann: Caller = { subject: 'ann', roles: ['contributor'] };
const bob: Caller = { subject: 'bob', roles: ['contributor', 'platform', 'ml'] };
const carol: Caller = { subject: 'carol', roles: ['compliance'] };
const rita: Caller = { subject: 'rita', roles: ['reviewer'] };

const campaign = sampleCampaign();
const { campaignId } = campaign;

let world: ReturnType<typeof openHttpWorld>;
let leaves: Leaf[];
beforeEach(async () => {
  world = openHttpWorld();
  leaves = [];
  world.ports.tables.onChange((change) => {
    if (change.table === 'programs') leaves.push(change.leaf);
  });
  await world.ports.campaigns.create(campaign, sampleCampaignParts());
});
afterEach(() => world.close());

/** Ann's consent, by its id. */
const give = async (
  purposes = ['human-review', 'model-training', 'redacted-publication'],
): Promise<{ readonly parameters: { readonly consentId: string } }> => {
  const body = {
    ...{ campaignId, noticeVersion: campaign.notice.version, language: 'en', purposes },
    ...{ statesBystanders: true, statesAge: true },
  };
  const { document } = await world.ask('giveConsent', ann, { body });
  return { parameters: { consentId: (document as { consentId: string }).consentId } };
};

const withdraw = (
  consent: Awaited<ReturnType<typeof give>>,
  purposes?: readonly string[],
): ReturnType<typeof world.ask> =>
  world.ask('withdrawConsent', ann, { ...consent, body: purposes ? { purposes } : {} });

describe('the receipt of a withdrawal over HTTP', () => {
  const receiptFor = async (caller: Caller, consent: Awaited<ReturnType<typeof give>>) => {
    const { status, document } = await world.ask('getWithdrawalReceipt', caller, consent);
    return { status, ...(document as { code?: string; text?: string }) };
  };

  /** What somebody can read out of a receipt, with the log's key and nothing else. */
  const proved = async (text: string | undefined) =>
    verifyReceipt(text ?? '', {
      ...world.log,
      origin,
      publicKey: await world.log.signer.publicKey(),
    });

  it('is not there before anything was withdrawn', async () => {
    const consent = await give();
    expect(await receiptFor(ann, consent)).toMatchObject({ status: 404, code: 'not-found' });
    expect(await receiptFor(carol, consent)).toMatchObject({ status: 404, code: 'not-found' });
  });

  it('waits for the log, then proves what was withdrawn and what is left', async () => {
    const consent = await give();
    await withdraw(consent, ['redacted-publication']);
    expect(await receiptFor(ann, consent)).toMatchObject({
      status: 409,
      code: 'receipt-not-ready',
    });
    await appendLeaves(leaves, world.log);
    const { status, text } = await receiptFor(ann, consent);
    expect(status).toBe(200);
    expect(await proved(text)).toMatchObject({
      ok: true,
      kind: 'consent-withdrawn',
      day: sampleNow.slice(0, 10),
      document: {
        'dct:identifier': consent.parameters.consentId,
        'clipledger:remainingPurpose': ['human-review', 'model-training'],
        'dpv:hasConsentStatus': { '@type': 'dpv:ConsentWithdrawn' },
      },
    });
    expect((await proved(text?.replace('index ', 'index 1'))).ok).toBe(false);
  });

  it('is of the newest withdrawal', async () => {
    const consent = await give();
    await withdraw(consent, ['redacted-publication']);
    await withdraw(consent);
    await appendLeaves(leaves, world.log);
    const { text } = await receiptFor(ann, consent);
    expect(await proved(text)).toMatchObject({
      ok: true,
      document: { 'clipledger:remainingPurpose': [] },
    });
  });

  it('is for who gave the consent and for compliance; to others it does not exist', async () => {
    const consent = await give();
    await withdraw(consent);
    await appendLeaves(leaves, world.log);
    const own = await receiptFor(ann, consent);
    expect(own.status).toBe(200);
    expect(await receiptFor(carol, consent)).toEqual(own);
    expect(await receiptFor(bob, consent)).toMatchObject({ status: 404, code: 'not-found' });
    expect(await receiptFor(rita, consent)).toMatchObject({ status: 403, code: 'not-allowed' });
  });

  it('stays with the consent that ended when another is given', async () => {
    const first = await give();
    await withdraw(first);
    const second = await give();
    await appendLeaves(leaves, world.log);
    expect((await receiptFor(ann, first)).status).toBe(200);
    expect(await receiptFor(ann, second)).toMatchObject({ status: 404 });
  });
});

describe('reviewers over HTTP, after consent was withdrawn', () => {
  /** A clip of Ann's with frames, before a reviewer. */
  const clipOfAnn = async (): Promise<ClipId> => {
    const { clips, reviews } = world.ports;
    const contributorId = 'contributor_ann';
    const clip = sampleClip({ campaignId, contributorId });
    expect(await clips.openGrant(sampleOpening(clip))).toBe('opened');
    const { clipId } = clip;
    await clips.move({ clipId, to: 'analyzing', at: sampleNow });
    await recordSampleAnalysis(clips, clipId);
    await clips.move({ clipId, to: 'in-review', at: sampleNow });
    await reviews.open(sampleTask({ clipId, campaignId, contributorId }), 'token');
    return clipId;
  };

  it('get no list, no frame link, no claim and no decision', async () => {
    const consent = await give();
    const clipId = await clipOfAnn();
    const of = { parameters: { clipId } };
    const before = await world.ask('getReview', rita, of);
    const { frameLinks } = before.document as { frameLinks: readonly string[] };
    expect(frameLinks).toHaveLength(sampleAnalysis.chosenFrameCount);
    expect((await world.ask('claimReview', rita, of)).status).toBe(200);
    await withdraw(consent);
    expect((await world.ask('listReviews', rita)).document).toEqual({ reviews: [] });
    const body = { outcome: 'accepted' };
    for (const answered of [
      await world.ask('getReview', rita, of),
      await world.ask('claimReview', rita, of),
      await world.ask('decideReview', rita, { ...of, body }),
    ]) {
      expect(answered).toMatchObject({ status: 404, document: { code: 'not-in-review' } });
      expect(JSON.stringify(answered.document)).not.toContain('frame');
    }
  });
});

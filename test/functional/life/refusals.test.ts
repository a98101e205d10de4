import { describe, expect, it } from '@jest/globals';
import { noticeInForce } from '../../../core/domain/campaigns/campaign-terms.ts';
import { createCampaign } from '../../../core/domain/campaigns/create-campaign.ts';
import { giveConsent } from '../../../core/domain/campaigns/give-consent.ts';
import { readConsent } from '../../../core/domain/campaigns/read-consent.ts';
import { abandonUpload } from '../../../core/domain/intake/abandon-upload.ts';
import { registerCamera } from '../../../core/domain/intake/cameras.ts';
import { openGrant } from '../../../core/domain/intake/open-grant.ts';
import { readClipStatus } from '../../../core/domain/intake/read-clips.ts';
import { readErasure } from '../../../core/domain/retention/read-erasure.ts';
import { setRetentionRule } from '../../../core/domain/retention/set-policy.ts';
import { withdrawClip } from '../../../core/domain/retention/withdraw-clip.ts';
import {
  claimReview,
  decideReview,
  listOpenReviews,
  showReview,
} from '../../../core/domain/review/work-queue.ts';
import { readAward } from '../../../core/domain/rewards/read-rewards.ts';
import type { Role } from '../../../core/domain/vocabulary/people.ts';
import { addSeconds } from '../../../core/domain/vocabulary/time.ts';
import {
  newId,
  sampleAward,
  sampleCampaign,
  sampleCampaignParts,
  sampleConsent,
  sampleNotice,
  sampleIntent,
  sampleNow,
  sampleClip,
  sampleTask,
} from '../../support/samples.ts';
import {
  cameraOf,
  clipIn,
  consentTo,
  createStage,
  grantRequest,
  openProgram,
  personWith,
  refusalOf,
} from './stage.ts';

const retention = {
  recordClass: 'rejected-clip',
  retentionSeconds: 60,
  disposition: 'erase',
  legalBasis: 'Shorter.',
} as const;

describe('a campaign', () => {
  it('is opened by the platform team only, once under an id', async () => {
    const stage = createStage();
    const { status: _status, createdAt: _createdAt, version: _version, ...rest } = sampleCampaign();
    const draft = { ...rest, notice: sampleNotice() };
    const contributor = personWith('contributor', 'compliance', 'reviewer', 'ml');
    expect(await refusalOf(createCampaign(contributor, draft, stage))).toBe('not-allowed');
    const platform = personWith('platform');
    const campaign = await createCampaign(platform, draft, stage);
    expect(await createCampaign(platform, draft, stage)).toEqual(campaign);
    const other = createCampaign(platform, { ...draft, title: 'Other' }, stage);
    expect(await refusalOf(other)).toBe('campaign-exists');
  });
});

describe('consent', () => {
  it('is refused to what does not exist, is not open, is outdated or asks too little', async () => {
    const stage = createStage();
    const { campaign } = await openProgram(stage);
    const closed = sampleCampaign({ status: 'closed' });
    await stage.campaigns.create(closed, sampleCampaignParts());
    const person = personWith('contributor');
    const request = {
      campaignId: campaign.campaignId,
      noticeVersion: campaign.notice.version,
      language: 'fr',
      purposes: ['human-review', 'model-training'] as const,
      statesBystanders: true,
      statesAge: true,
    } as const;
    const refused = (changes: object) =>
      refusalOf(giveConsent(person, { ...request, ...changes }, stage));
    expect(await refused({ campaignId: newId('campaign') })).toBe('not-found');
    expect(await refused({ campaignId: closed.campaignId })).toBe('campaign-not-open');
    expect(await refused({ noticeVersion: '2025-01' })).toBe('notice-outdated');
    expect(await refused({ purposes: ['human-review'] })).toBe('purposes-missing');
    const little = { ...request, purposes: ['human-review'] as const };
    await expect(giveConsent(person, little, stage)).rejects.toThrow(
      'Without consent to model-training no clip can be given: agree to it as well, or to nothing.',
    );
    expect(await refused({ language: 'de' })).toBe('language-missing');
    expect(await stage.consents.inForce(person.actorId, campaign.campaignId)).toBeUndefined();
    expect(await refused({})).toBeUndefined();
  });

  it('is read by who gave it and by compliance; to others it does not exist', async () => {
    const stage = createStage();
    const { campaign } = await openProgram(stage);
    const owner = personWith('contributor');
    const { consentId } = await consentTo(stage, campaign, owner);
    const read = (...roles: readonly Role[]) =>
      refusalOf(readConsent(personWith(...roles), consentId, stage));
    expect((await readConsent(owner, consentId, stage)).consentId).toBe(consentId);
    expect(await read('compliance')).toBeUndefined();
    expect(await read('contributor', 'reviewer', 'platform', 'ml')).toBe('not-found');
  });

  it('that is given again with more purposes keeps its epoch', async () => {
    const stage = createStage();
    const { campaign, contributor } = await openProgram(stage);
    const more = await giveConsent(
      contributor,
      {
        campaignId: campaign.campaignId,
        noticeVersion: campaign.notice.version,
        language: 'en',
        statesBystanders: true,
        statesAge: true,
        purposes: ['redacted-publication', 'model-training', 'human-review', 'model-training'],
      },
      stage,
    );
    expect(more.epoch).toBe(1);
    expect(more.purposes).toEqual(['human-review', 'model-training', 'redacted-publication']);
  });
});

describe('a grant', () => {
  it('is refused with its reason, and nothing is reserved', async () => {
    const stage = createStage();
    const program = await openProgram(stage, { regions: ['US'] });
    const { campaign, contributor } = program;
    const refused = (changes: object) =>
      refusalOf(openGrant(contributor, grantRequest(program, changes), stage));
    expect(await refused({ campaignId: newId('campaign') })).toBe('not-found');
    expect(await refused({ category: 'person' })).toBe('category-not-wanted');
    expect(await refused({ contentType: 'video/quicktime' })).toBe('content-type-not-accepted');
    expect(await refused({ bytes: campaign.footage.maxBytes + 1 })).toBe('file-too-large');
    expect(await refused({ cameraId: newId('camera') })).toBe('camera-unknown');
    expect(await refused({ capturedHour: '2026-11-23T02Z' })).toBe('hour-in-future');
    expect(await refused({ actId: newId('act') })).toBe('act-unfit');
    const abroad = await registerCamera(contributor, { label: 'hut', area: 'CH' }, stage);
    expect(await refused({ cameraId: abroad.cameraId })).toBe('region-not-wanted');
    expect((await stage.campaigns.taken(campaign.campaignId))['package-theft']).toBe(0);
    expect(await refused({ bytes: campaign.footage.maxBytes })).toBeUndefined();
  });

  it.each([
    [469_762_048, 'A file may be at most 469.8 MB (469762048 bytes) here.'],
    [999_999, 'A file may be at most 999999 bytes here.'],
  ])('tells how large a file may be: %s bytes', async (maxBytes, sentence) => {
    const stage = createStage();
    const footage = { ...sampleCampaign().footage, maxBytes };
    const program = await openProgram(stage, { footage });
    const large = grantRequest(program, { bytes: maxBytes + 1 });
    await expect(openGrant(program.contributor, large, stage)).rejects.toThrow(sentence);
  });

  it('needs the consent anew when the notice is new', async () => {
    const stage = createStage();
    const program = await openProgram(stage);
    const notice = sampleNotice({ version: '2027-01' });
    const renewed = { ...program.campaign, version: 2, notice: noticeInForce(notice) };
    expect(await stage.campaigns.change(renewed, notice)).toBe('changed');
    const request = () => openGrant(program.contributor, grantRequest(program), stage);
    await expect(request()).rejects.toMatchObject({
      code: 'consent-missing',
      message: 'The campaign’s notice is new: read it and agree to it, then give the clip.',
    });
    await consentTo(stage, renewed, program.contributor);
    await request();
  });

  it('needs a consent to the notice in force', async () => {
    const stage = createStage();
    const { campaign } = await openProgram(stage);
    const stranger = personWith('contributor');
    const cameraId = await cameraOf(stage, stranger);
    const request = openGrant(stranger, grantRequest({ campaign, cameraId }), stage);
    expect(await refusalOf(request)).toBe('consent-missing');
  });

  it('ends with the campaign', async () => {
    const stage = createStage();
    const program = await openProgram(stage);
    stage.clock.advanceTo(program.campaign.closesAt);
    const request = openGrant(program.contributor, grantRequest(program), stage);
    expect(await refusalOf(request)).toBe('campaign-not-open');
  });

  it('is one of few that are open, until one is used or given up', async () => {
    const stage = createStage();
    const program = await openProgram(stage);
    const clipId = await clipIn(stage, program);
    await clipIn(stage, program);
    const third = () => refusalOf(openGrant(program.contributor, grantRequest(program), stage));
    expect(await third()).toBe('too-many-open-grants');
    await abandonUpload(program.contributor, { clipId, reason: 'upload-abandoned' }, stage);
    expect(await third()).toBeUndefined();
  });

  it('is given up by its owner only, and only while nothing was taken up', async () => {
    const stage = createStage();
    const program = await openProgram(stage);
    const clipId = await clipIn(stage, program);
    const giveUp = { clipId, reason: 'checksum-differs' } as const;
    const stranger = personWith('contributor', 'platform', 'compliance');
    expect(await refusalOf(abandonUpload(stranger, giveUp, stage))).toBe('not-found');
    await stage.clips.move({ clipId, to: 'analyzing', at: sampleNow });
    const late = abandonUpload(program.contributor, giveUp, stage);
    expect(await refusalOf(late)).toBe('not-withdrawable');
    expect((await stage.clips.find(clipId))?.state).toBe('analyzing');
  });
});

describe('a clip', () => {
  it('is seen by its owner, compliance and platform; to others it does not exist', async () => {
    const stage = createStage();
    const program = await openProgram(stage);
    const clipId = await clipIn(stage, program);
    const seenBy = (...roles: readonly Role[]) =>
      refusalOf(readClipStatus(personWith(...roles), clipId, stage));
    expect(await refusalOf(readClipStatus(program.contributor, clipId, stage))).toBeUndefined();
    expect(await seenBy('compliance')).toBeUndefined();
    expect(await seenBy('platform')).toBeUndefined();
    expect(await seenBy('contributor', 'reviewer', 'ml')).toBe('not-found');
  });

  it('is withdrawn by its owner only, also twice, and not once it is leaving', async () => {
    const stage = createStage();
    const program = await openProgram(stage);
    const clipId = await clipIn(stage, program, ['analyzing', 'in-review']);
    const stranger = personWith('contributor', 'platform', 'compliance');
    expect(await refusalOf(withdrawClip(stranger, clipId, stage))).toBe('not-found');
    const withdrawn = await withdrawClip(program.contributor, clipId, stage);
    expect([withdrawn.state, withdrawn.reason]).toEqual(['withdrawn', 'withdrawn-by-contributor']);
    expect(await withdrawClip(program.contributor, clipId, stage)).toEqual(withdrawn);
    await stage.clips.move({ clipId, to: 'erasing', at: sampleNow });
    const late = withdrawClip(program.contributor, clipId, stage);
    expect(await refusalOf(late)).toBe('not-withdrawable');
  });

  it('has an award that its owner and platform see', async () => {
    const stage = createStage();
    const program = await openProgram(stage);
    const clipId = await clipIn(stage, program, ['analyzing', 'in-review']);
    const contributorId = program.contributor.actorId;
    const award = sampleAward({ clipId, campaignId: program.campaign.campaignId, contributorId });
    await stage.ledger.award(award, { consentEpoch: 1, trainingExcluded: false });
    expect(await readAward(program.contributor, clipId, stage)).toEqual(award);
    expect(await readAward(personWith('platform'), clipId, stage)).toEqual(award);
    const stranger = personWith('contributor', 'reviewer', 'compliance', 'ml');
    expect(await refusalOf(readAward(stranger, clipId, stage))).toBe('not-found');
  });

  it('has an erasure that its owner and compliance see', async () => {
    const stage = createStage();
    const owner = personWith('contributor');
    const intent = sampleIntent({ contributorId: owner.actorId });
    await stage.erasures.intend(intent);
    expect(await readErasure(owner, intent.clipId, stage)).toEqual({ intent });
    expect(await readErasure(personWith('compliance'), intent.clipId, stage)).toEqual({ intent });
    const stranger = personWith('contributor', 'reviewer', 'platform', 'ml');
    expect(await refusalOf(readErasure(stranger, intent.clipId, stage))).toBe('not-found');
    await expect(readErasure(owner, newId('clip'), stage)).rejects.toThrow(
      /^There is no erasure of a clip clip_\w+ of yours\. After a withdrawal it begins/,
    );
  });
});

describe('the reviewers’ queue', () => {
  const reviewer = personWith('reviewer');
  const opened = async (changes: Parameters<typeof sampleTask>[0] = {}) => {
    const stage = createStage();
    const task = sampleTask(changes);
    const { clipId, campaignId, contributorId } = task;
    await stage.consents.give(sampleConsent({ campaignId, contributorId }));
    const clip = sampleClip({ clipId, campaignId, contributorId, state: 'in-review' });
    stage.tables.clips.set(clipId, clip);
    await stage.reviews.open(task, 'token');
    return { stage, clipId: task.clipId };
  };

  it('is for reviewers only', async () => {
    const { stage, clipId } = await opened();
    const other = personWith('contributor', 'compliance', 'platform', 'ml');
    expect(await refusalOf(listOpenReviews(other, { limit: 10 }, stage))).toBe('not-allowed');
    expect(await refusalOf(showReview(other, clipId, stage))).toBe('not-allowed');
    expect(await refusalOf(claimReview(other, clipId, stage))).toBe('not-allowed');
    const verdict = { outcome: 'accepted' } as const;
    expect(await refusalOf(decideReview(other, clipId, verdict, stage))).toBe('not-allowed');
  });

  it('never gives reviewers their own clips', async () => {
    const { stage, clipId } = await opened({ contributorId: reviewer.actorId });
    expect((await listOpenReviews(reviewer, { limit: 10 }, stage)).tasks).toEqual([]);
    expect(await refusalOf(showReview(reviewer, clipId, stage))).toBe('own-clip');
    expect(await refusalOf(claimReview(reviewer, clipId, stage))).toBe('own-clip');
  });

  it('shows a clip only while it waits, and nothing of one that was taken back', async () => {
    const { stage, clipId } = await opened();
    expect((await showReview(reviewer, clipId, stage)).mayLook).toBe(true);
    await stage.clips.move({ clipId, to: 'rejected', at: sampleNow });
    expect((await showReview(reviewer, clipId, stage)).mayLook).toBe(false);
    await stage.clips.move({ clipId, to: 'withdrawn', at: sampleNow });
    expect(await refusalOf(showReview(reviewer, clipId, stage))).toBe('not-in-review');
    expect(await refusalOf(claimReview(reviewer, clipId, stage))).toBe('not-in-review');
  });

  it('does not show frozen clips, nor let anybody decide them', async () => {
    const { stage, clipId } = await opened({ flags: ['frozen'] });
    expect((await listOpenReviews(reviewer, { limit: 10 }, stage)).tasks).toEqual([]);
    expect(await refusalOf(claimReview(reviewer, clipId, stage))).toBe('not-in-review');
  });

  it('lets one reviewer at a time decide, and only once', async () => {
    const { stage, clipId } = await opened();
    const rival = personWith('reviewer');
    const accept = { outcome: 'accepted' } as const;
    expect(await refusalOf(decideReview(reviewer, clipId, accept, stage))).toBe(
      'not-claimed-by-you',
    );
    const task = await claimReview(reviewer, clipId, stage);
    expect(task.claim?.leaseEndsAt).toBe(addSeconds(sampleNow, 900));
    expect(await refusalOf(claimReview(rival, clipId, stage))).toBe('claimed-by-another');
    expect(await refusalOf(decideReview(rival, clipId, accept, stage))).toBe('not-claimed-by-you');
    const decided = await decideReview(reviewer, clipId, accept, stage);
    expect(decided.decision).toMatchObject({ by: 'reviewer', reviewerId: reviewer.actorId });
    for (const person of [reviewer, rival]) {
      expect(await refusalOf(decideReview(person, clipId, accept, stage))).toBe('already-decided');
      expect(await refusalOf(claimReview(person, clipId, stage))).toBe('already-decided');
    }
  });

  it('takes a decision back into the queue when the lease is over', async () => {
    const { stage, clipId } = await opened();
    await claimReview(reviewer, clipId, stage);
    stage.clock.advance(900);
    const late = decideReview(reviewer, clipId, { outcome: 'accepted' }, stage);
    expect(await refusalOf(late)).toBe('not-claimed-by-you');
    const rival = personWith('reviewer');
    expect((await claimReview(rival, clipId, stage)).claim?.reviewerId).toBe(rival.actorId);
  });
});

describe('the retention schedule', () => {
  it('is set by compliance only, as the next version', async () => {
    const stage = createStage();
    const other = personWith('contributor', 'reviewer', 'platform', 'ml');
    expect(await refusalOf(setRetentionRule(other, retention, stage))).toBe('not-allowed');
    const compliance = personWith('compliance');
    const set = await setRetentionRule(compliance, retention, stage);
    expect([set.version, set.setBy]).toEqual([1, compliance.actorId]);
    expect(set.rules).toContainEqual(retention);
    expect(await stage.policies.current()).toEqual(set);
  });

  it('takes changes by many at once, one version each', async () => {
    const stage = createStage();
    const set = await Promise.all(
      [10, 20, 30].map((retentionSeconds) =>
        setRetentionRule(personWith('compliance'), { ...retention, retentionSeconds }, stage),
      ),
    );
    expect(new Set(set.map(({ version }) => version))).toEqual(new Set([1, 2, 3]));
  });
});

import { describe, expect, it } from '@jest/globals';
import type { Campaign } from '../../../core/domain/campaigns/campaign.ts';
import type { CampaignTerms } from '../../../core/domain/campaigns/campaign-terms.ts';
import { changeCampaign } from '../../../core/domain/campaigns/change-campaign.ts';
import { createCampaign } from '../../../core/domain/campaigns/create-campaign.ts';
import { readCampaignDraft } from '../../../core/domain/campaigns/read-campaign-draft.ts';
import { createCampaignReader } from '../../../core/domain/campaigns/read-campaigns.ts';
import { hostLimits } from '../../../core/domain/inference/host-limits.ts';
import { setCampaignStatus } from '../../../core/domain/campaigns/set-campaign-status.ts';
import { throughCalls } from '../../support/through-calls.ts';
import { money } from '../../../core/domain/vocabulary/money.ts';
import { newId, sampleNotice } from '../../support/samples.ts';
import {
  consentTo,
  createProgram,
  giveClip,
  openCampaign,
  personWith,
  platform,
  refusalOf,
  termsWith,
  wanting,
  type Program,
} from './program.ts';

const change = (program: Program, { campaignId, version }: Campaign, terms: CampaignTerms) =>
  changeCampaign(platform, campaignId, { ...terms, version }, program);

const setStatus = (program: Program, campaign: Campaign, status: Campaign['status']) =>
  setCampaignStatus(platform, { campaignId: campaign.campaignId, status }, program);

describe('a new campaign', () => {
  it('is opened by the platform team only, and not beyond its budget', async () => {
    const program = createProgram();
    const others = personWith('contributor', 'compliance', 'reviewer', 'ml');
    expect(await refusalOf(createCampaign(others, termsWith(), program))).toBe('not-allowed');
    const poor = termsWith({ budget: money(7_999_999, 'USD') });
    expect(await refusalOf(createCampaign(platform, poor, program))).toBe('budget-too-small');
    expect(await program.campaigns.list()).toEqual([]);
  });

  it.each([
    ['maxBytes', 1024 ** 3 + 1],
    ['maxDurationSeconds', 120.5],
    ['maxPixels', 3_840 * 2_160 + 1],
    ['maxFrameRate', 61],
  ] as const)('is refused when no host here could analyze its %s', async (term, asked) => {
    const program = createProgram();
    const { footage } = termsWith();
    const draft = termsWith({ footage: { ...footage, [term]: asked } });
    await expect(createCampaign(platform, draft, program)).rejects.toMatchObject({
      code: 'beyond-analyzer',
      facts: { asked, limit: hostLimits.lambda[term] },
      message: expect.stringContaining(`footage.${term}`),
    });
    expect(await program.campaigns.list()).toEqual([]);
    // The same terms are fine where a worker analyzes.
    const larger = { ...program, analyzerLimits: hostLimits.worker };
    expect(await createCampaign(platform, draft, larger)).toMatchObject({ version: 1 });
  });

  it('is the first one when it is asked for again, whatever was done with it since', async () => {
    const program = createProgram();
    const draft = { ...termsWith(), campaignId: newId('campaign') };
    const first = await createCampaign(platform, draft, program);
    expect(first).toMatchObject({
      version: 1,
      status: 'open',
      notice: { languages: ['en', 'fr'] },
    });
    expect(await createCampaign(platform, draft, program)).toEqual(first);
    const paused = await setStatus(program, first, 'paused');
    expect(await createCampaign(platform, draft, program)).toEqual(paused);
  });

  it('is refused an id that has other terms, or the same with other words', async () => {
    const program = createProgram();
    const draft = { ...termsWith(), campaignId: newId('campaign') };
    await createCampaign(platform, draft, program);
    const notice = sampleNotice({
      texts: sampleNotice().texts.map((text) => ({ ...text, text: 'Other words.' })),
    });
    for (const other of [{ title: 'Other' }, { notice }]) {
      const again = createCampaign(platform, { ...draft, ...other }, program);
      expect(await refusalOf(again)).toBe('campaign-exists');
    }
  });

  it('has a key of its own to mark paid files with', async () => {
    const program = createProgram();
    const [one, other] = [await openCampaign(program), await openCampaign(program)];
    const keys = [one, other].map(({ campaignId }) => program.tables.fileKeys.get(campaignId));
    expect(keys.map((key) => key?.length)).toEqual([32, 32]);
    expect(keys[0]).not.toEqual(keys[1]);
  });
});

describe('a change of a campaign', () => {
  it('is made to the version that was seen, once, however often it is asked', async () => {
    const program = createProgram();
    const before = await openCampaign(program);
    const after = await change(program, before, termsWith({ title: 'Other' }));
    expect(after).toMatchObject({ version: 2, title: 'Other' });
    expect(await change(program, before, termsWith({ title: 'Other' }))).toEqual(after);
    const late = change(program, before, termsWith({ title: 'A third' }));
    expect(await refusalOf(late)).toBe('campaign-changed');
    expect(await program.campaigns.find(before.campaignId)).toEqual(after);
  });

  it('is made by one of two who saw the same version', async () => {
    const program = createProgram();
    const before = await openCampaign(program);
    const codes = await Promise.all(
      ['One', 'Two'].map((title) => refusalOf(change(program, before, termsWith({ title })))),
    );
    expect(codes).toHaveLength(2);
    expect(new Set(codes)).toEqual(new Set(['campaign-changed', undefined]));
  });

  it('is made by the platform team, to what is there and not closed', async () => {
    const program = createProgram();
    const campaign = await openCampaign(program);
    const body = { ...termsWith(), version: 1 };
    const by = (roles: 'compliance' | 'platform', campaignId = campaign.campaignId) =>
      refusalOf(changeCampaign(personWith(roles), campaignId, body, program));
    expect(await by('compliance')).toBe('not-allowed');
    expect(await by('platform', newId('campaign'))).toBe('not-found');
    const closed = await setStatus(program, campaign, 'closed');
    expect(await refusalOf(change(program, closed, termsWith()))).toBe('campaign-closed');
  });

  it('takes back nothing that people were told, and spends no more than the budget', async () => {
    const program = createProgram();
    const campaign = await openCampaign(program, wanting(10));
    const refused = (terms: CampaignTerms) => refusalOf(change(program, campaign, terms));
    expect(await refused(wanting(10, { reward: money(199, 'USD') }))).toBe('reward-lowered');
    expect(await refused(wanting(10, { category: 'person' }))).toBe('reward-lowered');
    expect(await refused(wanting(40_001))).toBe('budget-too-small');
    expect(await refused(wanting(10, { reward: money(800_001, 'USD') }))).toBe('budget-too-small');
    expect(await refused(wanting(10, { reward: money(201, 'USD') }))).toBeUndefined();
  });

  it('asks everybody again with a new notice, and never rewrites an old one', async () => {
    const program = createProgram();
    const campaign = await openCampaign(program);
    const [english] = sampleNotice().texts;
    if (english === undefined) throw new Error('The sample is in English');
    const words = [{ ...english, text: 'Other words.' }];
    const rewritten = termsWith({ notice: sampleNotice({ texts: words }) });
    expect(await refusalOf(change(program, campaign, rewritten))).toBe('notice-differs');
    const notice = sampleNotice({ version: '2027-01', texts: words });
    const after = await change(program, campaign, termsWith({ notice }));
    expect(after.notice).toEqual({ version: '2027-01', minimumAgeYears: 18, languages: ['en'] });
    const person = personWith('contributor');
    const old = consentTo(program, campaign, person);
    expect(await refusalOf(old)).toBe('notice-outdated');
    const consent = await consentTo(program, after, person);
    expect(consent.noticeVersion).toBe('2027-01');
  });

  it('moves the target up and down, to no less than is taken', async () => {
    const program = createProgram();
    let campaign = await openCampaign(program, wanting(2));
    const person = personWith('contributor');
    await consentTo(program, campaign, person);
    const give = () => giveClip(program, campaign, person);
    await give();
    await give();
    await expect(give()).rejects.toThrow('campaign-full');
    campaign = await change(program, campaign, wanting(4));
    await give();
    await give();
    await expect(give()).rejects.toThrow('campaign-full');
    await expect(change(program, campaign, wanting(3))).rejects.toMatchObject({
      code: 'target-below-taken',
      message:
        '4 clips of package-theft are reserved or paid: want at least 4, or pause the campaign.',
      facts: { category: 'package-theft', taken: 4 },
    });
    expect((await program.campaigns.find(campaign.campaignId))?.version).toBe(2);
  });
});

describe('the draft of a change', () => {
  it('is what was written last, whatever the status, and what a change takes', async () => {
    const program = createProgram();
    const { campaignId } = await openCampaign(program);
    const read = () => readCampaignDraft(platform, campaignId, program);
    expect(await read()).toEqual({ ...termsWith(), version: 1 });
    const notice = sampleNotice({ version: '2027-01', minimumAgeYears: 21 });
    await changeCampaign(platform, campaignId, { ...(await read()), notice }, program);
    await setCampaignStatus(platform, { campaignId, status: 'paused' }, program);
    const draft = await read();
    expect(draft).toEqual({ ...termsWith({ notice }), version: 3 });
    const after = await changeCampaign(platform, campaignId, draft, program);
    expect(after).toMatchObject({ version: 4, status: 'paused' });
    expect(await changeCampaign(platform, campaignId, draft, program)).toEqual(after);
  });

  it('is the platform team’s, of a campaign that is there', async () => {
    const program = createProgram();
    const { campaignId } = await openCampaign(program);
    const others = personWith('contributor', 'compliance', 'reviewer', 'ml');
    expect(await refusalOf(readCampaignDraft(others, campaignId, program))).toBe('not-allowed');
    const missing = readCampaignDraft(platform, newId('campaign'), program);
    expect(await refusalOf(missing)).toBe('not-found');
  });
});

describe('a change that is killed', () => {
  it('is all there or not at all, and is finished by asking again', async () => {
    const run = async (killAt: number, moment: 'before' | 'after') => {
      const program = createProgram();
      const before = await openCampaign(program, wanting(4));
      const notice = sampleNotice({ version: '2027-01', minimumAgeYears: 21 });
      const terms = { ...wanting(9), notice };
      let calls = 0;
      const mortal = throughCalls(program, async (call) => {
        calls += 1;
        if (calls === killAt && moment === 'before') throw new Error('Killed');
        const answer = await call.run();
        if (calls === killAt) throw new Error('Killed');
        return answer;
      });
      await change(mortal, before, terms).catch(() => undefined);
      const limits = [...program.tables.slots.values()].reduce((sum, { limit }) => sum + limit, 0);
      const between = await program.campaigns.find(before.campaignId);
      expect(limits).toBe(between?.terms[0]?.wanted);
      const after = await change(program, before, terms);
      expect(after).toMatchObject({ version: 2, notice: { version: '2027-01' } });
      expect(await program.campaigns.find(before.campaignId)).toEqual(after);
      expect(await program.campaigns.findNotice(before.campaignId, '2027-01')).toEqual(notice);
      return calls;
    };
    const calls = await run(0, 'before');
    expect(calls).toBeGreaterThanOrEqual(3);
    for (let killAt = 1; killAt <= calls; killAt += 1) {
      for (const moment of ['before', 'after'] as const) await run(killAt, moment);
    }
  });
});

describe('the status of a campaign', () => {
  it('goes to paused and back, and each time counts a version', async () => {
    const program = createProgram();
    const campaign = await openCampaign(program);
    expect(await setStatus(program, campaign, 'open')).toEqual(campaign);
    expect(await setStatus(program, campaign, 'paused')).toMatchObject({ version: 2 });
    expect(await setStatus(program, campaign, 'paused')).toMatchObject({ version: 2 });
    expect(await setStatus(program, campaign, 'open')).toMatchObject({
      version: 3,
      status: 'open',
    });
  });

  it('is closed for ever', async () => {
    const program = createProgram();
    const campaign = await openCampaign(program);
    const closed = await setStatus(program, campaign, 'closed');
    expect(closed).toMatchObject({ status: 'closed', version: 2 });
    expect(await setStatus(program, campaign, 'closed')).toEqual(closed);
    for (const status of ['open', 'paused'] as const) {
      expect(await refusalOf(setStatus(program, campaign, status))).toBe('campaign-closed');
    }
  });

  it('is set though others change the campaign at the same time', async () => {
    const program = createProgram();
    const campaign = await openCampaign(program);
    await Promise.all([
      setStatus(program, campaign, 'paused'),
      change(program, campaign, termsWith({ title: 'Other' })).catch(() => undefined),
    ]);
    expect(await program.campaigns.find(campaign.campaignId)).toMatchObject({ status: 'paused' });
  });

  it('is nobody’s but the platform team’s', async () => {
    const program = createProgram();
    const { campaignId } = await openCampaign(program);
    const work = setCampaignStatus(
      personWith('contributor', 'compliance'),
      { campaignId, status: 'closed' },
      program,
    );
    expect(await refusalOf(work)).toBe('not-allowed');
  });
});

describe('a reader of campaigns', () => {
  const readerOf = (program: Program) => {
    const reads = { find: 0, list: 0, taken: 0 };
    const { campaigns, clock } = program;
    const counted: Pick<typeof campaigns, 'find' | 'list' | 'taken'> = {
      find: (id) => ((reads.find += 1), campaigns.find(id)),
      list: () => ((reads.list += 1), campaigns.list()),
      taken: (...asked) => ((reads.taken += 1), campaigns.taken(...asked)),
    };
    return { reads, reader: createCampaignReader({ campaigns: counted, clock, keptSeconds: 5 }) };
  };

  it('reads once in a while, however many ask', async () => {
    const program = createProgram();
    const { campaignId } = await openCampaign(program);
    const { reads, reader } = readerOf(program);
    for (let asks = 0; asks < 10; asks += 1) {
      await reader.find(campaignId);
      await reader.list();
    }
    expect(reads).toEqual({ find: 1, list: 1, taken: 2 });
    program.clock.advance(5);
    await reader.find(campaignId);
    expect(reads.find).toBe(2);
  });

  it('shows what is new at once after it was told to forget', async () => {
    const program = createProgram();
    const campaign = await openCampaign(program);
    const { reader } = readerOf(program);
    await reader.find(campaign.campaignId);
    await setStatus(program, campaign, 'paused');
    expect((await reader.find(campaign.campaignId))?.campaign.status).toBe('open');
    reader.forget();
    expect((await reader.find(campaign.campaignId))?.campaign.status).toBe('paused');
  });

  it('does not remember that something is not there', async () => {
    const program = createProgram();
    const { reader } = readerOf(program);
    const campaignId = newId('campaign');
    expect(await reader.find(campaignId)).toBeUndefined();
    await createCampaign(platform, { ...termsWith(), campaignId }, program);
    expect(await reader.find(campaignId)).toBeDefined();
  });
});

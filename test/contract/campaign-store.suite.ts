import { describe, expect, it } from '@jest/globals';
import type { CampaignStore, ConsentStore } from '../../core/domain/campaigns/ports.ts';
import type { LiveClip } from '../../core/domain/intake/clip.ts';
import type { ClipStore } from '../../core/domain/intake/ports.ts';
import { addSeconds } from '../../core/domain/vocabulary/time.ts';
import {
  newId,
  sampleCampaign,
  sampleCampaignParts,
  sampleClip,
  sampleConsent,
  sampleNotice,
  sampleNow,
  sampleOpening,
} from '../support/samples.ts';

/** Stores over one empty set of tables. */
export interface CampaignStores {
  readonly campaigns: CampaignStore;
  readonly consents: ConsentStore;
  readonly clips: ClipStore;
}

/** What every `CampaignStore` keeps. `make` gives empty stores each time. */
export const campaignStoreContract = (make: () => Promise<CampaignStores>): void => {
  describe('a store of campaigns', () => {
    it('gives a campaign back as it was stored', async () => {
      const { campaigns } = await make();
      const campaign = sampleCampaign();
      expect(await campaigns.find(campaign.campaignId)).toBeUndefined();
      expect(await campaigns.create(campaign, sampleCampaignParts())).toBe('created');
      expect(await campaigns.find(campaign.campaignId)).toEqual(campaign);
    });

    it('never stores a second campaign under one id', async () => {
      const { campaigns } = await make();
      const campaign = sampleCampaign();
      await campaigns.create(campaign, sampleCampaignParts());
      expect(await campaigns.create({ ...campaign, title: 'Other' }, sampleCampaignParts())).toBe(
        'exists',
      );
      expect(await campaigns.find(campaign.campaignId)).toEqual(campaign);
      expect(await campaigns.list()).toHaveLength(1);
    });

    it('lets one of many rivals create an id', async () => {
      const { campaigns } = await make();
      const campaign = sampleCampaign();
      const outcomes = await Promise.all(
        Array.from({ length: 5 }, (_, at) =>
          campaigns.create({ ...campaign, title: `${at}` }, sampleCampaignParts()),
        ),
      );
      expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1);
      const winner = outcomes.indexOf('created');
      expect((await campaigns.find(campaign.campaignId))?.title).toBe(`${winner}`);
    });

    it('lists the newest first', async () => {
      const { campaigns } = await make();
      const created = Array.from({ length: 4 }, (_, at) =>
        sampleCampaign({ createdAt: addSeconds(sampleNow, at) }),
      );
      expect(await campaigns.list()).toEqual([]);
      for (const campaign of created) await campaigns.create(campaign, sampleCampaignParts());
      expect(await campaigns.list()).toEqual(created.toReversed());
    });

    it('counts no slots of a new campaign and of an unknown one', async () => {
      const { campaigns } = await make();
      const campaign = sampleCampaign();
      await campaigns.create(campaign, sampleCampaignParts());
      const taken = await campaigns.taken(campaign.campaignId);
      expect([taken['package-theft'] ?? 0, taken['car-door'] ?? 0]).toEqual([0, 0]);
      expect((await campaigns.taken(newId('campaign')))['package-theft'] ?? 0).toBe(0);
    });

    it('counts the slots that grants take, by category', async () => {
      const { campaigns, consents, clips } = await make();
      const campaign = sampleCampaign();
      await campaigns.create(campaign, sampleCampaignParts());
      const { contributorId } = await consents.give(
        sampleConsent({ campaignId: campaign.campaignId }),
      );
      for (let at = 0; at < 3; at += 1) {
        const clip = sampleClip({ contributorId, campaignId: campaign.campaignId });
        expect(await clips.openGrant(sampleOpening(clip))).toBe('opened');
      }
      const taken = await campaigns.taken(campaign.campaignId);
      expect([taken['package-theft'] ?? 0, taken['car-door'] ?? 0]).toEqual([3, 0]);
    });

    it('keeps every version of a notice', async () => {
      const { campaigns } = await make();
      const campaign = sampleCampaign();
      const { campaignId } = campaign;
      await campaigns.create(campaign, sampleCampaignParts());
      const second = sampleNotice({ version: '2027-01', minimumAgeYears: 21 });
      expect(await campaigns.findNotice(campaignId, second.version)).toBeUndefined();
      const after = { ...campaign, version: 2, notice: { ...campaign.notice, version: '2027-01' } };
      expect(await campaigns.change(after, second)).toBe('changed');
      expect(await campaigns.findNotice(campaignId, '2026-11')).toEqual(sampleNotice());
      expect(await campaigns.findNotice(campaignId, '2027-01')).toEqual(second);
      expect(await campaigns.findNotice(newId('campaign'), '2026-11')).toBeUndefined();
    });

    it('takes the same words of a notice again and no others', async () => {
      const { campaigns } = await make();
      const campaign = sampleCampaign();
      await campaigns.create(campaign, sampleCampaignParts());
      const next = { ...campaign, version: 2 };
      const others = sampleNotice({ minimumAgeYears: 13 });
      expect(await campaigns.change(next, others)).toBe('notice-differs');
      expect(await campaigns.find(campaign.campaignId)).toEqual(campaign);
      expect(await campaigns.change(next, sampleNotice())).toBe('changed');
      expect(await campaigns.findNotice(campaign.campaignId, '2026-11')).toEqual(sampleNotice());
    });

    it('changes only the version that was seen', async () => {
      const { campaigns } = await make();
      const campaign = sampleCampaign();
      await campaigns.create(campaign, sampleCampaignParts());
      const paused = { ...campaign, version: 2, status: 'paused' as const };
      const rivals = await Promise.all([1, 2, 3].map(() => campaigns.change(paused)));
      expect(rivals.filter((outcome) => outcome === 'changed')).toHaveLength(1);
      expect(rivals.filter((outcome) => outcome === 'stale')).toHaveLength(2);
      expect(await campaigns.find(campaign.campaignId)).toEqual(paused);
      expect(await campaigns.change({ ...campaign, version: 4 })).toBe('stale');
      expect(await campaigns.change(sampleCampaign({ version: 2 }))).toBe('stale');
    });
  });

  describe('the slots of a campaign', () => {
    /** A campaign that wants so many thefts, and a way to ask for a grant of one. */
    const programWanting = async (wanted: number) => {
      const { campaigns, consents, clips } = await make();
      const [terms] = sampleCampaign().terms;
      if (terms === undefined) throw new Error('The sample wants something');
      const campaign = sampleCampaign({ terms: [{ ...terms, wanted }] });
      const { campaignId } = campaign;
      await campaigns.create(campaign, sampleCampaignParts());
      const ask = async (): Promise<LiveClip | undefined> => {
        const { contributorId } = await consents.give(sampleConsent({ campaignId }));
        const clip = sampleClip({ contributorId, campaignId });
        const opened = (await clips.openGrant(sampleOpening(clip))) === 'opened';
        return opened ? clip : undefined;
      };
      const resized = (version: number, to: number): Promise<string> =>
        campaigns.change({ ...campaign, version, terms: [{ ...terms, wanted: to }] });
      const taken = async () => (await campaigns.taken(campaignId))['package-theft'];
      return { ask, resized, taken, clips };
    };

    /** How many of so many grants are opened, one after the other. */
    const openedOf = async (asks: number, ask: () => Promise<unknown>): Promise<number> => {
      let opened = 0;
      for (let count = 0; count < asks; count += 1) {
        if ((await ask()) !== undefined) opened += 1;
      }
      return opened;
    };

    it('are as many as are wanted, and as many again after each change', async () => {
      const { ask, resized, taken } = await programWanting(3);
      expect(await openedOf(5, ask)).toBe(3);
      expect(await resized(2, 20)).toBe('changed');
      expect(await openedOf(20, ask)).toBe(17);
      expect(await resized(3, 19)).toBe('target-below-taken');
      expect(await resized(3, 20)).toBe('changed');
      expect(await taken()).toBe(20);
    }, 30_000);

    it('are fewer at once when fewer are wanted, down to those taken', async () => {
      const { ask, resized, taken, clips } = await programWanting(40);
      const first = await ask();
      expect(await openedOf(4, ask)).toBe(4);
      expect(await resized(2, 4)).toBe('target-below-taken');
      expect(await resized(2, 5)).toBe('changed');
      expect(await ask()).toBeUndefined();
      if (first === undefined) throw new Error('There was a slot');
      await clips.move({ clipId: first.clipId, to: 'refused', at: sampleNow });
      expect(await openedOf(3, ask)).toBe(1);
      expect(await taken()).toBe(5);
    }, 30_000);

    it('are never more than wanted while they are taken and resized at once', async () => {
      const { ask, resized, taken } = await programWanting(12);
      const asks = Array.from({ length: 30 }, () => ask());
      const outcome = await resized(2, 6);
      const opened = (await Promise.all(asks)).filter((clip) => clip !== undefined).length;
      const wanted = outcome === 'changed' ? 6 : 12;
      expect(['changed', 'target-below-taken']).toContain(outcome);
      expect(opened).toBe(wanted);
      expect(await openedOf(2, ask)).toBe(0);
      expect(await taken()).toBe(wanted);
    }, 30_000);

    it('begin for a category that is wanted later', async () => {
      const { campaigns, consents, clips } = await make();
      const campaign = sampleCampaign();
      const { campaignId } = campaign;
      const [terms] = campaign.terms;
      if (terms === undefined) throw new Error('The sample wants something');
      await campaigns.create(campaign, sampleCampaignParts());
      const { contributorId } = await consents.give(sampleConsent({ campaignId }));
      const clip = sampleClip({ contributorId, campaignId });
      const ofPerson = { ...clip, declared: { ...clip.declared, category: 'person' as const } };
      expect(await clips.openGrant(sampleOpening(ofPerson))).toBe('campaign-full');
      const person = { ...terms, category: 'person' as const, wanted: 1 };
      const after = { ...campaign, version: 2, terms: [...campaign.terms, person] };
      expect(await campaigns.change(after)).toBe('changed');
      expect(await clips.openGrant(sampleOpening(ofPerson))).toBe('opened');
      expect((await campaigns.taken(campaignId, ['person']))['person']).toBe(1);
    });
  });
};

import { describe, expect, it } from '@jest/globals';
import type { CampaignStore, ConsentStore } from '../../core/domain/campaigns/ports.ts';
import type { ClipStore } from '../../core/domain/intake/ports.ts';
import { addSeconds } from '../../core/domain/vocabulary/time.ts';
import {
  newId,
  sampleCampaign,
  sampleClip,
  sampleConsent,
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
      expect(await campaigns.create(campaign)).toBe('created');
      expect(await campaigns.find(campaign.campaignId)).toEqual(campaign);
    });

    it('never stores a second campaign under one id', async () => {
      const { campaigns } = await make();
      const campaign = sampleCampaign();
      await campaigns.create(campaign);
      expect(await campaigns.create({ ...campaign, title: 'Other' })).toBe('exists');
      expect(await campaigns.find(campaign.campaignId)).toEqual(campaign);
      expect(await campaigns.list()).toHaveLength(1);
    });

    it('lets one of many rivals create an id', async () => {
      const { campaigns } = await make();
      const campaign = sampleCampaign();
      const outcomes = await Promise.all(
        Array.from({ length: 5 }, (_, at) => campaigns.create({ ...campaign, title: `${at}` })),
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
      for (const campaign of created) await campaigns.create(campaign);
      expect(await campaigns.list()).toEqual(created.toReversed());
    });

    it('counts no slots of a new campaign and of an unknown one', async () => {
      const { campaigns } = await make();
      const campaign = sampleCampaign();
      await campaigns.create(campaign);
      const taken = await campaigns.taken(campaign.campaignId);
      expect([taken['package-theft'] ?? 0, taken['car-door'] ?? 0]).toEqual([0, 0]);
      expect((await campaigns.taken(newId('campaign')))['package-theft'] ?? 0).toBe(0);
    });

    it('counts the slots that grants take, by category', async () => {
      const { campaigns, consents, clips } = await make();
      const campaign = sampleCampaign();
      await campaigns.create(campaign);
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
  });
};

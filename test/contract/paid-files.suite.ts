import { describe, expect, it } from '@jest/globals';
import type { CampaignStore } from '../../core/domain/campaigns/ports.ts';
import type { PaidFiles } from '../../core/domain/intake/ports.ts';
import type { CampaignId } from '../../core/domain/vocabulary/ids.ts';
import { newId, sampleCampaign, sampleCampaignParts } from '../support/samples.ts';

/** Stores over one empty set of tables. */
export interface PaidFileStores {
  readonly campaigns: CampaignStore;
  readonly paidFiles: PaidFiles;
}

const sha256 = 'ab'.repeat(32);

/** What every `PaidFiles` keeps. `make` gives empty stores each time. */
export const paidFilesContract = (make: () => Promise<PaidFileStores>): void => {
  const inCampaign = async (): Promise<PaidFileStores & { campaignId: CampaignId }> => {
    const stores = await make();
    const campaign = sampleCampaign();
    await stores.campaigns.create(campaign, sampleCampaignParts());
    return { ...stores, campaignId: campaign.campaignId };
  };

  describe('marks of paid files', () => {
    it('are remembered once for ever, in one campaign', async () => {
      const { campaigns, paidFiles, campaignId } = await inCampaign();
      const clipId = newId('clip');
      expect(await paidFiles.isPaid(campaignId, sha256)).toBe(false);
      await paidFiles.remember({ campaignId, clipId, sha256 });
      await paidFiles.remember({ campaignId, clipId, sha256 });
      expect(await paidFiles.isPaid(campaignId, sha256)).toBe(true);
      expect(await paidFiles.isPaid(campaignId, 'cd'.repeat(32))).toBe(false);
      const other = sampleCampaign();
      await campaigns.create(other, { ...sampleCampaignParts(), fileKey: new Uint8Array(32) });
      expect(await paidFiles.isPaid(other.campaignId, sha256)).toBe(false);
    });

    it('are forgotten for the clip that they were made for, and no other', async () => {
      const { paidFiles, campaignId } = await inCampaign();
      const clipId = newId('clip');
      await paidFiles.forget({ campaignId, clipId, sha256 });
      expect(await paidFiles.isPaid(campaignId, sha256)).toBe(false);
      await paidFiles.remember({ campaignId, clipId, sha256 });
      await paidFiles.remember({ campaignId, clipId: newId('clip'), sha256 });
      await paidFiles.forget({ campaignId, clipId: newId('clip'), sha256 });
      expect(await paidFiles.isPaid(campaignId, sha256)).toBe(true);
      await paidFiles.forget({ campaignId, clipId, sha256 });
      await paidFiles.forget({ campaignId, clipId, sha256 });
      expect(await paidFiles.isPaid(campaignId, sha256)).toBe(false);
      await paidFiles.remember({ campaignId, clipId: newId('clip'), sha256 });
      expect(await paidFiles.isPaid(campaignId, sha256)).toBe(true);
    });

    it('are none where a campaign has no key', async () => {
      const { paidFiles } = await make();
      const paid = { campaignId: newId('campaign'), clipId: newId('clip'), sha256 };
      await paidFiles.remember(paid);
      await paidFiles.forget(paid);
      expect(await paidFiles.isPaid(paid.campaignId, sha256)).toBe(false);
    });
  });
};

import * as z from 'zod';
import type { CampaignId, ClipId, ContributorId } from '../../domain/vocabulary/ids.ts';

const text = z.object({ S: z.string().min(1) });

/** An award as the ledger's stream tells of it. Other new items of the ledger are balances. */
export const awardRecorded = z
  .object({
    pk: z.object({ S: z.string().startsWith('AWARD#') }),
    clipId: text,
    campaignId: text,
    contributorId: text,
  })
  .transform(({ clipId, campaignId, contributorId }) => ({
    clipId: clipId.S as ClipId,
    campaignId: campaignId.S as CampaignId,
    contributorId: contributorId.S as ContributorId,
  }));

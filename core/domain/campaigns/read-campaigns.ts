import type { CampaignId } from '../vocabulary/ids.ts';
import { addSeconds, type Clock, type Instant } from '../vocabulary/time.ts';
import type { Campaign } from './campaign.ts';
import type { CampaignStore } from './ports.ts';

/** A campaign and how many slots of each category are reserved or paid. */
export interface CampaignStanding {
  readonly campaign: Campaign;
  readonly taken: Readonly<Record<string, number>>;
}

/** Campaigns as the public reads them: from memory, where they were read a moment ago. */
export interface CampaignReader {
  find(campaignId: CampaignId): Promise<CampaignStanding | undefined>;
  /** Newest first, at most 100. */
  list(): Promise<readonly CampaignStanding[]>;
  /** Forgets everything, after a change that whoever made it wants to see. */
  forget(): void;
}

interface Kept<Value> {
  readonly value: Value;
  readonly until: Instant;
}

/** A program has few campaigns; strangers who ask for made-up ones must not fill the memory. */
const maxKept = 200;

/**
 * Reads campaigns at most once in `keptSeconds`, however many ask: a public page on everybody's
 * phone costs a few reads a second. What is not there is not kept, so a new campaign shows at once.
 */
export const createCampaignReader = ({
  campaigns,
  clock,
  keptSeconds,
}: {
  readonly campaigns: Pick<CampaignStore, 'find' | 'list' | 'taken'>;
  readonly clock: Clock;
  readonly keptSeconds: number;
}): CampaignReader => {
  const kept = new Map<CampaignId, Kept<CampaignStanding>>();
  let keptList: Kept<readonly CampaignStanding[]> | undefined;
  const keep = <Value>(value: Value): Kept<Value> => ({
    value,
    until: addSeconds(clock.now(), keptSeconds),
  });
  return {
    async find(campaignId) {
      const found = kept.get(campaignId);
      if (found !== undefined && clock.now() < found.until) return found.value;
      kept.delete(campaignId);
      const campaign = await campaigns.find(campaignId);
      if (campaign === undefined) return undefined;
      const standing = await standingOf(campaign, campaigns);
      if (kept.size >= maxKept) kept.clear();
      kept.set(campaignId, keep(standing));
      return standing;
    },
    async list() {
      if (keptList !== undefined && clock.now() < keptList.until) return keptList.value;
      const found = await campaigns.list();
      const standings = await Promise.all(found.map((campaign) => standingOf(campaign, campaigns)));
      keptList = keep(standings);
      return standings;
    },
    forget() {
      kept.clear();
      keptList = undefined;
    },
  };
};

/** A campaign as it was just read or written, with its slots as they are counted now. */
export const standingOf = async (
  campaign: Campaign,
  campaigns: Pick<CampaignStore, 'taken'>,
): Promise<CampaignStanding> => ({
  campaign,
  taken: await campaigns.taken(
    campaign.campaignId,
    campaign.terms.map(({ category }) => category),
  ),
});

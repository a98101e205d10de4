import type { ApiSchemas } from '../../client/api-client.ts';
import { ulid } from 'ulid';
import { modelCampaign } from './campaign.ts';
import type { People } from './people.ts';

/** The classes whose period the demo shortens, so that an erasure can be watched. */
const shortened = ['accepted-clip', 'rejected-clip', 'refused-upload'] as const;
const demoRetentionSeconds = 1;

/** The open campaign of the demo: the one of an earlier start, or a new one. */
export const openDemoCampaign = async (people: People): Promise<ApiSchemas['Campaign']> => {
  const draft = modelCampaign(Date.now());
  const { campaigns } = await people.nobody.listCampaigns();
  const now = new Date().toISOString();
  const open = campaigns.find(
    ({ title, status, closesAt }) => title === draft.title && status === 'open' && closesAt > now,
  );
  const body = { ...draft, campaignId: `campaign_${ulid()}` as const };
  return open ?? people.platform.createCampaign({ body });
};

/**
 * Sets short retention periods while `work` runs, and what was in force before afterwards, also
 * when it fails: clips given later must not vanish in seconds.
 */
export const withShortRetention = async <T>(people: People, work: () => Promise<T>): Promise<T> => {
  const { rules } = await people.nobody.getRetentionSchedule();
  const before = rules.filter(({ recordClass }) => shortened.some((name) => name === recordClass));
  for (const recordClass of shortened) {
    await people.compliance.putRetentionRule({
      recordClass,
      body: { retentionSeconds: demoRetentionSeconds, legalBasis: 'Demo: to be watched leaving.' },
    });
  }
  try {
    return await work();
  } finally {
    for (const { recordClass, retentionSeconds, legalBasis } of before) {
      await people.compliance.putRetentionRule({
        recordClass,
        body: { retentionSeconds, legalBasis },
      });
    }
  }
};

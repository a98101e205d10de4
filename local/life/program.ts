import type { ApiSchemas } from '../../client/api-client.ts';
import { ulid } from 'ulid';
import type { LocalCloud } from '../cloud/local-cloud.ts';
import { modelCampaign } from './campaign.ts';
import type { LifeSetting } from './life.ts';
import type { People } from './people.ts';
import type { Stopwatch } from './steps.ts';

/** The classes whose period the demo shortens, so that an erasure can be watched. */
const shortened = ['accepted-clip', 'rejected-clip', 'refused-upload'] as const;
const demoRetentionSeconds = 1;

/**
 * A campaign of this start's own: one of an earlier start has paid for the demo's files already,
 * and would not take them again. Those are closed.
 */
const openDemoCampaign = async (people: People): Promise<ApiSchemas['Campaign']> => {
  const draft = modelCampaign(Date.now());
  const { campaigns } = await people.nobody.listCampaigns();
  for (const { campaignId, title, status } of campaigns) {
    if (title !== draft.title || status === 'closed') continue;
    await people.platform.setCampaignStatus({ campaignId, body: { status: 'closed' } });
  }
  const body = { ...draft, campaignId: `campaign_${ulid()}` as const };
  return people.platform.createCampaign({ body });
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

/** Opens the campaign, gives the contributor's consent and puts them on the Honor Wall. */
export const joinProgram = async (
  cloud: LocalCloud,
  people: People,
  watch: Stopwatch,
): Promise<LifeSetting> => {
  const campaign = await watch.step(
    'Campaign open',
    () => openDemoCampaign(people),
    ({ title, terms }) => `“${title}”, ${terms[0]?.stillWanted} package thefts still wanted`,
  );
  const { consentId } = await watch.step(
    'Consent given',
    () =>
      people.contributor.giveConsent({
        body: {
          campaignId: campaign.campaignId,
          noticeVersion: campaign.notice.version,
          language: 'en',
          purposes: ['human-review', 'model-training'],
          statesBystanders: true,
          statesAge: true,
        },
      }),
    ({ purposes, consentId: id }) => `${id}: ${purposes.join(', ')}`,
  );
  const { cameraId } = await watch.step(
    'Camera registered',
    () => people.contributor.registerCamera({ body: { label: 'front door', area: 'US-OR' } }),
    ({ label, area, cameraId: id }) => `${id}: “${label}” in ${area}`,
  );
  const alias = 'Porch Owl';
  await people.contributor.putWallProfile({ body: { listed: true, alias } });
  return { cloud, people, campaign, consentId, cameraId, alias };
};

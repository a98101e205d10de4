import type { CampaignId } from '../vocabulary/ids.ts';
import type { HostLimits } from '../inference/host-limits.ts';
import type { Actor } from '../vocabulary/people.ts';
import { Refusal } from '../vocabulary/refusal.ts';
import type { Campaign, ConsentNotice } from './campaign.ts';
import {
  noticeInForce,
  requireAnalyzable,
  requireBudget,
  requireKept,
  requirePlatform,
  sameWords,
  saysTheSame,
  type CampaignTerms,
} from './campaign-terms.ts';
import type { CampaignStore } from './ports.ts';

/** New terms of a campaign, all of them. */
export type CampaignChange = CampaignTerms & {
  /** The version that was looked at and is changed. */
  readonly version: number;
};

/** What changing campaigns needs. */
export interface ChangeCampaignPorts {
  readonly campaigns: CampaignStore;
  /** Of the host that analyzes in this deployment. */
  readonly analyzerLimits: HostLimits;
}

/**
 * Replaces a campaign's terms. Repeating a change that was made confirms it. What was promised to
 * clips already granted stands in those clips. A new notice version asks everybody again. Refuses
 * `not-found`, `campaign-closed`, `campaign-changed`, `reward-lowered`, `budget-too-small`,
 * `beyond-analyzer`, `notice-differs`, `target-below-taken`.
 */
export const changeCampaign = async (
  actor: Actor,
  campaignId: CampaignId,
  change: CampaignChange,
  { campaigns, analyzerLimits }: ChangeCampaignPorts,
): Promise<Campaign> => {
  requirePlatform(actor);
  const before = await findCampaign(campaignId, campaigns);
  const notice = await newNotice(campaignId, change.notice, campaigns);
  const { version, ...terms } = change;
  if (before.version === version + 1 && notice === undefined && saysTheSame(before, terms)) {
    return before;
  }
  if (before.status === 'closed') throw isClosed(before);
  if (before.version !== version) throw hasChanged(before);
  requireKept(before, terms);
  requireBudget(terms);
  requireAnalyzable(terms.footage, analyzerLimits);
  const after: Campaign = {
    ...before,
    ...terms,
    version: version + 1,
    notice: noticeInForce(change.notice),
  };
  const outcome = await campaigns.change(after, notice);
  switch (outcome) {
    case 'changed':
      return after;
    case 'stale':
      return confirmOrRefuse(after, terms, campaigns);
    case 'notice-differs':
      throw noticeDiffers(change.notice);
    case 'target-below-taken':
      throw await isTaken(after, campaigns);
  }
};

/**
 * Names the first category of which too few would be wanted, if what is read for it shows one. At
 * least 1 clip is wanted of each, so that of such a category 2 are taken at least.
 */
const isTaken = async (
  { campaignId, terms }: Campaign,
  campaigns: Pick<CampaignStore, 'taken'>,
): Promise<Refusal> => {
  const takenOf = await campaigns.taken(campaignId);
  const short = terms.find(({ category, wanted }) => (takenOf[category] ?? 0) > wanted);
  if (short === undefined) {
    return new Refusal(
      'target-below-taken',
      'More clips of a category are reserved or paid already than would be wanted: want at ' +
        'least as many, or pause the campaign.',
    );
  }
  const { category } = short;
  const taken = takenOf[category] ?? 0;
  return new Refusal(
    'target-below-taken',
    `${taken} clips of ${category} are reserved or paid: want at least ${taken}, or pause the ` +
      'campaign.',
    { category, taken },
  );
};

/** Somebody changed it meanwhile; a doubled call may have made this very change. */
const confirmOrRefuse = async (
  after: Campaign,
  terms: CampaignTerms,
  campaigns: CampaignStore,
): Promise<Campaign> => {
  const now = await findCampaign(after.campaignId, campaigns);
  if (now.version === after.version && saysTheSame(now, terms)) return now;
  throw now.status === 'closed' ? isClosed(now) : hasChanged(now);
};

/** The notice, if its version is new; throws `notice-differs` if other words have that version. */
const newNotice = async (
  campaignId: CampaignId,
  notice: ConsentNotice,
  campaigns: CampaignStore,
): Promise<ConsentNotice | undefined> => {
  const stored = await campaigns.findNotice(campaignId, notice.version);
  if (stored !== undefined && !sameWords(stored, notice)) throw noticeDiffers(notice);
  return stored === undefined ? notice : undefined;
};

const noticeDiffers = ({ version }: ConsentNotice): Refusal =>
  new Refusal(
    'notice-differs',
    `Notice ${version} has other words, which people may have agreed to: give yours a new version.`,
  );

/** The campaign of an id. Throws the refusal `not-found`. */
export const findCampaign = async (
  campaignId: CampaignId,
  campaigns: Pick<CampaignStore, 'find'>,
): Promise<Campaign> => {
  const campaign = await campaigns.find(campaignId);
  if (campaign === undefined) throw new Refusal('not-found', `There is no campaign ${campaignId}.`);
  return campaign;
};

/** That nothing can be changed any more. */
export const isClosed = ({ title }: Campaign): Refusal =>
  new Refusal('campaign-closed', `"${title}" is closed for ever: open another campaign.`);

/** That somebody else changed it first. */
export const hasChanged = ({ title, version }: Campaign): Refusal =>
  new Refusal(
    'campaign-changed',
    `"${title}" is at version ${version} now: read it again, then make your change to that.`,
    { version },
  );

import { expect } from '@jest/globals';
import type { CampaignStore, ConsentStore } from '../../core/domain/campaigns/ports.ts';
import type { ClipState, LiveClip } from '../../core/domain/intake/clip.ts';
import type { ClipStore, GrantOpening } from '../../core/domain/intake/ports.ts';
import type { DueIndex } from '../../core/domain/retention/ports.ts';
import type {
  CameraId,
  CampaignId,
  ClipId,
  ContributorId,
} from '../../core/domain/vocabulary/ids.ts';
import {
  newId,
  sampleCampaign,
  sampleCampaignParts,
  sampleClip,
  sampleConsent,
  sampleNow,
  sampleOpening,
} from '../support/samples.ts';

/** Stores over one empty set of tables. */
export interface ClipStores {
  readonly campaigns: CampaignStore;
  readonly consents: ConsentStore;
  readonly clips: ClipStore;
  readonly due: DueIndex;
}

/** Stores with a campaign, and somebody who consented to it. */
export interface Program extends ClipStores {
  readonly campaignId: CampaignId;
  readonly contributorId: ContributorId;
}

/** Somebody new who consents to a campaign. */
export const consentTo = async (
  stores: Pick<ClipStores, 'consents'>,
  campaignId: CampaignId,
): Promise<ContributorId> =>
  (await stores.consents.give(sampleConsent({ campaignId }))).contributorId;

/** A program that wants so many clips of each category. */
export const programOf = async (
  make: () => Promise<ClipStores>,
  wanted = 20_000,
): Promise<Program> => {
  const stores = await make();
  const sample = sampleCampaign();
  const campaign = { ...sample, terms: sample.terms.map((terms) => ({ ...terms, wanted })) };
  await stores.campaigns.create(campaign, sampleCampaignParts());
  const { campaignId } = campaign;
  return { ...stores, campaignId, contributorId: await consentTo(stores, campaignId) };
};

/** A clip to be granted. */
export const clipOf = (
  { campaignId, contributorId }: Pick<Program, 'campaignId' | 'contributorId'>,
  declared: Partial<LiveClip['declared']> = {},
): LiveClip => {
  const clip = sampleClip({ campaignId, contributorId });
  return { ...clip, declared: { ...clip.declared, ...declared } };
};

/** A clip that was granted. */
export const opened = async (
  program: Program,
  changes: Partial<GrantOpening> = {},
  cameraId: CameraId = newId('camera'),
): Promise<LiveClip> => {
  const clip = clipOf(program, { cameraId });
  expect(await program.clips.openGrant(sampleOpening(clip, changes))).toBe('opened');
  return clip;
};

/** The sample's caps with one of them changed. */
export const capped = (caps: Partial<GrantOpening['caps']>): Pick<GrantOpening, 'caps'> => ({
  caps: { perContributor: 20, perCamera: 10, perAct: 3, ...caps },
});

/** Moves a clip through states, each of which has to be legal. */
export const walk = async (
  { clips }: Pick<ClipStores, 'clips'>,
  clipId: ClipId,
  states: readonly ClipState[],
): Promise<void> => {
  for (const to of states) {
    expect(await clips.move({ clipId, to, at: sampleNow })).toBe('moved');
  }
};

/** Slots of the sample's category that are taken. */
export const takenOf = async ({ campaigns, campaignId }: Program): Promise<number> =>
  (await campaigns.taken(campaignId))['package-theft'] ?? 0;

/** Ways in which a clip ends unpaid. */
export const unpaidEnds = [
  ['refused'],
  ['expired'],
  ['withdrawn'],
  ['analyzing', 'refused'],
  ['analyzing', 'withdrawn'],
  ['analyzing', 'in-review', 'rejected'],
  ['analyzing', 'in-review', 'withdrawn'],
] as const satisfies readonly (readonly ClipState[])[];

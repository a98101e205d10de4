import type { Campaign, CategoryTerms, Purpose } from '../../../core/domain/campaigns/campaign.ts';
import type { CampaignTerms } from '../../../core/domain/campaigns/campaign-terms.ts';
import { createCampaign } from '../../../core/domain/campaigns/create-campaign.ts';
import { giveConsent, type ConsentRequest } from '../../../core/domain/campaigns/give-consent.ts';
import type { ClipState, LiveClip } from '../../../core/domain/intake/clip.ts';
import type { Actor } from '../../../core/domain/vocabulary/people.ts';
import { sampleCampaign, sampleClip, sampleNotice, sampleOpening } from '../../support/samples.ts';
import { createStage, personWith, type Stage } from '../life/stage.ts';

export { personWith, refusalOf } from '../life/stage.ts';

/** Memory adapters under the names that campaigns, consents and their withdrawal know them by. */
export const createProgram = () => createStage();
export type Program = Stage;

/** Somebody of the platform team. */
export const platform = personWith('platform');

/** Terms that can be written. */
export const termsWith = (changes: Partial<CampaignTerms> = {}): CampaignTerms => {
  const { title, brief, opensAt, closesAt, regions, budget, terms, footage, review } =
    sampleCampaign();
  const said = { title, brief, opensAt, closesAt, regions, budget, terms, footage, review };
  return { ...said, notice: sampleNotice(), ...changes };
};

/** Terms that want so many thefts and nothing else. */
export const wanting = (wanted: number, changes: Partial<CategoryTerms> = {}): CampaignTerms => {
  const [thefts] = sampleCampaign().terms;
  if (thefts === undefined) throw new Error('The sample wants something');
  return termsWith({ terms: [{ ...thefts, wanted, ...changes }] });
};

/** An open campaign. */
export const openCampaign = (program: Program, terms = termsWith()): Promise<Campaign> =>
  createCampaign(platform, terms, program);

/** Gives consent to the notice in force. */
export const consentTo = (
  program: Program,
  { campaignId, notice }: Campaign,
  actor: Actor,
  changes: Partial<ConsentRequest> = {},
) =>
  giveConsent(
    actor,
    {
      campaignId,
      noticeVersion: notice.version,
      language: 'en',
      purposes: ['human-review', 'model-training'],
      statesBystanders: true,
      statesAge: true,
      ...changes,
    },
    program,
  );

/** Every purpose there is. */
export const everything: readonly Purpose[] = [
  'human-review',
  'model-training',
  'redacted-publication',
];

/** A clip given under the consent in force, moved through these states. */
export const giveClip = async (
  program: Program,
  { campaignId }: Campaign,
  { actorId }: Actor,
  states: readonly ClipState[] = [],
): Promise<LiveClip> => {
  const consent = await program.consents.inForce(actorId, campaignId);
  const clip = sampleClip({
    contributorId: actorId,
    campaignId,
    consentEpoch: consent?.epoch ?? 0,
  });
  const caps = { perContributor: 1_000_000, perCamera: 1_000_000, perAct: 20 };
  const opening = sampleOpening(clip, { caps, maxOpenGrants: 1_000_000 });
  const outcome = await program.clips.openGrant(opening);
  if (outcome !== 'opened') throw new Error(`No grant: ${outcome}`);
  for (const to of states) {
    await program.clips.move({ clipId: clip.clipId, to, at: program.clock.now() });
  }
  return clip;
};

import type { CampaignStore } from '../campaigns/ports.ts';
import type { CampaignId, ClipId } from '../vocabulary/ids.ts';
import type { Money } from '../vocabulary/money.ts';
import { holds, type Actor } from '../vocabulary/people.ts';
import { Refusal } from '../vocabulary/refusal.ts';
import { wallPageLines, type Standing, type WallLine } from './honor-wall.ts';
import type { Award } from './ledger.ts';
import type { HonorWall, LedgerReader } from './ports.ts';

/** What the asking person has earned and not been paid yet. */
export const readEarnings = (
  actor: Actor,
  { ledger }: { ledger: LedgerReader },
): Promise<readonly Money[]> => ledger.balances(actor.actorId);

/** A clip's award, for who earned it and for platform. */
export const readAward = async (
  actor: Actor,
  clipId: ClipId,
  { ledger }: { ledger: LedgerReader },
): Promise<Award> => {
  const award = await ledger.find(clipId);
  const allowed =
    award !== undefined && (award.contributorId === actor.actorId || holds(actor, 'platform'));
  if (!allowed) throw new Refusal('not-found', `There is no award for a clip ${clipId} of yours.`);
  return award;
};

const requireCampaign = async (campaignId: CampaignId, campaigns: CampaignStore): Promise<void> => {
  if ((await campaigns.find(campaignId)) === undefined) {
    throw new Refusal('not-found', `There is no campaign ${campaignId}.`);
  }
};

/** The top of a campaign's wall. */
export const readHonorWall = async (
  campaignId: CampaignId,
  { wall, campaigns }: { wall: HonorWall; campaigns: CampaignStore },
): Promise<readonly WallLine[]> => {
  await requireCampaign(campaignId, campaigns);
  return wall.top(campaignId, wallPageLines);
};

/** The asking person's own score and rank. */
export const readStanding = async (
  actor: Actor,
  campaignId: CampaignId,
  { wall, campaigns }: { wall: HonorWall; campaigns: CampaignStore },
): Promise<Standing> => {
  await requireCampaign(campaignId, campaigns);
  return wall.standing(campaignId, actor.actorId);
};

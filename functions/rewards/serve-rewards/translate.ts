import {
  readAward,
  readEarnings,
  readHonorWall,
  readStanding,
} from '../../../core/domain/rewards/read-rewards.ts';
import type { Answers } from '../../middleware/http.ts';
import type { RewardsContainer } from '../container.ts';

/** The routes of `rewards/serve-rewards`. */
export const answers: Answers<'rewards/serve-rewards', RewardsContainer> = {
  getEarnings: async ({ actor }, container) => ({
    balances: [...(await readEarnings(actor, container))],
  }),
  getAward: async ({ actor, parameters }, container) => {
    const award = await readAward(actor, parameters.clipId, container);
    const { awardId, clipId, campaignId, reward, awardedAt } = award;
    return { awardId, clipId, campaignId, reward, awardedAt };
  },
  getHonorWall: async ({ parameters }, container) => ({
    lines: [...(await readHonorWall(parameters.campaignId, container))],
  }),
  getStanding: ({ actor, parameters }, container) =>
    readStanding(actor, parameters.campaignId, container),
  putWallProfile: async ({ actor, body }, { wall }) => {
    await wall.setProfile({ contributorId: actor.actorId, ...body });
    return body;
  },
};

import type { WallLine, WallProfile } from '../../domain/rewards/honor-wall.ts';
import type { HonorWall } from '../../domain/rewards/ports.ts';
import type { CampaignId, ContributorId } from '../../domain/vocabulary/ids.ts';
import type { MemoryTables } from './tables.ts';

/** The Honor Wall in memory. */
export const createMemoryHonorWall = (tables: MemoryTables): HonorWall => {
  const profileOf = (contributorId: ContributorId): WallProfile =>
    tables.wallProfiles.get(contributorId) ?? { contributorId, listed: false, alias: '' };
  /** Listed people with a score, best first. */
  const board = (campaignId: CampaignId) =>
    [...(tables.wallScores.get(campaignId) ?? [])]
      .map(([contributorId, acceptedClips]) => ({ ...profileOf(contributorId), acceptedClips }))
      .filter(({ listed }) => listed)
      .toSorted((one, other) => other.acceptedClips - one.acceptedClips);
  return {
    async count({ clipId, campaignId, contributorId }) {
      if (tables.wallCounted.has(clipId)) return;
      tables.wallCounted.add(clipId);
      const scores = tables.wallScores.get(campaignId) ?? new Map<ContributorId, number>();
      scores.set(contributorId, (scores.get(contributorId) ?? 0) + 1);
      tables.wallScores.set(campaignId, scores);
    },
    profile: async (contributorId) => profileOf(contributorId),
    async setProfile(profile) {
      tables.wallProfiles.set(profile.contributorId, profile);
    },
    async standing(campaignId, contributorId) {
      const { listed, alias } = profileOf(contributorId);
      const acceptedClips = tables.wallScores.get(campaignId)?.get(contributorId) ?? 0;
      if (!listed || acceptedClips === 0) return { listed, alias, acceptedClips };
      const better = board(campaignId).filter((line) => line.acceptedClips > acceptedClips);
      return { listed, alias, acceptedClips, rank: better.length + 1 };
    },
    async top(campaignId, lines) {
      const ranked: WallLine[] = [];
      for (const { alias, acceptedClips } of board(campaignId).slice(0, lines)) {
        const above = ranked.at(-1);
        const rank = above?.acceptedClips === acceptedClips ? above.rank : ranked.length + 1;
        ranked.push({ rank, alias, acceptedClips });
      }
      return ranked;
    },
  };
};

import { describe, expect, it } from '@jest/globals';
import type { HonorWall } from '../../core/domain/rewards/ports.ts';
import type { CampaignId, ContributorId } from '../../core/domain/vocabulary/ids.ts';
import { newId } from '../support/samples.ts';

const giveClips = async (
  wall: HonorWall,
  campaignId: CampaignId,
  contributorId: ContributorId,
  clips: number,
): Promise<void> => {
  for (let at = 0; at < clips; at += 1) {
    await wall.count({ clipId: newId('clip'), campaignId, contributorId });
  }
};

const person = async (
  wall: HonorWall,
  campaignId: CampaignId,
  { clips, alias }: { clips: number; alias: string },
): Promise<ContributorId> => {
  const contributorId = newId('contributor');
  await wall.setProfile({ contributorId, listed: true, alias });
  await giveClips(wall, campaignId, contributorId, clips);
  return contributorId;
};

/** What every Honor Wall keeps. `make` gives an empty one each time. */
export const honorWallContract = (make: () => Promise<HonorWall>): void => {
  describe('an Honor Wall', () => {
    countContract(make);
    rankContract(make);
  });
};

const countContract = (make: () => Promise<HonorWall>): void => {
  it('is empty at first, and everybody hidden', async () => {
    const wall = await make();
    const contributorId = newId('contributor');
    const nothing = { listed: false, alias: '' };
    expect(await wall.profile(contributorId)).toEqual({ contributorId, ...nothing });
    const standing = await wall.standing(newId('campaign'), contributorId);
    expect(standing).toEqual({ ...nothing, acceptedClips: 0 });
    expect(await wall.top(newId('campaign'), 50)).toEqual([]);
  });

  it('counts an award once, however often it is told', async () => {
    const wall = await make();
    const campaignId = newId('campaign');
    const contributorId = newId('contributor');
    const award = { clipId: newId('clip'), campaignId, contributorId };
    await wall.count(award);
    await wall.count(award);
    await Promise.all([wall.count(award), wall.count(award), wall.count(award)]);
    expect((await wall.standing(campaignId, contributorId)).acceptedClips).toBe(1);
  });

  it('counts many awards of one person that come at once', async () => {
    const wall = await make();
    const campaignId = newId('campaign');
    const contributorId = newId('contributor');
    await Promise.all(
      Array.from({ length: 8 }, () =>
        wall.count({ clipId: newId('clip'), campaignId, contributorId }),
      ),
    );
    expect((await wall.standing(campaignId, contributorId)).acceptedClips).toBe(8);
  });

  it('keeps campaigns apart', async () => {
    const wall = await make();
    const [one, other] = [newId('campaign'), newId('campaign')];
    const contributorId = await person(wall, one, { clips: 2, alias: 'Porch' });
    await giveClips(wall, other, contributorId, 1);
    expect((await wall.standing(one, contributorId)).acceptedClips).toBe(2);
    expect((await wall.standing(other, contributorId)).acceptedClips).toBe(1);
    expect(await wall.top(other, 50)).toEqual([{ rank: 1, alias: 'Porch', acceptedClips: 1 }]);
  });
};

const rankContract = (make: () => Promise<HonorWall>): void => {
  it('ranks by accepted clips; equal scores share the better rank', async () => {
    const wall = await make();
    const campaignId = newId('campaign');
    const first = await person(wall, campaignId, { clips: 3, alias: 'first' });
    const second = await person(wall, campaignId, { clips: 2, alias: 'second' });
    const alike = await person(wall, campaignId, { clips: 2, alias: 'alike' });
    const last = await person(wall, campaignId, { clips: 1, alias: 'last' });
    const ranks = [];
    for (const contributorId of [first, second, alike, last]) {
      ranks.push((await wall.standing(campaignId, contributorId)).rank);
    }
    expect(ranks).toEqual([1, 2, 2, 4]);
    const top = await wall.top(campaignId, 50);
    expect(top.map(({ rank, acceptedClips }) => [rank, acceptedClips])).toEqual([
      [1, 3],
      [2, 2],
      [2, 2],
      [4, 1],
    ]);
    expect(new Set(top.map(({ alias }) => alias))).toEqual(
      new Set(['first', 'second', 'alike', 'last']),
    );
    const best = await wall.top(campaignId, 2);
    expect(best.map(({ rank }) => rank)).toEqual([1, 2]);
  });

  it('ranks two-digit scores above one-digit ones', async () => {
    const wall = await make();
    const campaignId = newId('campaign');
    const nine = await person(wall, campaignId, { clips: 9, alias: 'nine' });
    await person(wall, campaignId, { clips: 11, alias: 'eleven' });
    expect((await wall.standing(campaignId, nine)).rank).toBe(2);
    expect((await wall.top(campaignId, 1))[0]?.alias).toBe('eleven');
  });

  it('does not show hidden people, and they take nobody’s rank', async () => {
    const wall = await make();
    const campaignId = newId('campaign');
    const hidden = newId('contributor');
    await giveClips(wall, campaignId, hidden, 3);
    const listed = await person(wall, campaignId, { clips: 1, alias: 'listed' });
    expect(await wall.standing(campaignId, hidden)).toEqual({
      listed: false,
      alias: '',
      acceptedClips: 3,
    });
    expect((await wall.standing(campaignId, listed)).rank).toBe(1);
    expect(await wall.top(campaignId, 50)).toHaveLength(1);
  });

  it('lists and hides a person at once, on every campaign’s wall', async () => {
    const wall = await make();
    const campaigns = [newId('campaign'), newId('campaign')];
    const contributorId = newId('contributor');
    for (const campaignId of campaigns) await giveClips(wall, campaignId, contributorId, 2);
    await wall.setProfile({ contributorId, listed: true, alias: 'Porch' });
    for (const campaignId of campaigns) {
      expect(await wall.top(campaignId, 50)).toEqual([
        { rank: 1, alias: 'Porch', acceptedClips: 2 },
      ]);
    }
    await wall.setProfile({ contributorId, listed: false, alias: 'Porch' });
    for (const campaignId of campaigns) expect(await wall.top(campaignId, 50)).toEqual([]);
    expect(await wall.profile(contributorId)).toEqual({
      contributorId,
      listed: false,
      alias: 'Porch',
    });
  });

  it('shows a new alias at once, and counts on for a listed person', async () => {
    const wall = await make();
    const campaignId = newId('campaign');
    const contributorId = await person(wall, campaignId, { clips: 1, alias: 'old' });
    await wall.setProfile({ contributorId, listed: true, alias: 'new' });
    await giveClips(wall, campaignId, contributorId, 1);
    expect(await wall.top(campaignId, 50)).toEqual([{ rank: 1, alias: 'new', acceptedClips: 2 }]);
    expect(await wall.standing(campaignId, contributorId)).toEqual({
      listed: true,
      alias: 'new',
      acceptedClips: 2,
      rank: 1,
    });
  });

  it('gives nobody a rank without an accepted clip', async () => {
    const wall = await make();
    const campaignId = newId('campaign');
    const contributorId = await person(wall, campaignId, { clips: 0, alias: 'new' });
    const standing = await wall.standing(campaignId, contributorId);
    expect(standing).toEqual({ listed: true, alias: 'new', acceptedClips: 0 });
    expect(await wall.top(campaignId, 50)).toEqual([]);
  });
};

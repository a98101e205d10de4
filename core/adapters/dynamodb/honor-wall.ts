import { QueryCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { wallItems } from '../../contracts/layout/items.ts';
import type { Standing, WallLine, WallProfile } from '../../domain/rewards/honor-wall.ts';
import type { Award } from '../../domain/rewards/ledger.ts';
import type { HonorWall } from '../../domain/rewards/ports.ts';
import type { CampaignId, ContributorId } from '../../domain/vocabulary/ids.ts';
import { campaignIdShape, contributorIdShape, countShape } from './stored-shapes.ts';
import { queryItems, queryPrefix, readItem, type StoredItem, type Table } from './table.ts';
import { writeAll, type TransactItem } from './transaction.ts';

const profileShape: z.ZodType<WallProfile> = z.object({
  contributorId: contributorIdShape,
  listed: z.boolean(),
  alias: z.string(),
});
const scoreShape = z.object({ campaignId: campaignIdShape, acceptedClips: countShape });
const lineShape = z.object({ alias: z.string(), acceptedClips: countShape });

/**
 * The Honor Wall in table `wall`. A score item is in the index `standing` while its person is
 * listed: only then does it have the attribute `board`. It carries the alias, so that the wall is
 * one query.
 */
export const dynamoHonorWall = ({
  documents,
  table,
}: {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
}): HonorWall => {
  const wall: Table = { documents, table };
  return {
    count: (award) => countAward(award, wall),
    profile: (contributorId) => readProfile(contributorId, wall),
    setProfile: (profile) => setProfile(profile, wall),
    standing: (campaignId, contributorId) => standingOf(campaignId, contributorId, wall),
    top: (campaignId, lines) => topOf(campaignId, lines, wall),
  };
};

/** 12 digits: text order is number order up to a million million clips. */
const scoreText = (acceptedClips: number): string => String(acceptedClips).padStart(12, '0');

/** Tries against the same person's other awards and changes of profile at the same moment. */
const maxAttempts = 20;

/**
 * Counts once: the mark of the clip, the score from what was read to one more, and the profile
 * still as it was read, so that nobody who hid meanwhile is listed. Write units: 3 × 2 = 6, and 2
 * of the index for a listed person.
 */
const countAward = async (
  { clipId, campaignId, contributorId }: Pick<Award, 'clipId' | 'campaignId' | 'contributorId'>,
  wall: Table,
): Promise<void> => {
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const profile = await readProfile(contributorId, wall);
    const before = await readScore(campaignId, contributorId, wall);
    const acceptedClips = before + 1;
    const failed = await writeAll(wall.documents, [
      {
        Put: {
          TableName: wall.table,
          Item: { ...wallItems.counted(clipId) },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      putScore({ campaignId, profile, acceptedClips, before }, wall),
      sameProfile(profile, wall),
    ]);
    if (failed.size === 0 || failed.has(0)) return;
  }
  throw new Error(`A score moved ${maxAttempts} times while it was being counted; deliver again`);
};

const putScore = (
  {
    campaignId,
    profile,
    acceptedClips,
    before,
  }: { campaignId: CampaignId; profile: WallProfile; acceptedClips: number; before: number },
  { table }: Table,
): TransactItem => ({
  Put: {
    TableName: table,
    Item: {
      ...wallItems.score(campaignId, profile.contributorId),
      campaignId,
      acceptedClips,
      score: scoreText(acceptedClips),
      alias: profile.alias,
      ...(profile.listed ? { board: wallItems.board(campaignId) } : {}),
    },
    ...(before === 0
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: 'acceptedClips = :before',
          ExpressionAttributeValues: { ':before': before },
        }),
  },
});

/** Nobody has a profile before setting one; that counts as hidden without an alias. */
const sameProfile = (
  { contributorId, listed, alias }: WallProfile,
  { table }: Table,
): TransactItem => ({
  ConditionCheck: {
    TableName: table,
    Key: { ...wallItems.profile(contributorId) },
    ConditionExpression: `(listed = :listed AND alias = :alias)${
      !listed && alias === '' ? ' OR attribute_not_exists(pk)' : ''
    }`,
    ExpressionAttributeValues: { ':listed': listed, ':alias': alias },
  },
});

/** Scores changed with the profile in one transaction, which takes 100 items. */
const maxScoresPerWrite = 99;

/** Campaigns that one person has clips in, at most. */
const maxScores = 990;

/**
 * The profile and the person's scores, all at once up to 99 campaigns: (1 + campaigns) × 2 write
 * units and as many of the index. Awards counted at the same moment condition on the profile, so
 * none slips through; a score that moved meanwhile keeps its count, because only marks are set.
 */
const setProfile = async (profile: WallProfile, wall: Table): Promise<void> => {
  const scores = await scoresOf(profile.contributorId, wall);
  const putProfile: TransactItem = {
    Put: {
      TableName: wall.table,
      Item: { ...wallItems.profile(profile.contributorId), ...profile },
    },
  };
  await writeAll(wall.documents, [
    putProfile,
    ...scores.slice(0, maxScoresPerWrite).map((campaignId) => markScore(campaignId, profile, wall)),
  ]);
  // Scores that an award made between our query and our write were made under the old profile.
  const later = await scoresOf(profile.contributorId, wall);
  const done = new Set(scores.slice(0, maxScoresPerWrite));
  const rest = later.filter((campaignId) => !done.has(campaignId));
  for (let first = 0; first < rest.length; first += maxScoresPerWrite) {
    const some = rest.slice(first, first + maxScoresPerWrite);
    await writeAll(wall.documents, [
      sameProfile(profile, wall),
      ...some.map((campaignId) => markScore(campaignId, profile, wall)),
    ]);
  }
};

const scoresOf = async (
  contributorId: ContributorId,
  wall: Table,
): Promise<readonly CampaignId[]> => {
  const prefix = { pk: wallItems.profile(contributorId).pk, sk: 'SCORE#' };
  const items = await queryPrefix(wall, prefix, { limit: maxScores });
  return items.map((item) => scoreShape.parse(item).campaignId);
};

const markScore = (
  campaignId: CampaignId,
  { contributorId, listed, alias }: WallProfile,
  { table }: Table,
): TransactItem => ({
  Update: {
    TableName: table,
    Key: { ...wallItems.score(campaignId, contributorId) },
    UpdateExpression: listed
      ? 'SET alias = :alias, board = :board'
      : 'SET alias = :alias REMOVE board',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: {
      ':alias': alias,
      ...(listed ? { ':board': wallItems.board(campaignId) } : {}),
    },
  },
});

const readProfile = async (contributorId: ContributorId, wall: Table): Promise<WallProfile> => {
  const item = await readItem(wall, wallItems.profile(contributorId));
  return item === undefined
    ? { contributorId, listed: false, alias: '' }
    : profileShape.parse(item);
};

const readScore = async (
  campaignId: CampaignId,
  contributorId: ContributorId,
  wall: Table,
): Promise<number> => {
  const item = await readItem(wall, wallItems.score(campaignId, contributorId));
  return item === undefined ? 0 : scoreShape.parse(item).acceptedClips;
};

const standingOf = async (
  campaignId: CampaignId,
  contributorId: ContributorId,
  wall: Table,
): Promise<Standing> => {
  const { listed, alias } = await readProfile(contributorId, wall);
  const acceptedClips = await readScore(campaignId, contributorId, wall);
  const standing = { listed, alias, acceptedClips };
  if (!listed || acceptedClips === 0) return standing;
  const better = await countBetter(campaignId, acceptedClips, wall);
  return better === undefined ? standing : { ...standing, rank: better + 1 };
};

/**
 * Pages of the index counted for one rank. A page of 1 MB holds about 4,000 of its items, so ranks
 * down to about 100,000 are told; below that a person has a score and no rank.
 */
const maxRankPages = 25;

/** Listed people with a higher score; undefined when there are too many to count. */
const countBetter = async (
  campaignId: CampaignId,
  acceptedClips: number,
  { documents, table }: Table,
): Promise<number | undefined> => {
  let count = 0;
  let startKey: StoredItem | undefined;
  for (let page = 0; page < maxRankPages; page += 1) {
    const { Count, LastEvaluatedKey } = await documents.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'standing',
        KeyConditionExpression: 'board = :board AND score > :score',
        ExpressionAttributeValues: {
          ':board': wallItems.board(campaignId),
          ':score': scoreText(acceptedClips),
        },
        Select: 'COUNT',
        ...(startKey === undefined ? {} : { ExclusiveStartKey: { ...startKey } }),
      }),
    );
    count += Count ?? 0;
    startKey = LastEvaluatedKey;
    if (startKey === undefined) return count;
  }
  return undefined;
};

/** The best lines: equal scores share the better rank. */
const topOf = async (
  campaignId: CampaignId,
  lines: number,
  wall: Table,
): Promise<readonly WallLine[]> => {
  const items = await queryItems(
    wall,
    {
      IndexName: 'standing',
      KeyConditionExpression: 'board = :board',
      ExpressionAttributeValues: { ':board': wallItems.board(campaignId) },
      ScanIndexForward: false,
    },
    { limit: lines },
  );
  const ranked: WallLine[] = [];
  for (const { alias, acceptedClips } of items.map((item) => lineShape.parse(item))) {
    const above = ranked.at(-1);
    const rank = above?.acceptedClips === acceptedClips ? above.rank : ranked.length + 1;
    ranked.push({ rank, alias, acceptedClips });
  }
  return ranked;
};

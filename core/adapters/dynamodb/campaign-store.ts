import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { programItems, slotShards, slotsOfShard } from '../../contracts/layout/items.ts';
import {
  campaignStatuses,
  categories as allCategories,
  contentTypes,
  scenarios,
  videoCodecs,
  type Campaign,
  type Category,
  type ConsentNotice,
} from '../../domain/campaigns/campaign.ts';
import {
  defaultModerationPolicy,
  moderationActions,
  type ModerationPolicy,
} from '../../domain/inference/moderation/policy.ts';
import { wordsOf } from '../../domain/campaigns/campaign-terms.ts';
import type { CampaignStore, NewCampaignParts } from '../../domain/campaigns/ports.ts';
import type { CampaignId } from '../../domain/vocabulary/ids.ts';
import { planCategory, readShards } from './slot-items.ts';
import { campaignIdShape, countShape, moneyShape } from './stored-shapes.ts';
import { queryItems, readItem, readItems, type Table } from './table.ts';
import { writeAll, type TransactItem } from './transaction.ts';

const moderationShape: z.ZodType<ModerationPolicy> = z.object({
  version: z.string(),
  rules: z.array(
    z.object({
      label: z.string(),
      minConfidence: z.number(),
      action: z.enum(moderationActions),
      explicit: z.boolean(),
    }),
  ),
  otherwise: z.object({ minConfidence: z.number(), action: z.enum(moderationActions) }),
});

const campaignShape: z.ZodType<Campaign> = z.object({
  campaignId: campaignIdShape,
  title: z.string(),
  brief: z.string(),
  version: countShape,
  status: z.enum(campaignStatuses),
  opensAt: z.string(),
  closesAt: z.string(),
  regions: z.array(z.string()),
  budget: moneyShape,
  terms: z.array(
    z.object({
      category: z.enum(allCategories),
      reward: moneyShape,
      wanted: countShape,
      capPerContributor: countShape,
      capPerCamera: countShape,
      capPerAct: countShape,
    }),
  ),
  footage: z.object({
    contentTypes: z.array(z.enum(contentTypes)),
    codecs: z.array(z.enum(videoCodecs)),
    minDurationSeconds: z.number(),
    maxDurationSeconds: z.number(),
    minWidth: z.number(),
    minHeight: z.number(),
    maxPixels: z.number(),
    maxFrameRate: z.number(),
    maxBytes: z.number(),
  }),
  review: z.object({
    version: z.string(),
    acceptScenarios: z.array(z.enum(scenarios)),
    minPeakMotion: z.number(),
    minMomentCount: z.number(),
    // A campaign stored before these were terms has none of them.
    minEventScore: z.number().default(0),
    moderation: moderationShape.default(defaultModerationPolicy),
    decisionDays: z.number(),
  }),
  notice: z.object({
    version: z.string(),
    minimumAgeYears: z.number(),
    languages: z.array(z.string()),
  }),
  createdAt: z.string(),
});

const noticeShape: z.ZodType<ConsentNotice> = z.object({
  version: z.string(),
  minimumAgeYears: z.number(),
  texts: z.array(
    z.object({
      language: z.string(),
      text: z.string(),
      bystanderStatement: z.string(),
      ageStatement: z.string(),
    }),
  ),
});

/** The one text form of a notice: what a condition can compare, and what is read back. */
const noticeItemShape = z.object({ words: z.string() });

const listingShape = z.object({ campaignId: campaignIdShape, createdAt: z.string() });

/** The port promises at most so many. */
const maxListed = 100;

/** Listings looked through for the newest: their key order is not their age, ids can be chosen. */
const maxListings = 2_000;

/** Campaigns in table `programs`. */
export const dynamoCampaignStore = ({
  documents,
  table,
}: {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
}): CampaignStore => {
  const programs: Table = { documents, table };
  return {
    create: (campaign, made) => createCampaign(campaign, made, programs),
    async find(campaignId) {
      const item = await readItem(programs, programItems.campaign(campaignId));
      return item === undefined ? undefined : campaignShape.parse(item);
    },
    change: (campaign, notice) => changeCampaign(campaign, notice, programs),
    async findNotice(campaignId, version) {
      const item = await readItem(programs, programItems.notice(campaignId, version));
      if (item === undefined) return undefined;
      return noticeShape.parse(JSON.parse(noticeItemShape.parse(item).words));
    },
    list: () => listCampaigns(programs),
    taken: (campaignId, categories = allCategories) => countTaken(campaignId, categories, programs),
  };
};

/**
 * Four items and 16 slot shards a category: at most 4 + 3 × 16 = 52 of the 100 a transaction takes.
 * Write units: campaign of about 2 KB × 2 + notice of about 5 KB × 2 + the rest × 2 = 114, once a
 * campaign.
 */
const createCampaign = async (
  campaign: Campaign,
  { notice, fileKey }: NewCampaignParts,
  { documents, table }: Table,
): Promise<'created' | 'exists'> => {
  const { campaignId, createdAt, terms } = campaign;
  const put = (item: Readonly<Record<string, unknown>>): TransactItem => ({
    Put: { TableName: table, Item: item },
  });
  const failed = await writeAll(documents, [
    {
      Put: {
        TableName: table,
        Item: { ...programItems.campaign(campaignId), ...campaign },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    put({ ...programItems.campaignListing(campaignId), campaignId, createdAt }),
    put({ ...programItems.notice(campaignId, notice.version), words: wordsOf(notice) }),
    put({ ...programItems.fileKey(campaignId), key: fileKey }),
    ...terms.flatMap(({ category, wanted }) =>
      Array.from({ length: slotShards }, (_, shard) =>
        put({
          ...programItems.slots(campaignId, category, shard),
          category,
          limit: slotsOfShard(wanted, shard),
          taken: 0,
        }),
      ),
    ),
  ]);
  return failed.size === 0 ? 'created' : 'exists';
};

/**
 * Tries against grants that take, or give back, the very slots that a plan counts on. A shard that
 * is being written by a grant makes the whole transaction try again, too: at 20 grants a second of
 * about 30 ms each every other try meets none, and `writeAll` makes eight for each of these.
 */
const maxAttempts = 5;

/** Positions in the transaction whose failed condition says something. */
const at = { campaign: 0, notice: 1 } as const;

/**
 * Campaign, notice if there is a new one, and those slot shards whose limit changes: at most 2 + 48
 * items, all or none. That is what makes it exact: there is no moment between the terms and their
 * slots, and a grant that takes a slot meanwhile fails a condition of the plan, or the plan its.
 */
const changeCampaign = async (
  campaign: Campaign,
  notice: ConsentNotice | undefined,
  programs: Table,
): Promise<'changed' | 'stale' | 'notice-differs' | 'target-below-taken'> => {
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const shardWrites: TransactItem[] = [];
    for (const { category, wanted } of campaign.terms) {
      const plan = await planCategory(
        { campaignId: campaign.campaignId, category, wanted },
        programs,
      );
      if (plan === 'taken') return 'target-below-taken';
      shardWrites.push(...plan);
    }
    const failed = await writeAll(
      programs.documents,
      [
        replaceCampaign(campaign, programs),
        ...(notice === undefined ? [] : [putNotice(campaign.campaignId, notice, programs)]),
        ...shardWrites,
      ],
      { decisive: at.campaign },
    );
    if (failed.size === 0) return 'changed';
    if (failed.has(at.campaign)) return 'stale';
    if (notice !== undefined && failed.has(at.notice)) return 'notice-differs';
  }
  throw new Error('Slots were taken and given back too fast to be counted: pause the campaign');
};

const replaceCampaign = (campaign: Campaign, { table }: Table): TransactItem => ({
  Put: {
    TableName: table,
    Item: { ...programItems.campaign(campaign.campaignId), ...campaign },
    ConditionExpression: '#version = :before',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':before': campaign.version - 1 },
  },
});

const putNotice = (
  campaignId: CampaignId,
  notice: ConsentNotice,
  { table }: Table,
): TransactItem => ({
  Put: {
    TableName: table,
    Item: { ...programItems.notice(campaignId, notice.version), words: wordsOf(notice) },
    ConditionExpression: 'attribute_not_exists(pk) OR words = :words',
    ExpressionAttributeValues: { ':words': wordsOf(notice) },
  },
});

const listCampaigns = async (programs: Table): Promise<readonly Campaign[]> => {
  const { pk } = programItems.campaignListing('campaign_');
  const found = await queryItems(
    programs,
    { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk } },
    { limit: maxListings },
  );
  const newest = found
    .map((item) => listingShape.parse(item))
    .sort(newestFirst)
    .slice(0, maxListed);
  const items = await readItems(
    programs,
    newest.map(({ campaignId }) => programItems.campaign(campaignId)),
  );
  return items.map((item) => campaignShape.parse(item)).sort(newestFirst);
};

type Aged = Pick<Campaign, 'campaignId' | 'createdAt'>;

const newestFirst = (one: Aged, other: Aged): number => {
  if (one.createdAt !== other.createdAt) return one.createdAt < other.createdAt ? 1 : -1;
  return one.campaignId < other.campaignId ? 1 : -1;
};

/** Adds up the shards of each category: 16 keys each at half a read unit, one BatchGetItem. */
const countTaken = async (
  campaignId: CampaignId,
  categories: readonly Category[],
  programs: Table,
): Promise<Readonly<Record<string, number>>> => {
  const sums: Record<string, number> = {};
  for (const category of categories) {
    const shards = await readShards(campaignId, category, programs, { eventually: true });
    sums[category] = shards.reduce((sum, { taken }) => sum + taken, 0);
  }
  return sums;
};

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { programItems, slotShards } from '../../contracts/layout/items.ts';
import {
  categories,
  contentTypes,
  scenarios,
  type Campaign,
} from '../../domain/campaigns/campaign.ts';
import type { CampaignStore } from '../../domain/campaigns/ports.ts';
import type { CampaignId } from '../../domain/vocabulary/ids.ts';
import { campaignIdShape, countShape, moneyShape } from './stored-shapes.ts';
import { queryItems, readItem, readItems, type Table } from './table.ts';
import { writeAll } from './transaction.ts';

const campaignShape: z.ZodType<Campaign> = z.object({
  campaignId: campaignIdShape,
  title: z.string(),
  brief: z.string(),
  status: z.enum(['open', 'paused', 'closed']),
  opensAt: z.string(),
  closesAt: z.string(),
  terms: z.array(
    z.object({
      category: z.enum(categories),
      reward: moneyShape,
      wanted: countShape,
      capPerCamera: countShape,
    }),
  ),
  footage: z.object({
    contentTypes: z.array(z.enum(contentTypes)),
    minDurationSeconds: z.number(),
    maxDurationSeconds: z.number(),
    minWidth: z.number(),
    minHeight: z.number(),
    maxPixels: z.number(),
    maxBytes: z.number(),
  }),
  review: z.object({
    version: z.string(),
    acceptScenarios: z.array(z.enum(scenarios)),
    minPeakMotion: z.number(),
    minMomentCount: z.number(),
    referModerationConfidence: z.number(),
    freezeModerationConfidence: z.number(),
    decisionDays: z.number(),
  }),
  notice: z.object({
    version: z.string(),
    language: z.string(),
    text: z.string(),
    bystanderStatement: z.string(),
    ageStatement: z.string(),
    minimumAgeYears: z.number(),
  }),
  createdAt: z.string(),
});

const listingShape = z.object({ campaignId: campaignIdShape, createdAt: z.string() });
const slotsShape = z.object({ category: z.enum(categories), taken: countShape });

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
    create: (campaign) => createCampaign(campaign, programs),
    async find(campaignId) {
      const item = await readItem(programs, programItems.campaign(campaignId));
      return item === undefined ? undefined : campaignShape.parse(item);
    },
    list: () => listCampaigns(programs),
    taken: (campaignId) => countTaken(campaignId, programs),
  };
};

/**
 * Two items. Write units: campaign of about 5 KB (its notice) × 2 + listing × 2 = 12, once a
 * campaign. Slots need no item yet: the first grant of a shard makes it.
 */
const createCampaign = async (
  campaign: Campaign,
  { documents, table }: Table,
): Promise<'created' | 'exists'> => {
  const { campaignId, createdAt } = campaign;
  const failed = await writeAll(documents, [
    {
      Put: {
        TableName: table,
        Item: { ...programItems.campaign(campaignId), ...campaign },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    {
      Put: {
        TableName: table,
        Item: { ...programItems.campaignListing(campaignId), campaignId, createdAt },
      },
    },
  ]);
  return failed.size === 0 ? 'created' : 'exists';
};

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

/** Adds up the shards of every category: at most 3 × 16 = 48 keys, one BatchGetItem. */
const countTaken = async (
  campaignId: CampaignId,
  programs: Table,
): Promise<Readonly<Record<string, number>>> => {
  const campaign = await readItem(programs, programItems.campaign(campaignId));
  if (campaign === undefined) return {};
  const wanted = campaignShape.parse(campaign).terms.map(({ category }) => category);
  const keys = wanted.flatMap((category) =>
    shardNumbers.map((shard) => programItems.slots(campaignId, category, shard)),
  );
  const sums: Record<string, number> = Object.fromEntries(wanted.map((category) => [category, 0]));
  for (const item of await readItems(programs, keys)) {
    const { category, taken } = slotsShape.parse(item);
    sums[category] = (sums[category] ?? 0) + taken;
  }
  return sums;
};

const shardNumbers = Array.from({ length: slotShards }, (_, shard) => shard);

import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { programItems } from '../../contracts/layout/items.ts';
import { categories } from '../../domain/campaigns/campaign.ts';
import type { WaitingList, WaitingPlace } from '../../domain/intake/ports.ts';
import { millisecondsOf, secondsBetween, type Instant } from '../../domain/vocabulary/time.ts';
import { campaignIdShape, contributorIdShape } from './stored-shapes.ts';
import { queryItems, readItem, type StoredItem, type Table } from './table.ts';
import { writeAll, type TransactItem } from './transaction.ts';

type Waiting = Omit<WaitingPlace, 'joinedAt'>;
type KeptPlace = WaitingPlace & { readonly askedAt: Instant };

const placeShape: z.ZodType<KeptPlace> = z.object({
  campaignId: campaignIdShape,
  category: z.enum(categories),
  contributorId: contributorIdShape,
  joinedAt: z.string(),
  askedAt: z.string(),
});

/**
 * Waiting lists in table `programs`. A place is two items with one content: one in the order of
 * the list, one under its holder. Both change in one transaction, always.
 */
export const dynamoWaitingList = (programs: Table): WaitingList => ({
  async find(who, keptSince) {
    const found = await readOwn(who, programs);
    return found !== undefined && found.askedAt >= keptSince ? placeOf(found) : undefined;
  },
  ahead: (who, bounds) => countAhead(who, bounds, programs),
  join: (who, asked) => join(who, asked, programs),
});

const placeOf = ({ askedAt: _askedAt, ...place }: KeptPlace): WaitingPlace => place;

const readOwn = async (who: Waiting, programs: Table): Promise<KeptPlace | undefined> => {
  const item = await readItem(programs, programItems.ownPlace(who));
  return item === undefined ? undefined : placeShape.parse(item);
};

/** Lapsed places removed by one look: DynamoDB's own removal may take days. */
const maxRemoved = 25;

/** Lapsed places looked past at most in one look, about 330 bytes each. */
const maxLapsed = 2_000;

/** Places of a page at least, 33 kB: past all lapsed ones are 1 + 2,000 / 100 = 21 pages. */
const minPageItems = 100;
const maxPages = 32;

/**
 * Counts kept places from the front, and reads no further than to `limit` of them: all lie in one
 * partition, of which 3,000 units a second can be read and no more. Lapsed ones are looked past and
 * some of them removed, so that a list whose people have gone gets shorter by being asked. Strongly
 * consistent.
 */
const countAhead = async (
  { campaignId, category, place }: Waiting & { readonly place?: WaitingPlace },
  { keptSince, limit }: { readonly keptSince: Instant; readonly limit: number },
  programs: Table,
): Promise<number> => {
  const isKept = (item: StoredItem): boolean => String(item['askedAt']) >= keptSince;
  const found = await queryItems(
    programs,
    {
      KeyConditionExpression: place === undefined ? 'pk = :pk' : 'pk = :pk AND sk < :own',
      ExpressionAttributeValues: {
        ':pk': programItems.waitingPartition(campaignId, category),
        ...(place === undefined ? {} : { ':own': programItems.waitingPlace(place).sk }),
      },
    },
    {
      limit: limit + maxLapsed,
      maxPages,
      pageItems: Math.max(limit, minPageItems),
      until: (items) => items.filter(isKept).length >= limit,
    },
  );
  const lapsed = found.filter((item) => !isKept(item));
  const removed = lapsed.slice(0, maxRemoved).map((item) => placeShape.parse(item));
  await Promise.all(removed.map((each) => removeLapsed(each, programs)));
  // With so many lapsed ones before it, who comes after them waits until they are removed.
  if (found.length === limit + maxLapsed) return limit;
  return Math.min(limit, found.length - lapsed.length);
};

/** Removes a place unless its holder has asked again since it was read. */
const removeLapsed = async (
  { askedAt, ...place }: KeptPlace,
  { documents, table }: Table,
): Promise<void> => {
  for (const key of [programItems.waitingPlace(place), programItems.ownPlace(place)]) {
    try {
      await documents.send(
        new DeleteCommand({
          TableName: table,
          Key: { ...key },
          ConditionExpression: 'askedAt = :askedAt AND joinedAt = :joinedAt',
          ExpressionAttributeValues: { ':askedAt': askedAt, ':joinedAt': place.joinedAt },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
};

/** Calls of one person for one category that may cross. */
const maxAttempts = 8;

/** Takes or keeps a place. 2 or 3 items × 2 = 4 or 6 write units. */
const join = async (
  who: Waiting,
  { now, keptSince }: { readonly now: Instant; readonly keptSince: Instant },
  programs: Table,
): Promise<WaitingPlace> => {
  const { campaignId, category, contributorId } = who;
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const own = await readOwn(who, programs);
    const isKept = own !== undefined && own.askedAt >= keptSince;
    const joinedAt = isKept ? own.joinedAt : now;
    const askedAt = isKept && own.askedAt > now ? own.askedAt : now;
    const place = { campaignId, category, contributorId, joinedAt };
    const writes = joining({ ...place, askedAt }, { own, keptSince }, programs.table);
    const failed = await writeAll(programs.documents, writes);
    if (failed.size === 0) return place;
  }
  throw new Error(`A waiting place changed ${maxAttempts} times while it was being taken`);
};

const joining = (
  place: KeptPlace,
  { own, keptSince }: { readonly own: KeptPlace | undefined; readonly keptSince: Instant },
  table: string,
): readonly TransactItem[] => {
  const { askedAt, ...kept } = place;
  // A safety net: twice as long as the place is kept.
  const expiresAtSeconds = Math.ceil(
    millisecondsOf(askedAt) / 1_000 + 2 * secondsBetween(keptSince, askedAt),
  );
  const item: StoredItem = { ...place, expiresAtSeconds };
  const stale = own === undefined || own.joinedAt === kept.joinedAt ? undefined : own;
  return [
    {
      Put: {
        TableName: table,
        Item: { ...programItems.ownPlace(kept), ...item },
        ...(own === undefined
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: 'joinedAt = :joinedAt AND askedAt = :askedAt',
              ExpressionAttributeValues: { ':joinedAt': own.joinedAt, ':askedAt': own.askedAt },
            }),
      },
    },
    { Put: { TableName: table, Item: { ...programItems.waitingPlace(kept), ...item } } },
    ...(stale === undefined
      ? []
      : [{ Delete: { TableName: table, Key: { ...programItems.waitingPlace(stale) } } }]),
  ];
};

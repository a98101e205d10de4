import { DeleteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { clipItems } from '../../contracts/layout/items.ts';
import type { Category } from '../../domain/campaigns/campaign.ts';
import type { Clip } from '../../domain/intake/clip.ts';
import type { ClipState } from '../../domain/intake/clip.ts';
import type { ClipPage, ClipStore } from '../../domain/intake/ports.ts';
import type { Randomness } from '../../domain/vocabulary/bytes.ts';
import type { CampaignId, ClipId, ContributorId } from '../../domain/vocabulary/ids.ts';
import { readAct } from './act-item.ts';
import { beginAnalysis, excuseTry, recordAnalysis } from './analysis-task.ts';
import { moveClip } from './clip-moves.ts';
import { tableOf, type ClipPorts, type ClipTables } from './clip-ports.ts';
import { clipOf, readAnalysis, readClip, readMedia } from './clip-item.ts';
import { countClaims, eraseClaims } from './content-claims.ts';
import { readGrant } from './grant-item.ts';
import { openGrant } from './grant-opening.ts';
import { drawFrom } from './random-draw.ts';
import { claimComposite, recordUploadId, renewReservation } from './reservation-writes.ts';
import { readFreeSlots, shardNumbers } from './slot-shards.ts';
import { clipIdShape } from './stored-shapes.ts';
import { queryItems, readItems, type StoredItem, type Table } from './table.ts';
import { writeAll } from './transaction.ts';

/** Clips and grants in table `clips`, with the counts in `programs` they take and give back. */
export const dynamoClipStore = ({
  documents,
  tables,
  randomness,
}: {
  readonly documents: DynamoDBDocumentClient;
  readonly tables: ClipTables;
  readonly randomness: Randomness;
}): ClipStore => {
  const ports = { documents, tables, draw: drawFrom(randomness) };
  const clips: Table = { documents, table: tables.clips };
  return {
    openGrant: (opening) => openGrant(opening, ports),
    freeSlots: (campaignId, category, limit) =>
      countFreeSlots({ campaignId, category, limit }, ports),
    findAct: (contributorId, actId) =>
      readAct(contributorId, actId, { documents, table: tableOf(tables, 'programs') }),
    recordUploadId: (clipId, uploadId) => recordUploadId(clipId, uploadId, ports),
    renewReservation: (renewal) => renewReservation(renewal, ports),
    claimComposite: (clipId, compositeSha256) => claimComposite(clipId, compositeSha256, ports),
    find: (clipId) => readClip(clipId, clips),
    findMany: (clipIds) => readClips(clipIds, clips),
    findGrant: (clipId) => readGrant(clipId, clips),
    listByContributor: (contributorId, page) => listByContributor(contributorId, page, clips),
    move: (move) => moveClip(move, ports),
    recordMedia: (clipId, media) =>
      recordDetail(
        {
          clipId,
          item: { ...clipItems.media(clipId), ...media },
          whileIn: ['granted', 'analyzing'],
        },
        clips,
      ),
    findMedia: (clipId) => readMedia(clipId, clips),
    beginAnalysis: (clipId, attempt) => beginAnalysis(clipId, attempt, clips),
    excuseTry: (clipId, attempt) => excuseTry(clipId, attempt, clips),
    recordAnalysis: (clipId, summary, attempt) =>
      recordAnalysis({ clipId, summary, attempt }, clips),
    findAnalysis: (clipId) => readAnalysis(clipId, clips),
    async eraseDetails(clipId) {
      // First, while the grant tells them: a crash before its end begins again from here.
      await eraseClaims(clipId, clips);
      for (const { pk, sk } of await detailsOf(clipId, clips)) {
        await documents.send(new DeleteCommand({ TableName: tables.clips, Key: { pk, sk } }));
      }
    },
    async countDetails(clipId) {
      const details = await detailsOf(clipId, clips);
      return details.length + (await countClaims(clipId, clips));
    },
  };
};

const countFreeSlots = async (
  { campaignId, category, limit }: { campaignId: CampaignId; category: Category; limit: number },
  { documents, tables }: ClipPorts,
): Promise<number> => {
  const programs: Table = { documents, table: tableOf(tables, 'programs') };
  const free = await readFreeSlots({ campaignId, category }, shardNumbers, programs);
  return Math.min(
    limit,
    [...free.values()].reduce((sum, slots) => sum + slots, 0),
  );
};

const entryShape = z.object({ clipId: clipIdShape });

/** A page is at most one BatchGetItem. */
const maxPageClips = 100;

/** The index says which and in what order, the clips themselves say where they stand now. */
const listByContributor = async (
  contributorId: ContributorId,
  { limit, cursor }: { limit: number; cursor?: string },
  clips: Table,
): Promise<ClipPage> => {
  const pageClips = Math.min(limit, maxPageClips);
  const { pk } = clipItems.byContributor(contributorId, 'clip_');
  const entries = await queryItems(
    clips,
    {
      KeyConditionExpression: cursor === undefined ? 'pk = :pk' : 'pk = :pk AND sk < :before',
      ExpressionAttributeValues: {
        ':pk': pk,
        // A cursor is the clip that the page before ended with; any other text is only a place.
        ...(cursor === undefined ? {} : { ':before': `CLIP#${cursor}` }),
      },
      ScanIndexForward: false,
    },
    // One more than the page tells whether there is another.
    { limit: pageClips + 1 },
  );
  const ids = entries.slice(0, pageClips).map((entry) => entryShape.parse(entry).clipId);
  const found = new Map((await readClips(ids, clips)).map((clip) => [clip.clipId, clip]));
  const last = ids.at(-1);
  return {
    clips: ids.flatMap((clipId) => found.get(clipId) ?? []),
    ...(entries.length > pageClips && last !== undefined ? { cursor: last } : {}),
  };
};

/** DynamoDB refuses a batch that names a key twice. */
const readClips = async (clipIds: readonly ClipId[], clips: Table): Promise<readonly Clip[]> => {
  const keys = [...new Set(clipIds)].map(clipItems.clip);
  return (await readItems(clips, keys)).map(clipOf);
};

/**
 * Writes a detail while the clip is in one of the states: an analyzer that was held up must neither
 * put back what was erased nor change what was decided. Else nothing is written, which is all that
 * is left to do. Write units: detail 1 KB
 * × 2 + condition × 2 = 4.
 */
const recordDetail = async (
  { clipId, item, whileIn }: { clipId: ClipId; item: StoredItem; whileIn: readonly ClipState[] },
  { documents, table }: Table,
): Promise<void> => {
  await writeAll(documents, [
    {
      ConditionCheck: {
        TableName: table,
        Key: { ...clipItems.clip(clipId) },
        ConditionExpression: `#state IN (${whileIn.map((_, at) => `:state${at}`).join(', ')})`,
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: Object.fromEntries(
          whileIn.map((state, at) => [`:state${at}`, state]),
        ),
      },
    },
    { Put: { TableName: table, Item: { ...item } } },
  ]);
};

/** A clip has four details; more than that would be a new kind that nobody may miss. */
const maxItemsOfClip = 50;

/** Keys of every item of a clip but the clip itself: whatever kinds there are or will be. */
const detailsOf = async (
  clipId: ClipId,
  clips: Table,
): Promise<readonly { pk: string; sk: string }[]> => {
  const { pk, sk: clipSk } = clipItems.clip(clipId);
  const items = await queryItems(
    clips,
    {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ProjectionExpression: 'sk',
    },
    { limit: maxItemsOfClip },
  );
  return items.map((item) => ({ pk, sk: String(item['sk']) })).filter(({ sk }) => sk !== clipSk);
};

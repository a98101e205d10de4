import {
  DeleteCommand,
  QueryCommand,
  TransactWriteCommand,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { clipItems, fingerprintItems } from '../../contracts/layout/items.ts';
import type { ChangeRecord } from '../../domain/inference/fingerprints/fingerprint.ts';
import {
  maxBandMembers,
  type BandMembers,
  type FingerprintIndex,
  type StoredFingerprint,
} from '../../domain/inference/fingerprints/ports.ts';
import { fromBase64, toBase64 } from '../../domain/vocabulary/bytes.ts';
import type { CampaignId, ClipId } from '../../domain/vocabulary/ids.ts';
import { actIdShape, campaignIdShape, clipIdShape } from './stored-shapes.ts';
import { readItem, readItems, type StoredItem, type Table } from './table.ts';
import { writeAll, type FailedConditions, type TransactItem } from './transaction.ts';

const bytesShape = z.instanceof(Uint8Array);

/** Bytes as bytes: base64 text would take, and cost, a third more. */
const storedShape = z.object({
  clipId: clipIdShape,
  campaignId: campaignIdShape,
  actId: actIdShape,
  backdrop: bytesShape,
  steadiness: z.number(),
  stretches: z.array(z.object({ startSeconds: z.number(), planes: bytesShape })),
  bands: z.array(z.string()),
});
type Stored = z.infer<typeof storedShape>;

/** Tables that the index needs: its own, and the clips, whose state a `put` depends on. */
export interface FingerprintTables {
  readonly fingerprints: string;
  readonly clips: string;
}

/**
 * Fingerprints in table `fingerprints`: an item a clip, and one of 90 bytes under each of its
 * bands. With 72 bands a `put` is one transaction of 74 items. Write units: 2 × (72 bands + about
 * 8 kB of fingerprint) and 2 for the clip's state, so about 162: $0.0001 at $0.625 a million. A
 * lookup is at most 288 queries of one read unit each, and 10 fingerprints of 2 or 3: about 315
 * units, $0.00004 at $0.125 a million, however much is stored.
 */
export const dynamoFingerprintIndex = ({
  documents,
  tables,
}: {
  readonly documents: DynamoDBDocumentClient;
  readonly tables: FingerprintTables;
}): FingerprintIndex => {
  const table: Table = { documents, table: tables.fingerprints };
  return {
    put: (clip, bands) => put(clip, bands, { documents, tables }),
    members: (campaignId, bands) => membersOf(campaignId, bands, table),
    fetch: async (clipIds) => {
      const keys = [...new Set(clipIds)].map(fingerprintItems.fingerprint);
      return (await readItems(table, keys)).map(fingerprintOf);
    },
    erase: (clipId) => erase(clipId, table),
    count: (clipId) => count(clipId, table),
  };
};

const itemOf = (
  { clipId, campaignId, actId, changes }: StoredFingerprint,
  bands: readonly string[],
): StoredItem => ({
  ...fingerprintItems.fingerprint(clipId),
  clipId,
  campaignId,
  actId,
  backdrop: fromBase64(changes.backdrop),
  steadiness: changes.steadiness,
  stretches: changes.stretches.map(({ startSeconds, planes }) => ({
    startSeconds,
    planes: fromBase64(planes),
  })),
  bands: [...bands],
});

const fingerprintOf = (item: StoredItem): StoredFingerprint => {
  const { clipId, campaignId, actId, backdrop, steadiness, stretches } = storedShape.parse(item);
  const changes: ChangeRecord = {
    backdrop: toBase64(backdrop),
    steadiness,
    stretches: stretches.map(({ startSeconds, planes }) => ({
      startSeconds,
      planes: toBase64(planes),
    })),
  };
  return { clipId, campaignId, actId, changes };
};

/**
 * All or nothing, and only while the clip is being analyzed: no erasure begins before that has
 * ended, so none can miss a band, and no late analyzer puts one back. Put again, the same clip has
 * the same bands; should another version of the analyzer find others, the item tells both.
 */
const put = async (
  clip: StoredFingerprint,
  bands: readonly string[],
  {
    documents,
    tables,
  }: { readonly documents: DynamoDBDocumentClient; readonly tables: FingerprintTables },
): Promise<void> => {
  const table: Table = { documents, table: tables.fingerprints };
  for (let attempt = 1; attempt <= maxPutAttempts; attempt += 1) {
    const before = await readStored(clip.clipId, table);
    const refused = await putOver(before, { clip, bands }, { documents, tables });
    if (!refused.has(storedAt) || refused.has(analyzingAt)) return;
  }
  throw new Error(`The fingerprint of ${clip.clipId} is written by several at once; try again`);
};

/** Places in the transaction. */
const analyzingAt = 0;
const storedAt = 1;
/** Two deliveries of one job may overlap, hardly three. */
const maxPutAttempts = 4;

/**
 * Writes over exactly what was read: bands of a rival's writing would else be nobody's to erase.
 */
const putOver = async (
  before: Stored | undefined,
  { clip, bands }: { readonly clip: StoredFingerprint; readonly bands: readonly string[] },
  {
    documents,
    tables,
  }: { readonly documents: DynamoDBDocumentClient; readonly tables: FingerprintTables },
): Promise<FailedConditions> => {
  const table: Table = { documents, table: tables.fingerprints };
  const left = before?.bands.filter((band) => !bands.includes(band)) ?? [];
  const isAnalyzing: TransactItem = {
    ConditionCheck: {
      TableName: tables.clips,
      Key: { ...clipItems.clip(clip.clipId) },
      ConditionExpression: '#state = :analyzing',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':analyzing': 'analyzing' },
    },
  };
  const asRead =
    before === undefined
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: 'bands = :before',
          ExpressionAttributeValues: { ':before': before.bands },
        };
  const item = itemOf(clip, [...bands, ...left]);
  return writeAll(documents, [
    isAnalyzing,
    { Put: { TableName: table.table, Item: { ...item }, ...asRead } },
    ...bands.map((band) => {
      const key = fingerprintItems.band(clip.campaignId, band, clip.clipId);
      return { Put: { TableName: table.table, Item: { ...key } } };
    }),
  ]);
};

const readStored = async (clipId: ClipId, table: Table): Promise<Stored | undefined> => {
  const item = await readItem(table, fingerprintItems.fingerprint(clipId));
  return item === undefined ? undefined : storedShape.parse(item);
};

/** Queries under way at once: the SDK's client keeps 50 connections. */
const queriesAtOnce = 32;

const membersOf = async (
  campaignId: CampaignId,
  bands: readonly string[],
  table: Table,
): Promise<readonly BandMembers[]> => {
  const found: BandMembers[] = [];
  for (let at = 0; at < bands.length; at += queriesAtOnce) {
    const some = bands.slice(at, at + queriesAtOnce);
    found.push(...(await Promise.all(some.map((band) => newestOf(campaignId, band, table)))));
  }
  return found;
};

/** One page, and no further: that bounds what a band costs that everybody is in. */
const newestOf = async (
  campaignId: CampaignId,
  band: string,
  { documents, table }: Table,
): Promise<BandMembers> => {
  const { Items } = await documents.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': fingerprintItems.band(campaignId, band, 'clip_').pk },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: maxBandMembers,
    }),
  );
  const clipIds = (Items ?? []).map(({ sk }) =>
    clipIdShape.parse(String(sk).slice('CLIP#'.length)),
  );
  return { band, clipIds };
};

/** Deletes of one transaction, which takes 100 items. */
const maxDeletes = 100;

/** Bands first: the fingerprint's item tells them, so a crash before its end begins again. */
const erase = async (clipId: ClipId, table: Table): Promise<void> => {
  const stored = await readStored(clipId, table);
  if (stored === undefined) return;
  const keys = stored.bands.map((band) => fingerprintItems.band(stored.campaignId, band, clipId));
  for (let at = 0; at < keys.length; at += maxDeletes) {
    await table.documents.send(
      new TransactWriteCommand({
        TransactItems: keys
          .slice(at, at + maxDeletes)
          .map((key) => ({ Delete: { TableName: table.table, Key: { ...key } } })),
      }),
    );
  }
  const key = fingerprintItems.fingerprint(clipId);
  await table.documents.send(new DeleteCommand({ TableName: table.table, Key: { ...key } }));
};

/** The fingerprint's item goes last, so without it there are no bands either. */
const count = async (clipId: ClipId, table: Table): Promise<number> => {
  const stored = await readStored(clipId, table);
  if (stored === undefined) return 0;
  const keys = stored.bands.map((band) => fingerprintItems.band(stored.campaignId, band, clipId));
  return 1 + (await readItems(table, keys)).length;
};

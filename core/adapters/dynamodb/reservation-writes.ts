import { clipItems } from '../../contracts/layout/items.ts';
import type { Clip } from '../../domain/intake/clip.ts';
import { compositeContent } from '../../domain/intake/content.ts';
import type { ReservationRenewal } from '../../domain/intake/ports.ts';
import { afterRenewal, isInParts, type PartsGrant } from '../../domain/intake/reservation.ts';
import type { ClipId } from '../../domain/vocabulary/ids.ts';
import { readClip } from './clip-item.ts';
import type { ClipPorts } from './clip-ports.ts';
import { claimContent, isTaken } from './content-claims.ts';
import { readGrant } from './grant-item.ts';
import type { Table } from './table.ts';
import { writeAll, type TransactItem } from './transaction.ts';

/** Writes to a grant in parts, each conditioned on its clip being `granted` still. */

const stillGranted = (clipId: ClipId, table: string): TransactItem => ({
  ConditionCheck: {
    TableName: table,
    Key: { ...clipItems.clip(clipId) },
    ConditionExpression: '#state = :granted',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':granted': 'granted' },
  },
});

/** Remembers storage's name of the upload; the first stands. 2 items × 2 = 4 write units. */
export const recordUploadId = async (
  clipId: ClipId,
  uploadId: string,
  { documents, tables, draw }: ClipPorts,
): Promise<string | undefined> => {
  const failed = await writeAll(
    documents,
    [
      stillGranted(clipId, tables.clips),
      {
        Update: {
          TableName: tables.clips,
          Key: { ...clipItems.grant(clipId) },
          UpdateExpression: 'SET parts.uploadId = if_not_exists(parts.uploadId, :uploadId)',
          ConditionExpression: 'attribute_exists(parts)',
          ExpressionAttributeValues: { ':uploadId': uploadId },
        },
      },
    ],
    { draw },
  );
  if (failed.size > 0) return undefined;
  return (await readGrant(clipId, { documents, table: tables.clips }))?.parts?.uploadId;
};

/** Renewals of one grant that may cross: one client sends its parts' signings side by side. */
const maxAttempts = 8;

/**
 * Renews a reservation from what was read, on the condition that it is so still: whatever renewals
 * cross, times only go forward. 2 items × 2 = 4 write units.
 */
export const renewReservation = async (
  renewal: ReservationRenewal,
  { documents, tables, draw }: ClipPorts,
): Promise<'renewed' | 'stale'> => {
  const clips: Table = { documents, table: tables.clips };
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const clip = await readClip(renewal.clipId, clips);
    const grant = await readGrant(renewal.clipId, clips);
    if (clip?.state !== 'granted' || grant === undefined || !isInParts(grant)) return 'stale';
    const before = { clip, grant };
    const writes = renewalOf(before, afterRenewal(before, renewal), tables.clips);
    if ((await writeAll(documents, writes, { draw })).size === 0) return 'renewed';
  }
  throw new Error(`The reservation of ${renewal.clipId} was renewed ${maxAttempts} times at once`);
};

interface Reserved {
  readonly clip: Clip;
  readonly grant: PartsGrant;
}

const renewalOf = (before: Reserved, after: Reserved, table: string): readonly TransactItem[] => [
  {
    Update: {
      TableName: table,
      Key: { ...clipItems.clip(before.clip.clipId) },
      UpdateExpression: 'SET lastUploadEndsBy = :after',
      ConditionExpression: '#state = :granted AND lastUploadEndsBy = :before',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: {
        ':granted': 'granted',
        ':before': before.clip.lastUploadEndsBy,
        ':after': after.clip.lastUploadEndsBy,
      },
    },
  },
  {
    Update: {
      TableName: table,
      Key: { ...clipItems.grant(before.clip.clipId) },
      UpdateExpression:
        'SET urlExpiresAt = :url, parts.arrivedBytes = :arrived, parts.reservedUntil = :reserved',
      ConditionExpression:
        'urlExpiresAt = :urlBefore AND parts.arrivedBytes = :arrivedBefore ' +
        'AND parts.reservedUntil = :reservedBefore',
      ExpressionAttributeValues: {
        ':url': after.grant.urlExpiresAt,
        ':arrived': after.grant.parts.arrivedBytes,
        ':reserved': after.grant.parts.reservedUntil,
        ':urlBefore': before.grant.urlExpiresAt,
        ':arrivedBefore': before.grant.parts.arrivedBytes,
        ':reservedBefore': before.grant.parts.reservedUntil,
      },
    },
  },
];

/**
 * Claims the checksum over all parts and notes it in the grant, which tells later what to free. A
 * clip that has left `granted` claims nothing more. 3 items × 2 = 6 write units.
 */
export const claimComposite = async (
  clipId: ClipId,
  compositeSha256: string,
  { documents, tables, draw }: ClipPorts,
): Promise<'claimed' | 'taken'> => {
  const content = compositeContent(compositeSha256);
  const failed = await writeAll(
    documents,
    [
      stillGranted(clipId, tables.clips),
      claimContent(tables.clips, content, clipId),
      {
        Update: {
          TableName: tables.clips,
          Key: { ...clipItems.grant(clipId) },
          UpdateExpression: 'SET parts.compositeSha256 = :sum',
          ConditionExpression: 'attribute_exists(parts)',
          ExpressionAttributeValues: { ':sum': compositeSha256 },
        },
      },
    ],
    { draw },
  );
  if (failed.size === 0) return 'claimed';
  const clips: Table = { documents, table: tables.clips };
  return (await isTaken(content, clipId, clips)) ? 'taken' : 'claimed';
};

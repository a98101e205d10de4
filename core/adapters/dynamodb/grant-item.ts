import * as z from 'zod';
import { clipItems } from '../../contracts/layout/items.ts';
import { contentTypes } from '../../domain/campaigns/campaign.ts';
import type { PartPlan, UploadGrant } from '../../domain/intake/clip.ts';
import type { ClipId } from '../../domain/vocabulary/ids.ts';
import { clipIdShape, countShape } from './stored-shapes.ts';
import { readItem, type StoredItem, type Table } from './table.ts';

const partsShape: z.ZodType<PartPlan> = z.object({
  partBytes: countShape,
  partCount: countShape,
  uploadId: z.string().exactOptional(),
  arrivedBytes: countShape,
  reservedUntil: z.string(),
  compositeSha256: z.string().exactOptional(),
});

const grantShape: z.ZodType<UploadGrant> = z.object({
  clipId: clipIdShape,
  fileName: z.string(),
  bytes: countShape,
  sha256: z.string(),
  contentType: z.enum(contentTypes),
  grantedAt: z.string(),
  urlExpiresAt: z.string(),
  parts: partsShape.exactOptional(),
});

/** A grant as stored. */
export const grantItem = (grant: UploadGrant): StoredItem => ({
  ...clipItems.grant(grant.clipId),
  ...grant,
});

/** What was granted; undefined when it was erased or never was. */
export const readGrant = async (clipId: ClipId, clips: Table): Promise<UploadGrant | undefined> => {
  const item = await readItem(clips, clipItems.grant(clipId));
  return item === undefined ? undefined : grantShape.parse(item);
};

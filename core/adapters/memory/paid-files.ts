import { programItems } from '../../contracts/layout/items.ts';
import { markOfFile } from '../../domain/intake/content.ts';
import type { PaidFiles } from '../../domain/intake/ports.ts';
import type { HmacSha256 } from '../../domain/vocabulary/bytes.ts';
import type { CampaignId } from '../../domain/vocabulary/ids.ts';
import { keyText, type MemoryTables } from './tables.ts';

/** Marks of paid files in memory. A campaign without a key marks nothing. */
export const createMemoryPaidFiles = (
  tables: MemoryTables,
  { hmacSha256 }: { readonly hmacSha256: HmacSha256 },
): PaidFiles => {
  const markKey = (campaignId: CampaignId, sha256: string): string | undefined => {
    const fileKey = tables.fileKeys.get(campaignId);
    if (fileKey === undefined) return undefined;
    return keyText(programItems.paidFile(campaignId, markOfFile(fileKey, sha256, hmacSha256)));
  };
  return {
    async isPaid(campaignId, sha256) {
      const key = markKey(campaignId, sha256);
      return key !== undefined && tables.paidFiles.has(key);
    },
    async remember({ campaignId, clipId, sha256 }) {
      const key = markKey(campaignId, sha256);
      if (key !== undefined && !tables.paidFiles.has(key)) tables.paidFiles.set(key, clipId);
    },
    async forget({ campaignId, clipId, sha256 }) {
      const key = markKey(campaignId, sha256);
      if (key !== undefined && tables.paidFiles.get(key) === clipId) tables.paidFiles.delete(key);
    },
  };
};

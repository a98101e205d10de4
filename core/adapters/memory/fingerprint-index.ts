import { fingerprintItems } from '../../contracts/layout/items.ts';
import {
  maxBandMembers,
  type FingerprintIndex,
  type StoredFingerprint,
} from '../../domain/inference/fingerprints/ports.ts';
import type { CampaignId, ClipId } from '../../domain/vocabulary/ids.ts';
import type { MemoryTables } from './tables.ts';

const bandKey = (campaignId: CampaignId, band: string): string =>
  fingerprintItems.band(campaignId, band, 'clip_').pk;

/** The newest of a band, as a query of the table gives them: ids sort by creation. */
const newestOf = (members: ReadonlySet<ClipId> | undefined): readonly ClipId[] =>
  [...(members ?? [])].sort().reverse().slice(0, maxBandMembers);

const remove = (tables: MemoryTables, clipId: ClipId): void => {
  const kept = tables.fingerprints.get(clipId);
  if (kept === undefined) return;
  for (const band of kept.bands) {
    const key = bandKey(kept.campaignId, band);
    const members = tables.bands.get(key);
    members?.delete(clipId);
    if (members?.size === 0) tables.bands.delete(key);
  }
  tables.fingerprints.delete(clipId);
};

const put = (tables: MemoryTables, clip: StoredFingerprint, bands: readonly string[]): void => {
  if (tables.clips.get(clip.clipId)?.state !== 'analyzing') return;
  remove(tables, clip.clipId);
  for (const band of bands) {
    const key = bandKey(clip.campaignId, band);
    tables.bands.set(key, (tables.bands.get(key) ?? new Set<ClipId>()).add(clip.clipId));
  }
  tables.fingerprints.set(clip.clipId, { ...clip, bands });
};

/** Fingerprints and their bands in memory. */
export const createMemoryFingerprintIndex = (tables: MemoryTables): FingerprintIndex => ({
  put: async (clip, bands) => put(tables, clip, bands),
  members: async (campaignId, bands) =>
    bands.map((band) => ({
      band,
      clipIds: newestOf(tables.bands.get(bandKey(campaignId, band))),
    })),
  fetch: async (clipIds) =>
    [...new Set(clipIds)].flatMap((clipId) => {
      const kept = tables.fingerprints.get(clipId);
      if (kept === undefined) return [];
      const { bands: _bands, ...stored } = kept;
      return [stored];
    }),
  erase: async (clipId) => remove(tables, clipId),
  count: async (clipId) => {
    const kept = tables.fingerprints.get(clipId);
    return kept === undefined ? 0 : 1 + kept.bands.length;
  },
});

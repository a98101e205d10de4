import type { ErasureStore } from '../../domain/retention/ports.ts';
import type { MemoryTables } from './tables.ts';

/** Erasure intents, progress and tombstones in memory. */
export const createMemoryErasureStore = (tables: MemoryTables): ErasureStore => ({
  async intend(intent) {
    const standing = tables.erasureIntents.get(intent.clipId) ?? intent;
    tables.erasureIntents.set(intent.clipId, standing);
    return standing;
  },
  async find(clipId) {
    const intent = tables.erasureIntents.get(clipId);
    if (intent === undefined) return undefined;
    const progress = tables.erasureProgress.get(clipId);
    const tombstone = tables.tombstones.get(clipId);
    return {
      intent,
      ...(progress === undefined ? {} : { progress }),
      ...(tombstone === undefined ? {} : { tombstone }),
    };
  },
  async recordProgress(clipId, progress) {
    tables.erasureProgress.set(clipId, progress);
  },
  async bury(tombstone) {
    const standing = tables.tombstones.get(tombstone.clipId);
    if (standing !== undefined) return standing;
    tables.tombstones.set(tombstone.clipId, tombstone);
    const { clipId, sealed } = tombstone;
    tables.changed({ table: 'erasures', key: clipId, leaf: sealed.leaf });
    return tombstone;
  },
});

import { analysisDocument } from '../../contracts/events/analysis.ts';
import { analysisKey } from '../../contracts/layout/objects.ts';
import type { AnalysisReader } from '../../domain/review/ports.ts';
import type { MemoryBucket } from './buckets.ts';

/** Reads analyses from a bucket in memory. */
export const createMemoryAnalysisReader = (derived: MemoryBucket): AnalysisReader => ({
  async find(clipId) {
    const bytes = derived.current(analysisKey(clipId))?.bytes;
    if (bytes === undefined) return undefined;
    return analysisDocument.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data;
  },
});

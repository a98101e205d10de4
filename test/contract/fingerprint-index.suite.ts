import { describe, expect, it } from '@jest/globals';
import { maxBands } from '../../core/domain/inference/fingerprints/bands.ts';
import {
  maxBandMembers,
  type FingerprintIndex,
  type StoredFingerprint,
} from '../../core/domain/inference/fingerprints/ports.ts';
import type { ClipId } from '../../core/domain/vocabulary/ids.ts';
import { newId, sampleNow } from '../support/samples.ts';
import { capped, opened, programOf, type ClipStores, type Program } from './clip-program.ts';

interface FingerprintStores extends ClipStores {
  readonly fingerprints: FingerprintIndex;
}

/** A program with the index beside it. */
const programWith = async (make: () => Promise<FingerprintStores>) => {
  const stores = await make();
  return { ...(await programOf(async () => stores)), fingerprints: stores.fingerprints };
};

const fingerprintOf = (
  { campaignId }: Pick<Program, 'campaignId'>,
  clipId: ClipId,
): StoredFingerprint => ({
  clipId,
  campaignId,
  actId: newId('act'),
  changes: {
    backdrop: 'AQID',
    steadiness: 0.75,
    stretches: [
      { startSeconds: 0.5, planes: 'AAAA' },
      { startSeconds: 12.25, planes: 'AP8B' },
    ],
  },
});

/** A clip that the analyzer is at work on. */
const analyzing = async (program: Program): Promise<StoredFingerprint> => {
  const { clipId } = await opened(program, capped({ perContributor: 1_000 }));
  await program.clips.move({ clipId, to: 'analyzing', at: sampleNow });
  return fingerprintOf(program, clipId);
};

const bandsOf = (count: number) => Array.from({ length: count }, (_, at) => `0b${at}`);

/** What every `FingerprintIndex` keeps. `make` gives empty stores each time. */
export const fingerprintIndexContract = (make: () => Promise<FingerprintStores>): void => {
  describe('an index of fingerprints', () => {
    it('finds a clip under each of its bands, in its campaign alone', async () => {
      const program = await programWith(make);
      const { fingerprints, campaignId } = program;
      const clip = await analyzing(program);
      await fingerprints.put(clip, ['0a1', '1b2']);
      await fingerprints.put(clip, ['0a1', '1b2']);
      expect(await fingerprints.members(campaignId, ['0a1', '0a2', '1b2'])).toEqual([
        { band: '0a1', clipIds: [clip.clipId] },
        { band: '0a2', clipIds: [] },
        { band: '1b2', clipIds: [clip.clipId] },
      ]);
      expect(await fingerprints.members(newId('campaign'), ['0a1'])).toEqual([
        { band: '0a1', clipIds: [] },
      ]);
    });

    it('gives back what it was given, of those that are there', async () => {
      const program = await programWith(make);
      const clip = await analyzing(program);
      await program.fingerprints.put(clip, bandsOf(maxBands));
      const asked = [newId('clip'), clip.clipId, clip.clipId];
      expect(await program.fingerprints.fetch(asked)).toEqual([clip]);
    });

    it('reads so many of a band and no more, the newest first', async () => {
      const program = await programWith(make);
      const clipIds: ClipId[] = [];
      for (let at = 0; at < maxBandMembers + 2; at += 1) {
        const clip = await analyzing(program);
        clipIds.push(clip.clipId);
        await program.fingerprints.put(clip, ['0a1']);
      }
      const [found] = await program.fingerprints.members(program.campaignId, ['0a1']);
      expect(found?.clipIds).toEqual(clipIds.toSorted().toReversed().slice(0, maxBandMembers));
    });

    it('takes no fingerprint of a clip that nobody analyzes: a late one stays out', async () => {
      const program = await programWith(make);
      const { fingerprints, clips } = program;
      const clip = await analyzing(program);
      await fingerprints.put(clip, ['0a1']);
      await clips.move({ clipId: clip.clipId, to: 'withdrawn', at: sampleNow });
      await fingerprints.erase(clip.clipId);
      await fingerprints.put(clip, ['0a1']);
      await fingerprints.put(fingerprintOf(program, newId('clip')), ['0a1']);
      expect(await fingerprints.count(clip.clipId)).toBe(0);
      const [found] = await fingerprints.members(program.campaignId, ['0a1']);
      expect(found?.clipIds).toEqual([]);
    });

    it('counts the fingerprint and its bands until all are erased', async () => {
      const program = await programWith(make);
      const { fingerprints } = program;
      const clip = await analyzing(program);
      const other = await analyzing(program);
      expect(await fingerprints.count(clip.clipId)).toBe(0);
      await fingerprints.put(clip, bandsOf(maxBands));
      await fingerprints.put(other, bandsOf(3));
      expect(await fingerprints.count(clip.clipId)).toBe(1 + maxBands);
      await fingerprints.erase(clip.clipId);
      await fingerprints.erase(clip.clipId);
      expect(await fingerprints.count(clip.clipId)).toBe(0);
      expect(await fingerprints.count(other.clipId)).toBe(4);
      const [found] = await fingerprints.members(program.campaignId, ['0b1']);
      expect(found?.clipIds).toEqual([other.clipId]);
    });
  });
};

import { describe, expect, it } from '@jest/globals';
import { analysisKey, frameKey, landingKey } from '../../core/contracts/layout/objects.ts';
import { isAbsent } from '../../core/domain/retention/erasure.ts';
import type { FootageStore } from '../../core/domain/retention/ports.ts';
import type { ClipId } from '../../core/domain/vocabulary/ids.ts';
import { newId } from '../support/samples.ts';

type BucketOfFootage = 'landing' | 'derived';

/** Two versioned buckets, and means to fill them as S3 lets anyone. */
export interface FootageWorld {
  readonly footage: FootageStore;
  /** Stores a new version, also over an old one. */
  put(bucket: BucketOfFootage, key: string): Promise<void>;
  /** Deletes without a version id: puts a delete marker on top. */
  remove(bucket: BucketOfFootage, key: string): Promise<void>;
  /** Begins a multipart upload and uploads a part of it. */
  beginUpload(bucket: BucketOfFootage, key: string): Promise<void>;
}

const fill = async (world: FootageWorld, clipId: ClipId): Promise<void> => {
  await world.put('landing', landingKey(clipId));
  await world.put('derived', frameKey(clipId, 0));
  await world.put('derived', frameKey(clipId, 1));
  await world.put('derived', analysisKey(clipId));
};

const eraseAll = async ({ footage }: FootageWorld, clipId: ClipId): Promise<void> => {
  const { versions, uploads } = await footage.inventory(clipId);
  for (const upload of uploads) await footage.abort(upload);
  expect(await footage.destroy(versions)).toEqual([]);
};

/** What every `FootageStore` keeps. `make` gives empty buckets each time. */
export const footageStoreContract = (make: () => Promise<FootageWorld>): void => {
  describe('a store of footage', () => {
    it('lists nothing of a clip that has nothing', async () => {
      const { footage } = await make();
      expect(isAbsent(await footage.inventory(newId('clip')))).toBe(true);
    });

    it('lists every object of a clip in both buckets', async () => {
      const world = await make();
      const clipId = newId('clip');
      await fill(world, clipId);
      const { versions, uploads } = await world.footage.inventory(clipId);
      expect(versions.map(({ bucket, key }) => `${bucket} ${key}`).toSorted()).toEqual(
        [
          `derived ${analysisKey(clipId)}`,
          `derived ${frameKey(clipId, 0)}`,
          `derived ${frameKey(clipId, 1)}`,
          `landing ${landingKey(clipId)}`,
        ].toSorted(),
      );
      expect(uploads).toEqual([]);
    });

    it('lists and destroys older versions and delete markers', async () => {
      const world = await make();
      const clipId = newId('clip');
      await world.put('derived', frameKey(clipId, 0));
      await world.put('derived', frameKey(clipId, 0));
      await world.remove('derived', frameKey(clipId, 0));
      const { versions } = await world.footage.inventory(clipId);
      expect(versions).toHaveLength(3);
      expect(new Set(versions.map(({ versionId }) => versionId)).size).toBe(3);
      await eraseAll(world, clipId);
      expect(isAbsent(await world.footage.inventory(clipId))).toBe(true);
    });

    it('lists and aborts open multipart uploads; an absent one is fine', async () => {
      const world = await make();
      const clipId = newId('clip');
      await world.beginUpload('landing', landingKey(clipId));
      await world.beginUpload('derived', analysisKey(clipId));
      const { uploads } = await world.footage.inventory(clipId);
      expect(uploads.map(({ bucket }) => bucket).toSorted()).toEqual(['derived', 'landing']);
      await eraseAll(world, clipId);
      expect(isAbsent(await world.footage.inventory(clipId))).toBe(true);
      for (const upload of uploads) await world.footage.abort(upload);
    });

    it('destroys what it is given and nothing else', async () => {
      const world = await make();
      const [clipId, other] = [newId('clip'), newId('clip')];
      await fill(world, clipId);
      await fill(world, other);
      const { versions } = await world.footage.inventory(clipId);
      const [first] = versions;
      if (first === undefined) throw new Error('Nothing is listed');
      expect(await world.footage.destroy([first])).toEqual([]);
      expect((await world.footage.inventory(clipId)).versions).toHaveLength(3);
      await eraseAll(world, clipId);
      expect((await world.footage.inventory(other)).versions).toHaveLength(4);
    });

    it('may destroy twice, and may be given nothing to destroy', async () => {
      const world = await make();
      const clipId = newId('clip');
      await fill(world, clipId);
      const { versions } = await world.footage.inventory(clipId);
      expect(await world.footage.destroy(versions)).toEqual([]);
      expect(await world.footage.destroy(versions)).toEqual([]);
      expect(await world.footage.destroy([])).toEqual([]);
    });
  });
};

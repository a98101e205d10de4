import { describe, expect, it } from '@jest/globals';
import { createMemoryBucket } from '../../../core/adapters/memory/buckets.ts';
import { createMemoryFootageStore } from '../../../core/adapters/memory/footage-store.ts';
import { createMemoryLandingStore } from '../../../core/adapters/memory/landing-store.ts';
import { createMemoryTaskTokens } from '../../../core/adapters/memory/task-tokens.ts';
import { sha256 } from '../../../core/adapters/node/sha256.ts';
import { landingKey } from '../../../core/contracts/layout/objects.ts';
import { validateUpload } from '../../../core/domain/intake/validate-upload.ts';
import { buryBatch, verifyAbsence } from '../../../core/domain/retention/bury-batch.ts';
import { bucketOfEntry, type DueEntry } from '../../../core/domain/retention/due.ts';
import { eraseBatch } from '../../../core/domain/retention/erase-batch.ts';
import type { FootageStore } from '../../../core/domain/retention/ports.ts';
import { utf8 } from '../../../core/domain/vocabulary/bytes.ts';
import type { ClipId } from '../../../core/domain/vocabulary/ids.ts';
import {
  newId,
  sampleCampaign,
  sampleCampaignParts,
  sampleClip,
  sampleNow,
} from '../../support/samples.ts';
import { createStage } from './stage.ts';

/** A stage with footage in buckets, and the three steps that erase. */
const createEraser = () => {
  const stage = createStage();
  const buckets = {
    landing: createMemoryBucket('landing', { sha256 }),
    derived: createMemoryBucket('derived', { sha256 }),
  };
  const footage = createMemoryFootageStore(buckets);
  const { workflow } = createMemoryTaskTokens();
  const eraseWith = async (entry: DueEntry, chosen: FootageStore = footage) => {
    const bucket = bucketOfEntry(entry);
    const ports = { ...stage, footage: chosen, workflow, clockSkewSeconds: 300 };
    await eraseBatch(bucket, ports);
    await verifyAbsence(bucket, ports);
    return buryBatch(bucket, ports);
  };
  const land = (clipId: ClipId): void => {
    buckets.landing.put(landingKey(clipId), utf8('pixels'), { contentType: 'video/mp4' });
  };
  const withdrawn = (clipId: ClipId): DueEntry => {
    const clip = sampleClip({
      clipId,
      state: 'withdrawn',
      lastUploadEndsBy: sampleNow,
      at: { granted: sampleNow, withdrawn: sampleNow },
    });
    stage.tables.clips.set(clipId, clip);
    return { task: 'erase', clipId, dueAt: sampleNow };
  };
  const dueOf = (clipId: ClipId): DueEntry | undefined =>
    [...stage.tables.due.values()]
      .flatMap((bucket) => [...bucket.values()])
      .find((entry) => entry.clipId === clipId);
  return { stage, buckets, footage, eraseWith, land, withdrawn, dueOf };
};

describe('an object that lands on an erased clip', () => {
  it('falls due at once, is destroyed unread, and the tombstone stands', async () => {
    const { stage, buckets, footage, eraseWith, land, withdrawn, dueOf } = createEraser();
    const clipId = newId('clip');
    await stage.campaigns.create(sampleCampaign(), sampleCampaignParts());
    const entry = withdrawn(clipId);
    await stage.due.put(entry);
    await eraseWith(entry);
    stage.clock.advance(3_600);
    const again = dueOf(clipId);
    if (again === undefined) throw new Error('What waits for a URL’s end falls due again');
    expect((await eraseWith(again)).buried).toBe(1);
    expect((await stage.clips.find(clipId))?.state).toBe('erased');
    expect(dueOf(clipId)).toBeUndefined();

    land(clipId);
    const reads: string[] = [];
    const landing = createMemoryLandingStore(buckets.landing);
    await validateUpload(clipId, {
      ...stage,
      landing: { ...landing, reader: (object) => (reads.push(object.key), landing.reader(object)) },
      probe: { probe: () => Promise.reject(new Error('An erased clip is not looked at')) },
      workflow: { start: () => Promise.reject(new Error('An erased clip starts nothing')) },
      metrics: { validated: () => undefined },
    });
    expect(reads).toEqual([]);
    const late = dueOf(clipId);
    if (late === undefined) throw new Error('What landed late does not fall due');
    await eraseWith(late);
    expect((await footage.inventory(clipId)).versions).toEqual([]);
    expect(dueOf(clipId)).toBeUndefined();
    expect((await stage.erasures.find(clipId))?.tombstone).toBeDefined();
  });
});

describe('one clip that cannot be erased', () => {
  it('is set aside with its obstacle, and the others of its minute are erased', async () => {
    const { stage, footage, eraseWith, land, withdrawn, dueOf } = createEraser();
    // One bucket: the last characters of an id, added up, choose its shard.
    const [stuck, free] = ['A', 'B'].map((first): ClipId => `clip_${first.padEnd(25, '0')}Z`);
    if (stuck === undefined || free === undefined) throw new Error('No clips');
    const entries = [withdrawn(stuck), withdrawn(free)];
    for (const entry of entries) {
      land(entry.clipId);
      await stage.due.put(entry);
    }
    const denied: FootageStore = {
      ...footage,
      inventory: (clipId) =>
        clipId === stuck
          ? Promise.reject(Object.assign(new Error('no'), { name: 'AccessDenied' }))
          : footage.inventory(clipId),
    };
    const [first] = entries;
    if (first === undefined) throw new Error('No entry');
    expect(entries.map(bucketOfEntry)).toEqual([bucketOfEntry(first), bucketOfEntry(first)]);
    await eraseWith(first, denied);
    expect((await footage.inventory(free)).versions).toEqual([]);
    expect((await footage.inventory(stuck)).versions).toHaveLength(1);
    const later = dueOf(stuck);
    expect(later?.dueAt.localeCompare(first.dueAt)).toBe(1);
    expect(stage.tables.erasureProgress.get(stuck)).toMatchObject({
      attempts: 1,
      obstacle: 'AccessDenied',
    });
  });
});

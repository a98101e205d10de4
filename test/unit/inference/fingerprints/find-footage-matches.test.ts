import { describe, expect, it } from '@jest/globals';
import { createMemoryFingerprintIndex } from '../../../../core/adapters/memory/fingerprint-index.ts';
import { createMemoryTables } from '../../../../core/adapters/memory/tables.ts';
import { maxProbes } from '../../../../core/domain/inference/fingerprints/bands.ts';
import {
  findFootageMatches,
  maxCandidates,
  type LookupCost,
} from '../../../../core/domain/inference/fingerprints/find-footage-matches.ts';
import { startFingerprint } from '../../../../core/domain/inference/fingerprints/fingerprint.ts';
import type { Look } from '../../../../core/domain/inference/picture.ts';
import { maxBandMembers } from '../../../../core/domain/inference/fingerprints/ports.ts';
import type { ActId, ClipId } from '../../../../core/domain/vocabulary/ids.ts';
import { newId, sampleClip } from '../../../support/samples.ts';

const width = 160;
const height = 96;
const looksPerSecond = 8;

/** Where something is, at a second of the scene: in pixels, with its grey level. */
type Way = (seconds: number) => { readonly x: number; readonly y: number; readonly level: number };

const walk: Way = (seconds) => ({
  x: 20 + 9 * seconds + 14 * Math.sin(seconds * 1.3),
  y: 55 + 12 * Math.sin(seconds * 0.9),
  level: 230,
});
const otherWalk: Way = (seconds) => ({
  x: 150 - 14 * seconds + 8 * Math.sin(seconds * 2.1),
  y: 40 + 20 * Math.cos(seconds * 0.5),
  level: 20,
});

/** What the camera shows when nothing happens. */
const emptyScene = (): Uint8Array => {
  const grey = new Uint8Array(width * height);
  for (let pixel = 0; pixel < grey.length; pixel += 1) {
    const x = pixel % width;
    grey[pixel] = 90 + (x % 40) + (pixel / width > 60 ? 40 : 0) + (x > 100 ? 30 : 0);
  }
  return grey;
};
const empty = emptyScene();

/** Looks of one camera with something that moves; at what seconds of the scene is up to `at`. */
const looksOf = (
  way: Way | undefined,
  { seconds = 9, at = (second: number) => second, mirrored = false } = {},
): readonly Look[] =>
  Array.from({ length: seconds * looksPerSecond }, (_, index) => {
    const second = index / looksPerSecond;
    const grey = empty.slice();
    const thing = way?.(at(second));
    for (let y = 0; y < height && thing !== undefined; y += 1) {
      if (Math.abs(y - thing.y) >= 16) continue;
      const left = Math.max(0, Math.ceil(thing.x - 9));
      grey.fill(thing.level, y * width + left, y * width + Math.min(width, thing.x + 9));
    }
    for (let y = 0; y < height && mirrored; y += 1) {
      grey.subarray(y * width, (y + 1) * width).reverse();
    }
    return { seconds: second, width, height, grey, isSample: index % 4 === 0 };
  });

const fingerprintOf = (looks: readonly Look[]) => {
  const watch = startFingerprint(looksPerSecond);
  for (const look of looks) watch.add(look);
  return watch.finish();
};

/** A campaign's index, and what the analyzer does with a clip. */
const campaign = () => {
  const tables = createMemoryTables();
  const fingerprints = createMemoryFingerprintIndex(tables);
  const campaignId = newId('campaign');
  const costs: LookupCost[] = [];
  return {
    costs,
    /** Stores another clip with the very fingerprint and bands of a given one. */
    async copy(given: ClipId) {
      const kept = tables.fingerprints.get(given);
      if (kept === undefined) throw new Error('There is nothing to copy');
      const clip = sampleClip({ campaignId, state: 'analyzing' });
      tables.clips.set(clip.clipId, clip);
      const { bands, ...stored } = kept;
      await fingerprints.put({ ...stored, clipId: clip.clipId }, bands);
    },
    async give(looks: readonly Look[], actId: ActId = newId('act')) {
      const clip = sampleClip({ campaignId, state: 'analyzing' });
      tables.clips.set(clip.clipId, clip);
      const indexed = {
        clipId: clip.clipId,
        campaignId,
        actId,
        fingerprint: fingerprintOf(looks),
      };
      const ports = { fingerprints, observe: (cost: LookupCost) => costs.push(cost) };
      return { clipId: clip.clipId, shared: await findFootageMatches(indexed, ports) };
    },
  };
};

describe('shared footage', () => {
  it('is found again, with where it is in both clips', async () => {
    const { give } = campaign();
    const actId = newId('act');
    const { clipId, shared } = await give(looksOf(walk), actId);
    expect(shared).toEqual([]);
    const trimmed = await give(looksOf(walk, { seconds: 7, at: (second) => second + 1.27 }), actId);
    const [match] = trimmed.shared;
    expect(match).toMatchObject({ clipId, sameAct: true, mirrored: false });
    const start = match?.here.startSeconds ?? NaN;
    expect(Math.abs((match?.there.startSeconds ?? NaN) - start - 1.27)).toBeLessThan(0.15);
    expect(match?.score).toBeGreaterThan(0.9);
  });

  it('is found in a mirror, and faster', async () => {
    const { give } = campaign();
    const { clipId } = await give(looksOf(walk));
    const mirror = await give(looksOf(walk, { mirrored: true }));
    expect(mirror.shared).toMatchObject([{ clipId, mirrored: true, sameAct: false }]);
    const faster = await give(looksOf(walk, { seconds: 8, at: (second) => 1.1 * second }));
    const match = faster.shared.find((other) => other.clipId === clipId);
    expect(Math.abs((match?.speed ?? NaN) - 1.1)).toBeLessThan(0.03);
  });

  it('is not what two events before one camera have', async () => {
    const { give } = campaign();
    await give(looksOf(walk));
    expect((await give(looksOf(otherWalk))).shared).toEqual([]);
  });

  it('is not what two still clips of one camera have', async () => {
    const { give, costs } = campaign();
    await give(looksOf(undefined));
    expect((await give(looksOf(undefined))).shared).toEqual([]);
    expect(costs.at(-1)).toEqual({ queries: 0, itemsRead: 0, compared: 0 });
  });

  it('is none in a clip without looks, and in one of a single look', async () => {
    const { give } = campaign();
    expect((await give([])).shared).toEqual([]);
    expect((await give(looksOf(walk).slice(0, 1))).shared).toEqual([]);
  });

  it('is looked for at a bounded cost, however often the same was given', async () => {
    const { give, copy, costs } = campaign();
    const looks = looksOf(walk, { seconds: 5 });
    const { clipId } = await give(looks);
    for (let given = 0; given < 60; given += 1) await copy(clipId);
    await give(looks);
    const last = costs.at(-1);
    expect(last?.queries).toBeLessThanOrEqual(maxProbes);
    expect(last?.itemsRead).toBeLessThanOrEqual((last?.queries ?? 0) * maxBandMembers);
    expect(last?.compared).toBe(maxCandidates);
  });
});

describe('a fingerprint', () => {
  it('hashes each sample and stays small', () => {
    const looks = looksOf(walk, { seconds: 30 });
    const { frames, changes } = fingerprintOf(looks);
    expect(frames.map(({ seconds }) => seconds)).toEqual(
      Array.from({ length: 60 }, (_, at) => at / 2),
    );
    expect(JSON.stringify({ frames, changes }).length).toBeLessThan(16_000);
  });

  it('needs a rate of looks', () => {
    expect(() => startFingerprint(0)).toThrow(RangeError);
  });
});

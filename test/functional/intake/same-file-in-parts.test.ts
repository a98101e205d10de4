import { describe, expect, it } from '@jest/globals';
import { createMemoryBucket } from '../../../core/adapters/memory/buckets.ts';
import { createMemoryLandingStore } from '../../../core/adapters/memory/landing-store.ts';
import { sha256 } from '../../../core/adapters/node/sha256.ts';
import type { ClipId } from '../../../core/domain/vocabulary/ids.ts';
import type { LandedObject } from '../../../core/domain/intake/ports.ts';
import { validateUpload } from '../../../core/domain/intake/validate-upload.ts';
import { sampleMedia } from '../../support/samples.ts';
import { createGrantWorld } from './grant-world.ts';

type World = Awaited<ReturnType<typeof createGrantWorld>>;

/** Where files of these parts' checksums have landed; whoever reads them finds a fit video. */
const validating = (world: World, landed: ReadonlyMap<ClipId, LandedObject>) => {
  const seen = { started: [] as ClipId[], probed: 0, outcomes: [] as string[] };
  const bucket = createMemoryBucket('landing', { sha256 });
  const ports = {
    ...world.ports,
    landing: {
      ...createMemoryLandingStore(bucket),
      head: async (clipId: ClipId) => landed.get(clipId),
      reader: ({ bytes }: LandedObject) => ({ bytes, read: async () => new Uint8Array() }),
    },
    probe: {
      probe: async () => {
        seen.probed += 1;
        return { media: sampleMedia, cost: { bytesRead: 1, reads: 1 } };
      },
    },
    workflow: { start: async (clipId: ClipId) => void seen.started.push(clipId) },
    metrics: { validated: (outcome: string) => void seen.outcomes.push(outcome) },
  };
  return { seen, validate: (clipId: ClipId) => validateUpload(clipId, ports) };
};

const bytes = 100_000_000;

/** A file in parts whose bytes another one has too, under a SHA-256 of its own. */
const landedInParts = async (world: World, landed: Map<ClipId, LandedObject>): Promise<ClipId> => {
  const { clip, parts } = await world.ask(await world.join(), { bytes });
  landed.set(clip.clipId, {
    key: clip.clipId,
    versionId: '1',
    etag: '"1"',
    bytes,
    contentType: 'video/mp4',
    compositeSha256: `LCa0a2j/xo8=-${parts?.partCount}`,
  });
  return clip.clipId;
};

describe('a file in parts', () => {
  it('is refused unread when another clip has the same parts, whatever it says', async () => {
    const world = await createGrantWorld();
    const landed = new Map<ClipId, LandedObject>();
    const { seen, validate } = validating(world, landed);
    const [first, second] = [
      await landedInParts(world, landed),
      await landedInParts(world, landed),
    ];
    expect(await validate(first)).toBe('started');
    expect(await validate(first)).toBe('started');
    expect(await validate(second)).toBe('refused');
    expect(await world.ports.clips.find(second)).toMatchObject({
      state: 'refused',
      reason: 'already-given',
    });
    expect(seen).toMatchObject({ probed: 1, outcomes: ['valid', 'already-given'] });
    expect(new Set(seen.started)).toEqual(new Set([first]));
  });

  it('is taken once the other one was given up', async () => {
    const world = await createGrantWorld();
    const landed = new Map<ClipId, LandedObject>();
    const { validate } = validating(world, landed);
    const first = await landedInParts(world, landed);
    expect(await validate(first)).toBe('started');
    const at = world.ports.clock.now();
    await world.ports.clips.move({ clipId: first, to: 'withdrawn', at });
    expect(await validate(await landedInParts(world, landed))).toBe('started');
  });
});

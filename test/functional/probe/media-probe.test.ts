import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mediabunnyProbe } from '../../../core/adapters/mediabunny/media-probe.ts';
import {
  UnreadableMedia,
  type ProbedMedia,
  type RangeReader,
} from '../../../core/domain/intake/ports.ts';
import { utf8 } from '../../../core/domain/vocabulary/bytes.ts';
import { layouts, makeFilm, type Layout } from './made-files.ts';

const probe = mediabunnyProbe();

const readerOf = (bytes: Uint8Array): RangeReader => ({
  bytes: bytes.length,
  read: async (start, end) => bytes.subarray(start, end),
});

/** What the probe says of a file: its facts, or why it cannot be taken. Anything else is thrown. */
const verdictOf = async (reader: RangeReader): Promise<ProbedMedia | UnreadableMedia> => {
  try {
    return await probe.probe(reader);
  } catch (error) {
    if (error instanceof UnreadableMedia) return error;
    throw error;
  }
};

const reasonFor = async (bytes: Uint8Array) => {
  const verdict = await verdictOf(readerOf(bytes));
  return verdict instanceof UnreadableMedia ? verdict.reason : 'taken';
};

const films = new Map<Layout, Uint8Array>();
const filmOf = (layout: Layout): Uint8Array => films.get(layout) ?? new Uint8Array();

beforeAll(async () => {
  for (const layout of layouts) films.set(layout, await makeFilm({ layout }));
});

const containerOf: Readonly<Record<Layout, string>> = {
  'mp4-front': 'mp4',
  'mp4-end': 'mp4',
  'mp4-fragments': 'mp4',
  mov: 'mov',
  webm: 'webm',
  mkv: 'mkv',
};

describe('probing a film', () => {
  it.each(layouts)('reads the facts of a file laid out as %s', async (layout) => {
    const { media } = await probe.probe(readerOf(filmOf(layout)));
    expect(media).toEqual({
      container: containerOf[layout],
      codec: 'vp9',
      width: 640,
      height: 360,
      rotationDegrees: 0,
      durationSeconds: 5,
      hasAudio: false,
      carriesPersonalTags: false,
    });
  });

  it('tells rotation apart from size', async () => {
    const film = await makeFilm({ layout: 'mp4-front', rotation: 90 });
    const { media } = await probe.probe(readerOf(film));
    expect([media.width, media.height, media.rotationDegrees]).toEqual([640, 360, 90]);
  });

  it.each(['mp4-end', 'mov', 'mkv'] as const)('notices a title in %s', async (layout) => {
    const film = await makeFilm({ layout, tags: { title: 'At our door' } });
    expect((await probe.probe(readerOf(film))).media.carriesPersonalTags).toBe(true);
  });

  it.each(layouts)('needs at most two reads, and a small part, of a large %s', async (layout) => {
    const film = await makeFilm({ layout, seconds: 30, bytesPerPacket: 20_000 });
    const { media, cost } = await probe.probe(readerOf(film));
    expect(media.durationSeconds).toBe(30);
    expect(film.length).toBeGreaterThan(6_000_000);
    // Fragments do not say how long they last: the last one is looked for.
    expect(cost.reads).toBeLessThanOrEqual(layout === 'mp4-fragments' ? 5 : 2);
    expect(cost.bytesRead).toBeLessThanOrEqual(layout === 'mp4-fragments' ? 600_000 : 131_072);
  });
});

describe('what is refused', () => {
  it.each([0.02, 0.1, 0.5, 0.9, 0.999])('is a film of which only %d is there', async (share) => {
    for (const layout of ['mp4-front', 'mp4-end', 'mov', 'webm', 'mkv'] as const) {
      const film = filmOf(layout);
      const part = film.subarray(0, Math.floor(film.length * share));
      expect([layout, await reasonFor(part)]).toEqual([layout, 'truncated']);
    }
  });

  it('is nothing, and what is no film', async () => {
    expect(await reasonFor(new Uint8Array())).toBe('empty-file');
    expect(await reasonFor(utf8('This is a letter, not a film. '.repeat(50)))).toBe('not-a-video');
    expect(await reasonFor(new Uint8Array(4_096))).toBe('not-a-video');
  });

  it('is a header that claims billions of packets, before the parser believes it', async () => {
    for (const [type, place] of [
      ['stts', 12],
      ['stsc', 16],
    ] as const) {
      const film = filmOf('mp4-front').slice();
      const at = Buffer.from(film).indexOf(type);
      expect(at).toBeGreaterThan(0);
      film.fill(0xff, at + place, at + place + 4);
      expect([type, await reasonFor(film)]).toEqual([type, 'over-read-budget']);
    }
  });

  it('is a fragment that claims billions of packets', async () => {
    const film = filmOf('mp4-fragments').slice();
    const bytes = Buffer.from(film.buffer);
    for (let at = bytes.indexOf('trun'); at !== -1; at = bytes.indexOf('trun', at + 4)) {
      bytes.writeUInt32BE(0, at + 4);
      bytes.writeUInt32BE(0xffff_ffff, at + 8);
    }
    expect(await reasonFor(film)).toBe('over-read-budget');
  });

  it('is a segment whose last bytes are junk, without looking for more for ever', async () => {
    const film = filmOf('mkv').slice(0, 400);
    film.fill(0x55, 60);
    expect(await reasonFor(film)).not.toBe('taken');
  });
});

describe('the budget of a probe', () => {
  it('ends a header that is larger than it', async () => {
    const head = Buffer.alloc(32);
    head.write('\0\0\0\x10ftypisom\0\0\0\0', 0, 'latin1');
    head.writeUInt32BE(1_000_000_000, 16);
    head.write('moov', 20, 'latin1');
    const reader: RangeReader = {
      bytes: 2_000_000_000,
      read: async (start, end) => {
        const bytes = new Uint8Array(end - start);
        if (start < head.length) bytes.set(head.subarray(start, end));
        return bytes;
      },
    };
    const verdict = await verdictOf(reader);
    expect(verdict).toMatchObject({ reason: 'over-read-budget' });
    expect(verdict.cost.bytesRead).toBeLessThanOrEqual(8_388_608);
  });

  it('ends a storage that does not answer', async () => {
    const hasty = mediabunnyProbe({ limits: { maxSeconds: 0.05 } });
    const reader: RangeReader = { bytes: 1_000_000, read: () => new Promise(() => undefined) };
    await expect(hasty.probe(reader)).rejects.toMatchObject({ reason: 'over-read-budget' });
  });

  it('never blames the file for a storage that fails', async () => {
    const failure = new Error('storage is away');
    const reader: RangeReader = { bytes: 1_000_000, read: () => Promise.reject(failure) };
    await expect(probe.probe(reader)).rejects.toBe(failure);
  });
});

describe('a damaged film', () => {
  /** Places and bytes: most damage goes where the structure is, at both ends. */
  const damage = fc.array(
    fc.record({
      place: fc.oneof(
        fc.integer({ min: 0, max: 1_500 }),
        fc.integer({ min: -1_500, max: -1 }),
        fc.integer({ min: 0, max: 50_000 }),
      ),
      byte: fc.constantFrom(0x00, 0x01, 0x7f, 0x80, 0xff, 0x42),
      length: fc.integer({ min: 1, max: 4 }),
    }),
    { minLength: 1, maxLength: 6 },
  );

  it('gives facts or a reason within the budget, whatever is damaged', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...layouts), damage, async (layout, damages) => {
        const film = filmOf(layout).slice();
        for (const { place, byte, length } of damages) {
          const at = (place + film.length) % film.length;
          film.fill(byte, at, at + length);
        }
        const { cost } = await verdictOf(readerOf(film));
        expect(cost.bytesRead).toBeLessThanOrEqual(film.length);
        expect(cost.reads).toBeLessThanOrEqual(24);
      }),
      { numRuns: 300 },
    );
  });
});

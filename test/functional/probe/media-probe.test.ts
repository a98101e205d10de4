import { beforeAll, describe, expect, it } from '@jest/globals';
import { mediaProbe } from '../../../core/adapters/media/media-probe.ts';
import type { RangeReader } from '../../../core/domain/intake/ports.ts';
import { utf8 } from '../../../core/domain/vocabulary/bytes.ts';
import { box, joined, madeMovie, text, u32 } from './made-boxes.ts';
import { layouts, makeFilm, type Layout } from './made-files.ts';
import { readerOf, reasonFor, verdictOf } from './verdict.ts';

const probe = mediaProbe();

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
      frameRate: 10,
      durationSeconds: 5,
      durationIsEstimated: false,
      hasAudio: false,
      carriesLocation: false,
      carriesPersonalTags: false,
    });
  });

  it.each([90, 180, 270] as const)('tells a rotation of %d° apart from size', async (rotation) => {
    for (const layout of ['mp4-front', 'mov', 'mkv'] as const) {
      const { media } = await probe.probe(readerOf(await makeFilm({ layout, rotation })));
      const { width, height, rotationDegrees } = media;
      expect([layout, width, height, rotationDegrees]).toEqual([layout, 640, 360, rotation]);
    }
  });

  it.each(['mp4-end', 'mov', 'mkv', 'webm'] as const)('notices a title in %s', async (layout) => {
    const film = await makeFilm({ layout, tags: { title: 'At our door' } });
    const { media } = await probe.probe(readerOf(film));
    expect([media.carriesPersonalTags, media.carriesLocation]).toEqual([true, false]);
  });

  it('takes a QuickTime film without a first box that names its kind', async () => {
    const film = madeMovie();
    film.set(text('wide'), 4);
    const { media } = await probe.probe(readerOf(film));
    expect([media.container, media.codec]).toEqual(['mov', 'h264']);
  });

  it('never believes a name, only bytes: nothing of a name is asked', async () => {
    const { media } = await probe.probe(readerOf(filmOf('webm')));
    expect(media.container).toBe('webm');
  });
});

describe('the cost of a probe', () => {
  it.each(layouts)('is two reads at most, and a small part, of a large %s', async (layout) => {
    const film = await makeFilm({ layout, seconds: 30, bytesPerPacket: 20_000 });
    const { media, cost } = await probe.probe(readerOf(film));
    expect(media.durationSeconds).toBe(30);
    expect(film.length).toBeGreaterThan(6_000_000);
    expect(cost.reads).toBeLessThanOrEqual(2);
    // Fragments of a second are read with the end of the file: 200 kB and a quarter more.
    expect(cost.bytesRead).toBeLessThanOrEqual(layout === 'mp4-fragments' ? 300_000 : 65_536);
  });

  const limits = { minDurationSeconds: 2, maxDurationSeconds: 120 };
  const longFragments = () =>
    makeFilm({ layout: 'mp4-fragments', seconds: 30, bytesPerPacket: 20_000, fragmentSeconds: 7 });

  it('is two reads of long fragments far from a limit, for an estimate', async () => {
    const { media, cost } = await probe.probe(readerOf(await longFragments()), limits);
    expect([media.durationIsEstimated, cost.reads]).toEqual([true, 2]);
    expect(Math.abs(media.durationSeconds - 30)).toBeLessThan(1);
    expect(cost.bytesRead).toBeLessThanOrEqual(65_536);
  });

  it.each([29, 30, 31])('is a third read near a limit of %d s, for certainty', async (limit) => {
    const near = { ...limits, maxDurationSeconds: limit };
    const { media, cost } = await probe.probe(readerOf(await longFragments()), near);
    expect([media.durationIsEstimated, media.durationSeconds, cost.reads]).toEqual([false, 30, 3]);
  });

  it('is three reads of a film in fragments without any index', async () => {
    for (const [seconds, bytesPerPacket] of [
      [30, 20_000],
      [12, 1_500],
    ] as const) {
      const film = await makeFilm({
        layout: 'mp4-fragments',
        seconds,
        bytesPerPacket,
        fragmentSeconds: 4,
      });
      const index = Buffer.from(film.buffer).lastIndexOf('mfra') - 4;
      const { media, cost } = await probe.probe(readerOf(film.subarray(0, index)), limits);
      expect([media.durationSeconds, media.durationIsEstimated]).toEqual([seconds, false]);
      expect(cost.reads).toBeLessThanOrEqual(3);
    }
  });

  it('is what was read from storage', async () => {
    for (const layout of layouts) {
      const film = filmOf(layout);
      let [reads, bytesRead] = [0, 0];
      const { cost } = await verdictOf({
        bytes: film.length,
        read: async (start, end) => {
          reads += 1;
          bytesRead += end - start;
          return film.subarray(start, end);
        },
      });
      expect(cost).toEqual({ reads, bytesRead });
    }
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

  it('is a film whose last packet lacks its last byte', async () => {
    expect(await reasonFor(madeMovie())).toBe('taken');
    const beyond = { stco: box('stco', u32(0, 1, madeMovie().length - 4_999)) };
    expect(await reasonFor(madeMovie(beyond))).toBe('truncated');
  });

  it('is a film in fragments that breaks off in one of them', async () => {
    const film = filmOf('mp4-fragments');
    for (const share of [0.02, 0.3, 0.95]) {
      const part = film.subarray(0, Math.floor(film.length * share));
      expect([share, await reasonFor(part)]).toEqual([share, 'truncated']);
    }
  });

  it('is nothing, and what is no film', async () => {
    expect(await reasonFor(new Uint8Array())).toBe('empty-file');
    expect(await reasonFor(utf8('This is a letter, not a film. '.repeat(50)))).toBe('not-a-video');
    expect(await reasonFor(new Uint8Array(4_096))).toBe('not-a-video');
    expect(await reasonFor(utf8('short'))).toBe('not-a-video');
  });

  it('is a photograph in the same kind of container', async () => {
    const photo = joined(
      box('ftyp', text('heic'), u32(0), text('mif1heic')),
      box('meta', u32(0), box('hdlr', u32(0, 0), text('pict'), u32(0, 0, 0))),
    );
    expect(await reasonFor(photo)).toBe('not-a-video');
  });

  it('is sound without a picture', async () => {
    expect(await reasonFor(madeMovie({ handler: 'soun' }))).toBe('no-video-track');
  });

  it('is a codec that nobody can look at here', async () => {
    expect(await reasonFor(madeMovie({ entry: 'mp4v' }))).toBe('unsupported-codec');
    expect(await reasonFor(madeMovie({ entry: 'ctor' }))).toBe('unsupported-codec');
  });
});

describe('the budget of a probe', () => {
  it('ends a header that is larger than it', async () => {
    const head = joined(box('ftyp', text('isom'), u32(0)), u32(1_000_000_000), text('moov'));
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

  it('ends a file of endless small boxes', async () => {
    const reader: RangeReader = {
      bytes: 2_000_000_000,
      read: async (start, end) => {
        const bytes = Buffer.alloc(end - start);
        // One box of 20 MB after another, wherever the probe looks.
        for (let at = 0; at + 8 <= bytes.length; at += 8) {
          bytes.writeUInt32BE(20_000_000, at);
          bytes.write('free', at + 4, 'latin1');
        }
        return bytes;
      },
    };
    const verdict = await verdictOf(reader);
    expect(verdict).toMatchObject({ reason: 'over-read-budget' });
    expect(verdict.cost.reads).toBeLessThanOrEqual(24);
  });

  it('ends a storage that does not answer', async () => {
    const hasty = mediaProbe({ limits: { maxSeconds: 0.05 } });
    const reader: RangeReader = { bytes: 1_000_000, read: () => new Promise(() => undefined) };
    await expect(hasty.probe(reader)).rejects.toMatchObject({ reason: 'over-read-budget' });
  });

  it('never blames the file for a storage that fails', async () => {
    const failure = new Error('storage is away');
    const reader: RangeReader = { bytes: 1_000_000, read: () => Promise.reject(failure) };
    await expect(probe.probe(reader)).rejects.toBe(failure);
  });

  it('never takes fewer bytes from storage for the file’s', async () => {
    const reader: RangeReader = { bytes: 1_000_000, read: async () => new Uint8Array(3) };
    await expect(probe.probe(reader)).rejects.toBeInstanceOf(RangeError);
  });
});

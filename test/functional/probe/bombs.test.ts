import { describe, expect, it } from '@jest/globals';
import { unfitFor } from '../../../core/domain/intake/validate-upload.ts';
import { UnreadableMedia } from '../../../core/domain/intake/ports.ts';
import { defaultFootage } from '../../corpus/survey.ts';
import {
  box,
  element,
  fullBox,
  joined,
  lyingElement,
  madeMatroska,
  madeMoov,
  madeMovie,
  repeated,
  text,
  u16,
  u32,
  u8,
  type MadeMatroska,
  type MadeMovie,
} from './made-boxes.ts';
import { readerOf, verdictOf } from './verdict.ts';

/** CPU of this process while work is done: other threads of it may add, never take away. */
const cpuOf = async <Answer>(work: () => Promise<Answer>) => {
  const before = process.cpuUsage();
  const answer = await work();
  const { user, system } = process.cpuUsage(before);
  return { answer, milliseconds: (user + system) / 1_000 };
};

/** The least of some runs: garbage is collected and code compiled in any of them. */
const leastCpuOf = async <Answer>(runs: number, work: () => Promise<Answer>) => {
  let least = await cpuOf(work);
  for (let run = 1; run < runs; run += 1) {
    const next = await cpuOf(work);
    if (next.milliseconds < least.milliseconds) least = next;
  }
  return least;
};

/** As many bytes as a probe may read, each looked at once: what any reader of them must do. */
const everyByteOnce = async (): Promise<number> => {
  let sum = 0;
  for (const byte of mostBytes) sum = (sum + byte) | 0;
  return sum;
};
const mostBytes = new Uint8Array(8_388_608).fill(1);
const { milliseconds: yardstick } = await leastCpuOf(5, everyByteOnce);

/** Times the yardstick, whatever the machine: the slowest takes half of one, most a thousandth. */
const maxTimesYardstick = 2;

/** What validation says: the probe, then the campaign's rules. And what it took. */
const validated = async (bytes: Uint8Array) => {
  const { answer: verdict, milliseconds } = await leastCpuOf(3, () =>
    verdictOf(readerOf(bytes), defaultFootage),
  );
  const reason =
    verdict instanceof UnreadableMedia ? verdict.reason : unfitFor(defaultFootage, verdict.media);
  return { reason: reason ?? 'taken', timesYardstick: milliseconds / yardstick, ...verdict.cost };
};

const reasonOf = async (bytes: Uint8Array): Promise<string> => (await validated(bytes)).reason;

const most = 0xffff_ffff;
const ftyp = box('ftyp', text('isom'), u32(0), text('isom'));

describe('what is made by hand', () => {
  it('is taken where it tells no lies', async () => {
    expect(await reasonOf(madeMovie())).toBe('taken');
    expect(await reasonOf(madeMatroska())).toBe('taken');
    expect(await reasonOf(madeMatroska({ duration: undefined }))).toBe('taken');
  });
});

describe('tables that claim what they do not hold', () => {
  const lies: readonly (readonly [string, Partial<MadeMovie>, string])[] = [
    ['four billion times', { stts: fullBox('stts', u32(most, 50, 100)) }, 'unreadable'],
    ['four billion sizes', { stsz: fullBox('stsz', u32(0, most)) }, 'unreadable'],
    ['four billion small sizes', { stsz: fullBox('stz2', u32(4, most)) }, 'unreadable'],
    ['sizes of no bits', { stsz: fullBox('stz2', u32(0, 1_000_000)) }, 'unreadable'],
    ['four billion runs', { stsc: fullBox('stsc', u32(most, 1, 50, 1)) }, 'unreadable'],
    ['four billion chunks', { stco: fullBox('stco', u32(most, 28)) }, 'unreadable'],
    [
      'four billion packets of one size',
      { stsz: fullBox('stsz', u32(100, most)), stsc: fullBox('stsc', u32(1, 1, most, 1)) },
      'truncated',
    ],
    ['a chunk beyond the end', { stco: fullBox('stco', u32(1, most)) }, 'truncated'],
    ['a chunk beyond 2^63', { stco: fullBox('co64', u32(1, most, most)) }, 'truncated'],
    ['no packets', { stsz: fullBox('stsz', u32(0, 0)) }, 'truncated'],
  ];

  it.each(lies)('%s: refused', async (_, lie, reason) => {
    expect(await reasonOf(madeMovie(lie))).toBe(reason);
  });

  it('packets that last four billion ticks count only as often as there are packets', async () => {
    const endless = { stts: fullBox('stts', u32(1, most, 1_000_000)) };
    expect(await reasonOf(madeMovie(endless))).toBe('too-long');
  });
});

describe('headers of as many bytes as a probe may read', () => {
  const tables = (entry: Uint8Array, entries: number) =>
    joined(u32(entries), repeated(entry, entries));
  const full: readonly (readonly [string, Partial<MadeMovie>])[] = [
    ['times', { stts: fullBox('stts', tables(u32(0, 1), 190_000)) }],
    ['more times', { stts: fullBox('stts', tables(u32(0, 1), 950_000)) }],
    ['sizes', { stsz: fullBox('stsz', u32(0), tables(u32(1), 190_000)) }],
    ['chunks', { stco: fullBox('stco', tables(u32(28), 190_000)) }],
    ['runs', { stsc: fullBox('stsc', tables(u32(1, 0, 1), 190_000)) }],
    ['tags', { inMovie: box('meta', u32(0), fullBox('keys', tables(box('mdta'), 900_000))) }],
    ['descriptions', { inMovie: repeated(box('uuid', new Uint8Array(15_000)), 500) }],
  ];

  it.each(full)('%s: an answer, in no time', async (_, changes) => {
    const { timesYardstick, reads } = await validated(madeMovie(changes));
    expect(timesYardstick).toBeLessThan(maxTimesYardstick);
    expect(reads).toBeLessThanOrEqual(2);
  });
});

describe('headers that cannot be', () => {
  it('zero time scale: refused', async () => {
    expect(await reasonOf(madeMovie({ timescale: 0 }))).toBe('unreadable');
    expect(await reasonOf(madeMatroska({ timestampScale: 0 }))).toBe('unreadable');
  });

  it('hours in a few bytes: too long', async () => {
    const hours = fullBox('stts', u32(1, 50, 720_000));
    expect(await reasonOf(madeMovie({ stts: hours }))).toBe('too-long');
    expect(await reasonOf(madeMatroska({ duration: 36_000_000 }))).toBe('too-long');
  });

  it.each([Number.NaN, Infinity, -5])('a duration of %d: refused', async (duration) => {
    expect(await reasonOf(madeMatroska({ duration }))).toBe('unreadable');
  });

  it('a promise without any film: cut off', async () => {
    expect(await reasonOf(madeMatroska({ clusters: u8() }))).toBe('truncated');
  });

  it('absurd sizes of the picture: too large, or unreadable without any', async () => {
    expect(await reasonOf(madeMovie({ width: 65_535, height: 65_535 }))).toBe('too-large-picture');
    expect(await reasonOf(madeMovie({ width: 0, height: 0 }))).toBe('unreadable');
  });

  it('a thousand tracks: over the budget', async () => {
    const track = box('trak', box('mdia', fullBox('hdlr', u32(0), text('vide'), u32(0, 0, 0))));
    const many = joined(...Array.from({ length: 1_000 }, () => track));
    expect(await reasonOf(madeMovie({ inMovie: many }))).toBe('over-read-budget');
  });
});

describe('boxes whose sizes lie', () => {
  it('size 0 in front of the header hides it: cut off', async () => {
    const film = madeMovie();
    film.fill(0, 20, 24);
    expect(await reasonOf(film)).toBe('truncated');
  });

  it('size 0 of the header, which is the last box, is its end: taken', async () => {
    const film = madeMovie();
    film.fill(0, 5_028, 5_032);
    expect(await reasonOf(film)).toBe('taken');
  });

  it('size 1 with 64 bits that are zero, or immense: refused', async () => {
    const wide = (high: number, low: number) =>
      joined(ftyp, u32(1), text('mdat'), u32(high, low), new Uint8Array(500));
    expect(await reasonOf(wide(0, 0))).toBe('unreadable');
    expect(await reasonOf(wide(0, 15))).toBe('unreadable');
    expect(await reasonOf(wide(most, most))).toBe('truncated');
  });

  it('sizes below a head inside the header end it', async () => {
    for (const size of [1, 2, 7]) {
      const broken = joined(u32(size), text('udta'), new Uint8Array(40));
      expect(await reasonOf(madeMovie({ inMovie: broken }))).toBe('taken');
    }
  });

  it('a header that ends beyond the file: cut off', async () => {
    const film = madeMovie();
    film.set(u32(0x7fff_ffff), 5_028);
    expect(await reasonOf(film)).toBe('truncated');
  });

  it('a hundred thousand empty boxes: refused within the budget', async () => {
    const empty = joined(ftyp, repeated(box('free'), 100_000));
    const { reason, timesYardstick, reads } = await validated(empty);
    expect(reason).toBe('unreadable');
    expect(reads).toBeLessThanOrEqual(2);
    expect(timesYardstick).toBeLessThan(maxTimesYardstick);
  });

  it('a thousand boxes in each other: nobody goes down there', async () => {
    let deep = box('meta', new Uint8Array(8));
    for (let depth = 0; depth < 1_000; depth += 1) deep = box('udta', deep);
    const { reason, timesYardstick } = await validated(madeMovie({ inMovie: deep }));
    expect(reason).toBe('taken');
    expect(timesYardstick).toBeLessThan(maxTimesYardstick);
  });

  it('a megabyte of tags of eight bytes: no time', async () => {
    const tags = box('udta', repeated(box('abcd'), 130_000));
    const { timesYardstick } = await validated(joined(ftyp, madeMoov({ inMovie: tags })));
    expect(timesYardstick).toBeLessThan(maxTimesYardstick);
  });
});

describe('elements whose sizes lie', () => {
  it('unknown sizes of heads: refused', async () => {
    const segment = 0x1853_8067;
    const tracks = lyingElement(0x1654_ae6b, u8(0xff), new Uint8Array(500));
    const film = joined(element(0x1a45_dfa3), lyingElement(segment, u8(0xff), tracks));
    expect(await reasonOf(film)).toBe('truncated');
  });

  it('a segment that is larger than the file: cut off', async () => {
    const film = madeMatroska();
    expect(await reasonOf(film.subarray(0, film.length - 1))).toBe('truncated');
  });

  const nested = (depth: number): Uint8Array => {
    let deep = element(0x45a3, text('TITLE'));
    for (let level = 0; level < depth; level += 1) deep = element(0x67c8, deep);
    return element(0x1254_c367, element(0x7373, deep));
  };

  it.each([10, 5_000])('tags of tags, %d deep: no time', async (depth) => {
    const { reason, timesYardstick } = await validated(madeMatroska({ inSegment: nested(depth) }));
    expect(reason).toBe('taken');
    expect(timesYardstick).toBeLessThan(maxTimesYardstick);
  });

  const idle: readonly (readonly [string, Partial<MadeMatroska>])[] = [
    [
      'a megabyte of empty elements in a cluster',
      {
        duration: undefined,
        clusters: element(0x1f43_b675, repeated(u8(0x80, 0x80), 500_000)),
      },
    ],
    [
      'a megabyte of empty elements of two bytes',
      {
        duration: undefined,
        clusters: element(0x1f43_b675, repeated(u8(0xec, 0x80), 500_000)),
      },
    ],
    [
      'a hundred thousand empty clusters',
      {
        duration: undefined,
        clusters: repeated(element(0x1f43_b675), 100_000),
      },
    ],
    ['a hundred thousand tracks', { inTrack: repeated(element(0xe0), 100_000) }],
  ];

  it.each(idle)('%s: no time', async (_, changes) => {
    expect((await validated(madeMatroska(changes))).timesYardstick).toBeLessThan(maxTimesYardstick);
  });
});

describe('what a film carries', () => {
  const carried = async (film: Uint8Array) => {
    const verdict = await verdictOf(readerOf(film));
    if (verdict instanceof UnreadableMedia) throw verdict;
    const { carriesLocation, carriesPersonalTags } = verdict.media;
    return { carriesLocation, carriesPersonalTags };
  };
  const place = { carriesLocation: true, carriesPersonalTags: false };
  const person = { carriesLocation: false, carriesPersonalTags: true };
  const nothing = { carriesLocation: false, carriesPersonalTags: false };
  const handler = fullBox('hdlr', u32(0), text('mdta'), u32(0, 0, 0), u8(0));
  const keys = (...names: readonly string[]) =>
    box(
      'meta',
      handler,
      fullBox('keys', u32(names.length), ...names.map((name) => box('mdta', text(name)))),
    );
  const simpleTag = (name: string) =>
    element(0x1254_c367, element(0x7373, element(0x67c8, element(0x45a3, text(name)))));

  const boxes: readonly (readonly [string, Uint8Array, typeof nothing])[] = [
    ['QuickTime’s place', box('udta', box('\u00a9xyz', u16(18, 0), text('+52.5+013.4/'))), place],
    ['3GPP’s place', box('udta', fullBox('loci', text('Berlin'))), place],
    ['Apple’s place', keys('com.apple.quicktime.location.ISO6709'), place],
    ['a dashboard camera’s place', box('gps ', u32(0, 0)), place],
    ['a camera’s model', keys('com.apple.quicktime.model'), person],
    ['a title', box('udta', box('\u00a9nam', u16(4, 0), text('Door'))), person],
    ['an encoder’s name', box('udta', box('\u00a9too', u16(4, 0), text('Lavf'))), nothing],
    ['Android’s version', keys('com.android.version'), nothing],
  ];

  it.each(boxes)('%s is noticed as what it is', async (_, inMovie, expected) => {
    expect(await carried(madeMovie({ inMovie }))).toEqual(expected);
    expect(await carried(madeMovie({ inTrack: inMovie }))).toEqual(
      // Only the movie itself has a box of places.
      inMovie[4] === 0x67 ? place : expected,
    );
  });

  it('a tag of Matroska is noticed wherever it stands', async () => {
    expect(await carried(madeMatroska({ inSegment: simpleTag('LOCATION') }))).toEqual(place);
    expect(await carried(madeMatroska({ inSegment: simpleTag('ARTIST') }))).toEqual(person);
    expect(await carried(madeMatroska({ inSegment: simpleTag('ENCODER') }))).toEqual(nothing);
  });
});

describe('encryption', () => {
  it('is found in the entry and in the keys that come along', async () => {
    expect(await reasonOf(madeMovie({ entry: 'encv' }))).toBe('encrypted');
    expect(await reasonOf(madeMovie({ entry: 'drmi' }))).toBe('encrypted');
    const keys = fullBox('pssh', new Uint8Array(16), u32(0));
    expect(await reasonOf(madeMovie({ inMovie: keys }))).toBe('encrypted');
  });

  it('is found in the encodings of a Matroska track', async () => {
    const encoding = (type: number) => element(0x6d80, element(0x6240, element(0x5033, u8(type))));
    expect(await reasonOf(madeMatroska({ inTrack: encoding(1) }))).toBe('encrypted');
    expect(await reasonOf(madeMatroska({ inTrack: encoding(0) }))).toBe('taken');
  });
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DecodingTimedOut, UndecodableFootage } from '../../../core/domain/inference/failures.ts';
import type { Look } from '../../../core/domain/inference/picture.ts';
import type { FrameSource } from '../../../core/domain/inference/ports.ts';
import { FfmpegFailed } from '../../../inference/hosts/ffmpeg-child.ts';
import { probeDecoder } from '../../../inference/hosts/ffmpeg-decoder.ts';
import { ffmpegFrameSource } from '../../../inference/hosts/ffmpeg-frame-source.ts';
import { jpegCommentsOf } from '../../../inference/media/jpeg.ts';
import { eventually, ffmpeg, ffmpegPath, temporaryFolder } from './ffmpeg-for-tests.ts';

let place: Awaited<ReturnType<typeof temporaryFolder>>;
const file = (name: string): string => join(place.folder, name);
const source = ffmpegFrameSource({ ffmpegPath });

const draw = (name: string, picture: string, ...args: readonly string[]): Promise<void> =>
  ffmpeg('-f', 'lavfi', '-i', picture, ...args, file(name));

const asMpeg4 = ['-c:v', 'mpeg4', '-pix_fmt', 'yuv420p'] as const;

beforeAll(async () => {
  place = await temporaryFolder();
  await draw('wide.mp4', 'testsrc2=s=1920x1080:r=10:d=2', ...asMpeg4);
  await ffmpeg('-i', file('wide.mp4'), '-c', 'copy', file('wide.mkv'));
  await draw('small.mp4', 'testsrc2=s=176x144:r=10:d=2', ...asMpeg4);
  await draw('long.mp4', 'testsrc2=s=320x240:r=30:d=60', ...asMpeg4);
  // Black for a second, then white: what sample n shows is what is seen at n/2 seconds.
  await draw(
    'steps.mp4',
    "color=black:s=64x64:r=10:d=2,geq=lum='255*gte(T,1)':cb=128:cr=128",
    ...asMpeg4,
  );
}, 60_000);
afterAll(() => place.dispose());

const collect = async (
  name: string,
  from: FrameSource = source,
  { signal, colour = false }: { signal?: AbortSignal; colour?: boolean } = {},
): Promise<readonly Look[]> => {
  const looks = [];
  for await (const look of from.looks(file(name), { signal, colour })) looks.push(look);
  return looks;
};

/** Process ids of ffmpeg children that work on a file of ours. */
const childrenOn = (name: string): readonly string[] =>
  readdirSync('/proc').filter((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    try {
      return readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes(file(name));
    } catch {
      return false; // Ended between the listing and the reading.
    }
  });

describe('looks', () => {
  test('come at the asked rates, scaled to 320 px, grey, every fourth a sample', async () => {
    const looks = await collect('wide.mp4');
    expect(looks.map(({ seconds }) => seconds)).toEqual(looks.map((_, index) => index / 8));
    expect(looks).toHaveLength(16);
    for (const [index, { width, height, grey, isSample }] of looks.entries()) {
      expect([width, height, grey.length, isSample]).toEqual([320, 180, 57_600, index % 4 === 0]);
    }
    const rates = { samplesPerSecond: 5, looksPerSecond: 10 };
    const often = await collect('wide.mp4', ffmpegFrameSource({ ffmpegPath, ...rates }));
    expect(often).toHaveLength(20);
    expect(often.filter(({ isSample }) => isSample)).toHaveLength(10);
    expect(() => ffmpegFrameSource({ ffmpegPath, ...rates, looksPerSecond: 12 })).toThrow(
      RangeError,
    );
  });

  test('show what is seen at their second, from black 0 to white 255', async () => {
    const looks = await collect('steps.mp4');
    const middles = looks.map(({ grey }) => grey[32 * 64 + 32] ?? -1);
    expect(middles.map((level) => Math.round(level / 16))).toEqual(
      looks.map(({ seconds }) => (seconds < 1 ? 0 : 16)),
    );
  });

  test('are not enlarged, and are upright where the file says how it was held', async () => {
    expect((await collect('small.mp4'))[0]).toMatchObject({ width: 176, height: 144 });
    await ffmpeg('-display_rotation', '90', '-i', file('wide.mp4'), '-c', 'copy', file('held.mp4'));
    expect((await collect('held.mp4'))[0]).toMatchObject({ width: 180, height: 320 });
    const [still] = await source.stills(file('held.mp4'), [0], {});
    expect(still).toMatchObject({ width: 450, height: 800 });
  });

  test('of a clip shorter than a sample are one sample', async () => {
    await draw('short.mp4', 'testsrc2=s=320x240:r=30:d=0.1', ...asMpeg4);
    expect((await collect('short.mp4')).filter(({ isSample }) => isSample)).toHaveLength(1);
  });

  test('with a picture of odd shape still fit', async () => {
    await draw('strip.mkv', 'testsrc2=s=1280x16:r=5:d=1', '-c:v', 'ffv1');
    expect((await collect('strip.mkv'))[0]).toMatchObject({ width: 320, height: 4 });
    const [still] = await source.stills(file('strip.mkv'), [0], {});
    expect(still).toMatchObject({ width: 800, height: 80 });
  });

  test('of a file that breaks off tell how much of it decoded', async () => {
    const bytes = readFileSync(file('wide.mkv'));
    await writeFile(file('cut.mkv'), bytes.subarray(0, Math.round(bytes.length / 2)));
    const looks = await collect('cut.mkv').catch((error: unknown) => error);
    const seconds = Array.isArray(looks)
      ? looks.length / 8
      : (looks as UndecodableFootage).decodedSeconds;
    expect(seconds).toBeGreaterThan(0.2);
    expect(seconds).toBeLessThan(1.8);
  });
});

describe('colour', () => {
  test('comes with every sample and no other look, of the same moment', async () => {
    const looks = await collect('steps.mp4', source, { colour: true });
    for (const { isSample, colour, seconds } of looks) {
      expect(colour === undefined).toBe(!isSample);
      if (colour === undefined) continue;
      const { width, height, i420 } = colour;
      expect([width, height, i420.length]).toEqual([64, 64, (64 * 64 * 3) / 2]);
      // Luma as films are stored: black is 16, white 235; both are without colour, 128.
      const [luma, chroma] = [i420[32 * 64 + 32] ?? 0, i420[64 * 64] ?? 0];
      expect(Math.abs(luma - (seconds < 1 ? 16 : 235))).toBeLessThanOrEqual(4);
      expect(Math.abs(chroma - 128)).toBeLessThanOrEqual(4);
    }
  });

  test('is scaled to 640 px and leaves the grey pictures as they are', async () => {
    const looks = await collect('wide.mp4', source, { colour: true });
    expect(looks[4]?.colour).toMatchObject({ width: 640, height: 360 });
    const grey = (all: readonly Look[]) =>
      all.map((look) => Buffer.from(look.grey).toString('hex'));
    expect(grey(looks)).toEqual(grey(await collect('wide.mp4')));
  });

  test('does not stall a consumer who lets ffmpeg wait, and is whole in the end', async () => {
    const seen: number[] = [];
    for await (const look of source.looks(file('long.mp4'), { colour: true })) {
      if (look.colour !== undefined) seen.push(look.seconds);
      // Long enough for ffmpeg to fill every queue it has, again and again.
      if (seen.length % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(seen).toEqual(Array.from({ length: 120 }, (_, sample) => sample / 2));
  });
});

describe('stills', () => {
  test('are the same samples, larger, without any word in them', async () => {
    const stills = await source.stills(file('wide.mp4'), [0, 3], {});
    expect(stills.map(({ sample, width, height }) => [sample, width, height])).toEqual([
      [0, 800, 450],
      [3, 800, 450],
    ]);
    for (const { jpeg } of stills) expect(jpegCommentsOf(jpeg)).toEqual([]);
    expect(await source.stills(file('wide.mp4'), [], {})).toEqual([]);
  });

  test('that were kept on the way need no second decoding, and are the same', async () => {
    await writeFile(file('twice.mp4'), readFileSync(file('wide.mp4')));
    const decoded = await source.stills(file('twice.mp4'), [1, 2], {});
    await collect('twice.mp4');
    await rm(file('twice.mp4'));
    const kept = await source.stills(file('twice.mp4'), [1, 2], {});
    expect(kept).toEqual(decoded);
    await expect(source.stills(file('twice.mp4'), [40], {})).rejects.toThrow(UndecodableFootage);
  });

  test('of a decoding that was given up are decoded again', async () => {
    for await (const { seconds } of source.looks(file('long.mp4'), { colour: false })) {
      if (seconds >= 2) break;
    }
    expect(existsSync(`${file('long.mp4')}.stills`)).toBe(false);
    expect(await source.stills(file('long.mp4'), [1], {})).toHaveLength(1);
  });

  test('of samples that are not there are refused', async () => {
    await expect(source.stills(file('wide.mp4'), [2, 40], {})).rejects.toThrow(UndecodableFootage);
  });
});

describe('a graphics card', () => {
  /** An ffmpeg that says it has CUDA and fails when it is told to use it. */
  const withoutDriver = async (): Promise<string> => {
    const path = file('ffmpeg-without-driver');
    const script = [
      '#!/bin/sh',
      'case "$*" in',
      '  *-hwaccels*) printf "Hardware acceleration methods:\\ncuda\\n"; exit 0;;',
      '  *"-hwaccel cuda"*) echo "Cannot load libcuda.so.1" >&2; exit 187;;',
      'esac',
      `exec '${ffmpegPath}' "$@"`,
    ];
    await writeFile(path, `${script.join('\n')}\n`);
    await chmod(path, 0o755);
    return path;
  };

  test('is used where ffmpeg has CUDA and the machine a card, and only there', async () => {
    const hasCuda = await withoutDriver();
    const devicePath = file('wide.mp4');
    expect(await probeDecoder(hasCuda, { devicePath })).toBe('cuda');
    expect(await probeDecoder(hasCuda, { devicePath: file('no-card') })).toBe('software');
    expect(await probeDecoder(file('no-ffmpeg'), { devicePath })).toBe('software');
  });

  test('that fails to start leaves its work to software, and is not asked again', async () => {
    const from = ffmpegFrameSource({ ffmpegPath: await withoutDriver(), decoder: 'cuda' });
    expect(from.decoder).toBe('cuda');
    expect(await collect('wide.mp4', from)).toHaveLength(16);
    expect(from.decoder).toBe('software');
  });

  test('is not blamed for a file that nothing decodes', async () => {
    const from = ffmpegFrameSource({ ffmpegPath: await withoutDriver(), decoder: 'cuda' });
    await writeFile(file('text.mp4'), 'This is no video.');
    await expect(collect('text.mp4', from)).rejects.toThrow(UndecodableFootage);
    expect(from.decoder).toBe('cuda');
  });
});

describe('the child process', () => {
  test('is gone when the consumer stops early', async () => {
    let seen = 0;
    for await (const look of source.looks(file('long.mp4'), { colour: true })) {
      seen += look.width > 0 ? 1 : 0;
      if (seen === 2) break;
    }
    expect(seen).toBe(2);
    await eventually(() => childrenOn('long.mp4').length === 0);
  });

  test('is gone when the caller gives up, who gets their own reason back', async () => {
    const controller = new AbortController();
    const reason = new Error('The lease ran out');
    const options = { signal: controller.signal, colour: true };
    const work = (async () => {
      for await (const { seconds } of source.looks(file('long.mp4'), options)) {
        if (seconds >= 1) controller.abort(reason);
      }
    })();
    await expect(work).rejects.toBe(reason);
    await eventually(() => childrenOn('long.mp4').length === 0);
    const signal = AbortSignal.abort(reason);
    await expect(collect('long.mp4', source, { signal })).rejects.toBe(reason);
  });

  test('is killed when its time is up', async () => {
    const hasty = ffmpegFrameSource({ ffmpegPath, timeoutSeconds: 0.01 });
    await expect(collect('long.mp4', hasty)).rejects.toThrow(DecodingTimedOut);
    await eventually(() => childrenOn('long.mp4').length === 0);
  });

  test('that cannot be started blames the host, not the footage', async () => {
    const absent = ffmpegFrameSource({ ffmpegPath: file('no-ffmpeg') });
    const failure = await collect('wide.mp4', absent).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(FfmpegFailed);
    expect(failure).toMatchObject({ blames: 'host' });
  });

  test('does not follow a playlist to other files', async () => {
    const entries = `ffconcat version 1.0\nfile '${file('wide.mp4')}'\n`;
    await writeFile(file('list.mp4'), entries);
    const playlist = `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n${file('wide.mp4')}\n`;
    await writeFile(file('playlist.mp4'), playlist);
    for (const name of ['list.mp4', 'playlist.mp4']) {
      await expect(collect(name)).rejects.toThrow(UndecodableFootage);
    }
  });
});

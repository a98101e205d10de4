import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DecodingTimedOut, UndecodableFootage } from '../../../core/domain/inference/failures.ts';
import type { FrameSource } from '../../../core/domain/inference/ports.ts';
import { FfmpegFailed } from '../../../inference/hosts/ffmpeg-child.ts';
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

const collect = async (name: string, from: FrameSource = source, signal?: AbortSignal) => {
  const frames = [];
  for await (const frame of from.frames(file(name), { signal })) frames.push(frame);
  return frames;
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

describe('frames', () => {
  test('come at the asked rate, scaled to 320 px, grey', async () => {
    const frames = await collect('wide.mp4');
    expect(frames.map(({ seconds }) => seconds)).toEqual([0, 0.5, 1, 1.5]);
    for (const { width, height, grey } of frames) {
      expect([width, height, grey.length]).toEqual([320, 180, 57_600]);
    }
    const often = await collect('wide.mp4', ffmpegFrameSource({ ffmpegPath, samplesPerSecond: 5 }));
    expect(often).toHaveLength(10);
  });

  test('show what is seen at their second, from black 0 to white 255', async () => {
    const frames = await collect('steps.mp4');
    const middles = frames.map(({ grey }) => grey[32 * 64 + 32] ?? -1);
    expect(middles.map((level) => Math.round(level / 16))).toEqual([0, 0, 16, 16]);
  });

  test('are not enlarged, and are upright where the file says how it was held', async () => {
    expect((await collect('small.mp4'))[0]).toMatchObject({ width: 176, height: 144 });
    await ffmpeg('-display_rotation', '90', '-i', file('wide.mp4'), '-c', 'copy', file('held.mp4'));
    expect((await collect('held.mp4'))[0]).toMatchObject({ width: 180, height: 320 });
  });

  test('of a clip shorter than a sample are one', async () => {
    await draw('short.mp4', 'testsrc2=s=320x240:r=30:d=0.1', ...asMpeg4);
    expect(await collect('short.mp4')).toHaveLength(1);
  });

  test('with a picture of odd shape still fit', async () => {
    await draw('strip.mkv', 'testsrc2=s=1280x16:r=5:d=1', '-c:v', 'ffv1');
    expect((await collect('strip.mkv'))[0]).toMatchObject({ width: 320, height: 4 });
    const [still] = await source.stills(file('strip.mkv'), [0], {});
    expect(still).toMatchObject({ width: 1280, height: 80 });
  });
});

describe('stills', () => {
  test('are the same samples, larger, without any word in them', async () => {
    const stills = await source.stills(file('wide.mp4'), [0, 3], {});
    expect(stills.map(({ sample, width, height }) => [sample, width, height])).toEqual([
      [0, 1280, 720],
      [3, 1280, 720],
    ]);
    for (const { jpeg } of stills) expect(jpegCommentsOf(jpeg)).toEqual([]);
    expect(await source.stills(file('wide.mp4'), [], {})).toEqual([]);
  });

  test('of samples that are not there are refused', async () => {
    await expect(source.stills(file('wide.mp4'), [2, 40], {})).rejects.toThrow(UndecodableFootage);
  });
});

describe('the child process', () => {
  test('is gone when the consumer stops early', async () => {
    let seen = 0;
    for await (const frame of source.frames(file('long.mp4'), {})) {
      seen += frame.width > 0 ? 1 : 0;
      if (seen === 2) break;
    }
    expect(seen).toBe(2);
    await eventually(() => childrenOn('long.mp4').length === 0);
  });

  test('is gone when the caller gives up, who gets their own reason back', async () => {
    const controller = new AbortController();
    const reason = new Error('The lease ran out');
    const work = (async () => {
      for await (const { seconds } of source.frames(file('long.mp4'), controller)) {
        if (seconds >= 1) controller.abort(reason);
      }
    })();
    await expect(work).rejects.toBe(reason);
    await eventually(() => childrenOn('long.mp4').length === 0);
    await expect(collect('long.mp4', source, AbortSignal.abort(reason))).rejects.toBe(reason);
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

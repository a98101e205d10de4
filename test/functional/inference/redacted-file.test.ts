import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { ALL_FORMATS, BufferSource, Input } from 'mediabunny';
import {
  DecodingTimedOut,
  FootageTooLong,
  UndecodableFootage,
} from '../../../core/domain/inference/failures.ts';
import type { RedactionOrder } from '../../../core/domain/inference/ports.ts';
import { checkEnding, FfmpegFailed, ffmpegOutput } from '../../../inference/hosts/ffmpeg-child.ts';
import { startEncoder } from '../../../inference/hosts/ffmpeg-encoder.ts';
import { ffmpegRedactor } from '../../../inference/hosts/ffmpeg-redactor.ts';
import { eventually, ffmpeg, ffmpegPath, temporaryFolder } from './ffmpeg-for-tests.ts';

jest.setTimeout(60_000);

let place: Awaited<ReturnType<typeof temporaryFolder>>;
const file = (name: string): string => join(place.folder, name);

const order: RedactionOrder = {
  tracks: [{ boxes: [{ seconds: 0.5, box: { left: 0.4, top: 0.4, width: 0.2, height: 0.2 } }] }],
  coversMovingRegions: false,
  looksPerSecond: 8,
};
const redactor = ffmpegRedactor({ ffmpegPath, outputPathOf: (path) => `${path}.copy.mp4` });

/** What a phone writes about itself, its owner and the place. */
const told = ['+12.3456+098.7654/', 'Ada at home', 'her own comment', 'Ada Lovelace', 'FrontDoor'];
const [location = '', title = '', comment = '', artist = '', handler = ''] = told;

beforeAll(async () => {
  place = await temporaryFolder();
  await ffmpeg(
    ...['-f', 'lavfi', '-i', 'testsrc2=s=192x108:r=15:d=2', '-f', 'lavfi', '-i', 'sine=d=2'],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'],
    ...['-metadata', `location=${location}`, '-metadata', `location-eng=${location}`],
    ...['-metadata', `title=${title}`, '-metadata', `comment=${comment}`],
    ...['-metadata', `artist=${artist}`, '-metadata', `com.apple.quicktime.location=${location}`],
    ...['-metadata:s:v', `handler_name=${handler}`, '-metadata:s:a', `handler_name=${handler}`],
    ...['-movflags', 'use_metadata_tags', file('told.mp4')],
  );
  await ffmpeg('-display_rotation', '90', '-i', file('told.mp4'), '-c', 'copy', file('turned.mov'));
  await ffmpeg(
    ...['-f', 'lavfi', '-i', 'testsrc2=s=1280x720:r=30:d=1', '-c:v', 'mpeg4'],
    ...['-q:v', '8', file('second.mp4')],
  );
  // A minute that nobody has to encode: a redaction of it is long under way when it is ended.
  await ffmpeg('-stream_loop', '59', '-i', file('second.mp4'), '-c', 'copy', file('long.mp4'));
}, 60_000);
afterAll(() => place.dispose());

const factsOf = async (path: string) => {
  const bytes = readFileSync(path);
  const input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS });
  const tracks = await input.getTracks();
  const video = await input.getPrimaryVideoTrack();
  return {
    bytes,
    kinds: tracks.map(({ type }) => type),
    tags: await input.getMetadataTags(),
    rotation: video === null ? undefined : await video.getRotation(),
    codec: video === null ? undefined : await video.getCodec(),
    seconds: await input.computeDuration(),
    packets: video === null ? undefined : await video.computePacketStats(),
  };
};

describe('A redacted copy', () => {
  test('is one stream of video, without sound, tags, places or the encoder’s name', async () => {
    const copy = await redactor.redact(file('told.mp4'), order, {});
    const source = readFileSync(file('told.mp4')).toString('latin1');
    for (const text of [...told, 'x264']) expect(source).toContain(text);

    const { bytes, kinds, tags, codec, seconds } = await factsOf(copy.path);
    expect(kinds).toEqual(['video']);
    expect(codec).toBe('avc');
    expect(tags).toEqual({});
    expect(seconds).toBeCloseTo(2, 5);
    const text = bytes.toString('latin1');
    for (const left of [...told, '12.3456', 'Lavc', 'Lavf', 'x264']) {
      expect([left, text.includes(left)]).toEqual([left, false]);
    }
    // ffmpeg always writes a list of tags: of eight bytes, which are its own header.
    expect(text.match(/[^]{4}ilst/g)).toEqual(['\0\0\0\bilst']);
    expect(copy).toMatchObject({ bytes: bytes.length, width: 192, height: 108, frames: 30 });
    // The index comes first, so that a browser shows the copy while it loads.
    expect(text.indexOf('moov')).toBeLessThan(text.indexOf('mdat'));
  });

  test('stands upright by itself and has at most 30 frames a second', async () => {
    const upright = await redactor.redact(file('turned.mov'), order, {});
    expect(upright).toMatchObject({ width: 108, height: 192 });
    expect((await factsOf(upright.path)).rotation).toBe(0);

    const often = file('often.mp4');
    await ffmpeg('-f', 'lavfi', '-i', 'testsrc2=s=96x64:r=60:d=1', '-c:v', 'mpeg4', often);
    const copy = await redactor.redact(often, order, {});
    expect(copy.frames).toBe(30);
    expect((await factsOf(copy.path)).seconds).toBeCloseTo(1, 5);
  });

  test('lies in the footage’s own folder, where disposing of the footage removes it', async () => {
    const { path } = await ffmpegRedactor({ ffmpegPath }).redact(file('told.mp4'), order, {});
    expect(basename(path)).toBe('redacted.mp4');
    expect(path.startsWith(place.folder)).toBe(true);
  });
});

/** What a promise is rejected with; caught at once, so that it is nobody's unhandled rejection. */
const rejectionOf = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    return await promise.then(() => undefined);
  } catch (error) {
    return error;
  }
};

/** Process ids of ffmpeg children whose command line names a file of ours. */
const childrenOn = (name: string): readonly number[] =>
  readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((entry) => {
      try {
        return readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes(file(name));
      } catch {
        return false; // Ended between the listing and the reading.
      }
    })
    .map(Number);

const copyOf = (name: string): string => file(`${name}.copy.mp4`);
const encoders = (): readonly number[] => childrenOn('long.mp4.copy.mp4');

describe('A full disk', () => {
  // /dev/full takes nothing: every write to it ends with ENOSPC.
  const onto = ['-y', '-f', 'rawvideo', 'file:/dev/full'];

  test('while encoding is the host’s fault', async () => {
    const encoder = startEncoder({
      ...{ ffmpegPath, timeoutSeconds: 20 },
      args: ['-v', 'error', '-f', 'rawvideo', '-s', '64x64', '-i', 'pipe:0', ...onto],
    });
    await encoder.write([new Uint8Array(64 * 64 * 30)]);
    await expect(encoder.finish()).rejects.toMatchObject({ blames: 'host' });
  });

  test('while decoding likewise, though the decoder complains', async () => {
    const args = ['-v', 'error', '-i', file('told.mp4'), '-an', ...onto];
    const output = ffmpegOutput({ ffmpegPath, args, timeoutSeconds: 20, maxBytes: 1_000 });
    const failure = await rejectionOf(output.next());
    expect(failure).toBeInstanceOf(FfmpegFailed);
    expect(failure).toMatchObject({ blames: 'host' });
  });

  test('or any other complaint about our own pictures is never the file’s fault', () => {
    const ending = { exitCode: 1 };
    const blamed = (reads: 'file' | 'our-pictures'): unknown => {
      try {
        return checkEnding(ending, 'Invalid argument', { reads });
      } catch (error) {
        return (error as FfmpegFailed).blames;
      }
    };
    expect([blamed('file'), blamed('our-pictures')]).toEqual(['file', 'host']);
  });
});

describe('No child and no file is left', () => {
  const expectNothingLeft = (): void => {
    expect(childrenOn('long.mp4')).toEqual([]);
    expect(existsSync(copyOf('long.mp4'))).toBe(false);
  };

  test('after the caller gave up', async () => {
    const giveUp = new AbortController();
    const reason = new Error('Enough');
    const rejection = rejectionOf(
      redactor.redact(file('long.mp4'), order, { signal: giveUp.signal }),
    );
    await eventually(() => existsSync(copyOf('long.mp4')), 20);
    giveUp.abort(reason);
    expect(await rejection).toBe(reason);
    expectNothingLeft();
  });

  test('after a child was killed, which is the host’s fault and not the clip’s', async () => {
    const rejection = rejectionOf(redactor.redact(file('long.mp4'), order, {}));
    await eventually(() => encoders().length > 0, 20);
    for (const child of encoders()) process.kill(child, 'SIGKILL');
    expect(await rejection).toBeInstanceOf(FfmpegFailed);
    expect(await rejection).toMatchObject({ blames: 'host' });
    expectNothingLeft();
  });

  test('after time or frames ran out', async () => {
    const hasty = ffmpegRedactor({
      ffmpegPath,
      timeoutSeconds: 0.4,
      outputPathOf: () => copyOf('long.mp4'),
    });
    await expect(hasty.redact(file('long.mp4'), order, {})).rejects.toBeInstanceOf(
      DecodingTimedOut,
    );
    expectNothingLeft();
    const short = ffmpegRedactor({
      ffmpegPath,
      maxFrames: 20,
      outputPathOf: () => copyOf('long.mp4'),
    });
    await expect(short.redact(file('long.mp4'), order, {})).rejects.toBeInstanceOf(FootageTooLong);
    expectNothingLeft();
  });

  test('of a file that is no video', async () => {
    await writeFile(file('words.mp4'), 'no video at all');
    await expect(redactor.redact(file('words.mp4'), order, {})).rejects.toBeInstanceOf(
      UndecodableFootage,
    );
    expect(existsSync(copyOf('words.mp4'))).toBe(false);
  });
});

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, stat, truncate, writeFile, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { analyzeClip, type AnalyzerPorts } from '../../../core/domain/inference/analyze-clip.ts';
import { FootageTooLong, UndecodableFootage } from '../../../core/domain/inference/failures.ts';
import { claimedDurationSeconds } from '../../../inference/cli/claimed-duration.ts';
import { ffmpegFrameSource } from '../../../inference/hosts/ffmpeg-frame-source.ts';
import { localFootageReader } from '../../../inference/hosts/local-footage-reader.ts';
import { jpegSizeOf } from '../../../inference/media/jpeg.ts';
import { porchScript } from '../../../local/scene/porch-scene.ts';
import { ffmpegPath, repository, temporaryFolder } from './ffmpeg-for-tests.ts';

const run = promisify(execFile);

let place: Awaited<ReturnType<typeof temporaryFolder>>;
const clip = (seed: number): string => join(place.folder, `porch-${seed}.mp4`);

/** By its command, in a process of its own: inside jest painting takes three times as long. */
const draw = async (outputPath: string, seed: number): Promise<void> => {
  const tsx = join(repository, 'node_modules/.bin/tsx');
  const args = [join(repository, 'local/scene/porch-scene.ts'), outputPath];
  await run(tsx, [...args, '--seed', String(seed), '--ffmpeg', ffmpegPath], { timeout: 60_000 });
};

beforeAll(async () => {
  place = await temporaryFolder();
  for (const seed of [1, 2]) await draw(clip(seed), seed);
}, 60_000);
afterAll(() => place.dispose());

const analyze = async (path: string, { samplesPerSecond = 2, maxFrames = 2_400 } = {}) => {
  const frames = new Map<number, Uint8Array>();
  const ports: AnalyzerPorts = {
    analyzer: { name: 'baseline', version: 'test' },
    footage: localFootageReader({ maxBytes: 64 * 1024 * 1024 }),
    frames: ffmpegFrameSource({ ffmpegPath, samplesPerSecond, maxFrames }),
    store: {
      putFrame: async (_clipId, index, jpeg) => void frames.set(index, jpeg),
      putAnalysis: async () => {},
    },
    clock: { now: () => '2026-11-23T10:00:00.000Z' },
  };
  const { analysis } = await analyzeClip(ports)({
    ...{ clipId: 'clip_test', attempt: 1, taskToken: '', declaredSha256: '' },
    object: { key: path, versionId: '' },
    durationSeconds: await claimedDurationSeconds(path),
  });
  return { analysis, frames };
};

const tellNear = (moments: readonly { seconds: number }[], seconds: number): boolean =>
  moments.some((moment) => Math.abs(moment.seconds - seconds) <= 0.75);

describe('the porch scene', () => {
  test('is the clip it says it is', async () => {
    const { analysis } = await analyze(clip(1));
    expect(analysis.frames).toEqual({
      ...{ sampled: 24, samplesPerSecond: 2, width: 320, height: 180 },
      coveredSeconds: porchScript.durationSeconds,
    });
    expect(await claimedDurationSeconds(clip(1))).toBe(porchScript.durationSeconds);
    // The index (moov) stands before the pictures (mdat): a player can start at once.
    const bytes = await readFile(clip(1));
    expect(bytes.indexOf('moov')).toBeGreaterThan(0);
    expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
  });

  test('is another file for another seed, and the same one for the same', async () => {
    const again = join(place.folder, 'again', 'porch.mp4');
    await draw(again, 1);
    const hashes = [];
    for (const path of [clip(1), clip(2), again]) {
      hashes.push(
        createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      );
    }
    expect(hashes[0]).not.toBe(hashes[1]);
    expect(hashes[0]).toBe(hashes[2]);
  }, 60_000);
});

describe('analyzing the porch scene', () => {
  test.each([
    [1, 2],
    [2, 2],
    [1, 4],
  ])(
    'seed %d at %d samples a second: a moment for the parcel left and one for it taken',
    async (seed, samplesPerSecond) => {
      const { analysis } = await analyze(clip(seed), { samplesPerSecond });
      expect(tellNear(analysis.moments, porchScript.parcelLeftSeconds)).toBe(true);
      expect(tellNear(analysis.moments, porchScript.parcelTakenSeconds)).toBe(true);
      for (const { seconds } of analysis.moments) {
        const { courierComesSeconds, takerGoneSeconds } = porchScript;
        expect(seconds).toBeGreaterThanOrEqual(courierComesSeconds - 0.5);
        expect(seconds).toBeLessThanOrEqual(takerGoneSeconds + 0.5);
      }
    },
  );

  test('keeps four frames, both hands-on moments among them', async () => {
    const { analysis, frames } = await analyze(clip(1));
    expect(analysis.chosenFrames).toHaveLength(4);
    expect(tellNear(analysis.chosenFrames, porchScript.parcelLeftSeconds)).toBe(true);
    expect(tellNear(analysis.chosenFrames, porchScript.parcelTakenSeconds)).toBe(true);
    for (const { index, width, height } of analysis.chosenFrames) {
      expect([width, height]).toEqual([640, 360]);
      const jpeg = frames.get(index) ?? new Uint8Array(0);
      expect(jpegSizeOf(jpeg)).toEqual({ width, height });
      expect(jpeg.length).toBeLessThan(200_000);
    }
    expect(frames.size).toBe(4);
  });

  test('nothing moves while nobody is there', async () => {
    const { motion } = (await analyze(clip(1))).analysis;
    // From 6.5 to 7 s: the courier is gone, the taker has not come.
    expect(motion[13]).toBeLessThan(0.001);
    expect(Math.max(...motion)).toBeGreaterThan(0.04);
  });

  test('the hash is that of the file', async () => {
    const { analysis } = await analyze(clip(2));
    const expected = createHash('sha256')
      .update(await readFile(clip(2)))
      .digest('hex');
    expect(analysis.fileSha256).toBe(expected);
  });
});

describe('footage that cannot be analyzed', () => {
  test('a file that breaks off is noticed by its seconds; ffmpeg ends with success', async () => {
    const path = join(place.folder, 'truncated.mp4');
    await copyFile(clip(1), path);
    const { size } = await stat(path);
    await truncate(path, Math.round(size * 0.5));
    const failure = await analyze(path).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UndecodableFootage);
    expect(failure).toMatchObject({ expectedSeconds: porchScript.durationSeconds });
    const { decodedSeconds } = failure as UndecodableFootage;
    expect(decodedSeconds).toBeGreaterThan(2);
    expect(decodedSeconds).toBeLessThan(10);
  });

  test.each([
    ['a text', Buffer.from('This is no video.\n')],
    ['nothing at all', Buffer.alloc(0)],
    ['an MP4 without pictures', Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 'latin1')],
  ])('%s named .mp4 has no decodable second', async (_, content) => {
    const path = join(place.folder, 'text.mp4');
    await writeFile(path, content);
    const failure = await analyze(path).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UndecodableFootage);
    expect(failure).toMatchObject({ decodedSeconds: 0 });
  });

  test('a clip with more samples than the host takes is refused', async () => {
    await expect(analyze(clip(1), { maxFrames: 20 })).rejects.toThrow(FootageTooLong);
    expect((await analyze(clip(1), { maxFrames: 24 })).analysis.frames.sampled).toBe(24);
  });
});

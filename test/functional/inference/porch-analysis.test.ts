import { createHash } from 'node:crypto';
import { copyFile, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { analyzeClip, type AnalyzerPorts } from '../../../core/domain/inference/analyze-clip.ts';
import { FootageTooLong, UndecodableFootage } from '../../../core/domain/inference/failures.ts';
import { defaultModerationPolicy } from '../../../core/domain/inference/moderation/policy.ts';
import type { Redactor } from '../../../core/domain/inference/ports.ts';
import { claimedDurationSeconds } from '../../../inference/cli/claimed-duration.ts';
import { ffmpegFrameSource } from '../../../inference/hosts/ffmpeg-frame-source.ts';
import { ffmpegRedactor } from '../../../inference/hosts/ffmpeg-redactor.ts';
import { localFootageReader } from '../../../inference/hosts/local-footage-reader.ts';
import { jpegSizeOf } from '../../../inference/media/jpeg.ts';
import { drawPorchScene, porchScript } from '../../../local/scene/porch-scene.ts';
import { ffmpeg, ffmpegPath, temporaryFolder } from './ffmpeg-for-tests.ts';

/** Whole clips are drawn and analyzed, on a machine that may have other work. */
jest.setTimeout(120_000);

let place: Awaited<ReturnType<typeof temporaryFolder>>;
const clip = (seed: number): string => join(place.folder, `porch-${seed}.mp4`);

/** For what is no matter of the scene: 3 s, six samples. */
const shortClip = (): string => join(place.folder, 'short.mp4');

const draw = (outputPath: string, seed: number): Promise<void> =>
  drawPorchScene({ ffmpegPath, outputPath, seed });

beforeAll(async () => {
  place = await temporaryFolder();
  for (const seed of [1, 2]) await draw(clip(seed), seed);
  await ffmpeg('-f', 'lavfi', '-i', 'testsrc2=s=160x90:r=10:d=3', '-c:v', 'mpeg4', shortClip());
}, 60_000);
afterAll(() => place.dispose());

/** Copies nothing but the file itself: what is under test is what the analyzer makes of it. */
const copyingRedactor = (): Redactor => ({
  async redact(path) {
    const copy = join(dirname(path), 'copy.mp4');
    await copyFile(path, copy);
    const { size: bytes } = await stat(copy);
    return { path: copy, bytes, width: 640, height: 360, frames: 1, uncertain: [] };
  },
});

const analyze = async (
  path: string,
  { samplesPerSecond = 2, maxFrames = 2_400, redactor = copyingRedactor() } = {},
) => {
  const frames = new Map<number, Uint8Array>();
  const ports: AnalyzerPorts = {
    ...{ analyzer: { name: 'baseline', version: 'test' }, host: 'command', detectors: [] },
    footage: localFootageReader({
      ...{ maxBytes: 64 * 1024 * 1024, temporaryFolder: place.folder },
    }),
    frames: ffmpegFrameSource({ ffmpegPath, samplesPerSecond, maxFrames }),
    redactor,
    store: {
      putFrame: async (_clipId, index, jpeg) => void frames.set(index, jpeg),
      putRedacted: async () => {},
      putAnalysis: async () => {},
      findAnalysis: async () => undefined,
    },
    clock: { now: () => '2026-11-23T10:00:00.000Z' },
  };
  const { analysis } = await analyzeClip(ports)({
    ...{ clipId: 'clip_test', campaignId: 'campaign_test', actId: 'act_test' },
    ...{ declaredSha256: '', moderationPolicy: defaultModerationPolicy },
    object: { key: path, versionId: '' },
    durationSeconds: await claimedDurationSeconds(path),
  });
  return { analysis, frames };
};

const analyzed = new Map<string, ReturnType<typeof analyze>>();

/** Analyzed once, for the tests that only read what came of it. */
const analysisOf = (path: string, samplesPerSecond = 2): ReturnType<typeof analyze> => {
  const key = `${path} ${samplesPerSecond}`;
  const known = analyzed.get(key) ?? analyze(path, { samplesPerSecond });
  analyzed.set(key, known);
  return known;
};

const tellNear = (moments: readonly { seconds: number }[], seconds: number): boolean =>
  moments.some((moment) => Math.abs(moment.seconds - seconds) <= 0.75);

describe('the porch scene', () => {
  test('is the clip it says it is', async () => {
    const { analysis } = await analysisOf(clip(1));
    expect(analysis.frames).toEqual({
      ...{ sampled: 24, samplesPerSecond: 2, looksPerSecond: 8, width: 320, height: 180 },
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
      const { analysis } = await analysisOf(clip(seed), samplesPerSecond);
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
    const { analysis, frames } = await analysisOf(clip(1));
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
    const { motion } = (await analysisOf(clip(1))).analysis;
    // From 6.5 to 7 s: the courier is gone, the taker has not come.
    expect(motion[13]).toBeLessThan(0.001);
    expect(Math.max(...motion)).toBeGreaterThan(0.04);
  });

  test('leaves nothing beside the file and nothing in the temporary folder', async () => {
    const before = await readdir(place.folder);
    await analyze(shortClip());
    expect(await readdir(place.folder)).toEqual(before);
  });

  test('the hash is that of the file', async () => {
    const { analysis } = await analysisOf(clip(2));
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
    await expect(analyze(shortClip(), { maxFrames: 5 })).rejects.toThrow(FootageTooLong);
    expect((await analyze(shortClip(), { maxFrames: 6 })).analysis.frames.sampled).toBe(6);
  });
});

describe('footage of 59.94 frames a second', () => {
  test('has all its frames, though the copy at 30 ends before its last sample', async () => {
    const path = join(place.folder, 'often.mp4');
    // 600 frames are 10.01 s: sample 20 is at 10.0 s. The copy has 300 frames, the last at 9.97 s.
    const picture = 'testsrc2=s=64x36:r=60000/1001';
    await ffmpeg('-f', 'lavfi', '-i', picture, '-frames:v', '600', '-c:v', 'mpeg4', path);
    const { analysis, frames } = await analyze(path, { redactor: ffmpegRedactor({ ffmpegPath }) });
    expect(analysis.frames.sampled).toBe(21);
    expect(analysis.redaction.status).toBe('made');
    expect(analysis.chosenFrames.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    expect(analysis.chosenFrames.at(-1)?.seconds).toBe(10);
    expect(frames.size).toBe(4);
  });

  test('is shown to the end of a copy, and not beyond what may stand for it', async () => {
    const source = ffmpegFrameSource({ ffmpegPath });
    // 3 s: samples 0 to 5. The last picture stands for samples 6 and 7, and no longer.
    const stills = await source.stills(shortClip(), [0, 5, 7, 30], { ofCopy: true });
    expect(stills.map(({ sample }) => sample)).toEqual([0, 5, 7]);
    await expect(source.stills(shortClip(), [0, 5, 7, 30], {})).rejects.toThrow(UndecodableFootage);
  });
});

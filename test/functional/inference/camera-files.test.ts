import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { LastingFailure } from '../../../core/domain/inference/failures.ts';
import { startFrameAnalysis } from '../../../core/domain/inference/frame-analyzer.ts';
import { ffmpegFrameSource } from '../../../inference/hosts/ffmpeg-frame-source.ts';
import { localFootageReader } from '../../../inference/hosts/local-footage-reader.ts';
import { ffmpegPath, repository } from './ffmpeg-for-tests.ts';

/** Files that real cameras and muxers wrote; they lie beside the repository, not in it. */
const corpus = join(repository, '../shared/corpus');
const frames = ffmpegFrameSource({ ffmpegPath });

const filesIn = (folder: string): readonly string[] =>
  existsSync(join(corpus, folder))
    ? readdirSync(join(corpus, folder), { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => join(folder, name))
    : [];

const reader = localFootageReader({ maxBytes: 1024 ** 3 });

const analyze = async (file: string) => {
  const analysis = startFrameAnalysis(frames);
  const footage = await reader.fetch({ key: join(corpus, file), versionId: '' }, {});
  try {
    for await (const look of frames.looks(footage.path, { colour: false })) analysis.add(look);
  } finally {
    await footage.dispose();
  }
  return analysis.findings();
};

/** Every eighth: each takes a tenth of a second, all together a quarter of a minute. */
const sample = filesIn('container').filter((_, index) => index % 8 === 0);

describe('files of real cameras', () => {
  test('all scenes decode to the seconds that another tool measured', async () => {
    const scenes = filesIn('scenes');
    if (scenes.length === 0) return expectCorpusAbsent();
    const labels = JSON.parse(readFileSync(join(corpus, 'labels.json'), 'utf8')) as Record<
      string,
      { durationSeconds: number }
    >;
    for (const file of scenes) {
      const { frames: seen, moments, quality } = await analyze(file);
      const promised = labels[file]?.durationSeconds ?? Number.NaN;
      expect(Math.abs(seen.coveredSeconds - promised)).toBeLessThanOrEqual(0.7);
      expect(moments.length).toBeGreaterThan(0);
      // Fixed cameras in daylight: nothing to complain of.
      const { black, frozen, blurred, obstructed, shake } = quality;
      expect([black, frozen, blurred, obstructed, shake.intervals]).toEqual([[], [], [], [], []]);
    }
  }, 60_000);

  test('containers of all kinds are analyzed or refused by name', async () => {
    if (sample.length === 0) return expectCorpusAbsent();
    let analyzed = 0;
    const unnamed: unknown[] = [];
    for (const file of sample) {
      try {
        analyzed += (await analyze(file)).frames.sampled > 0 ? 1 : 0;
      } catch (error) {
        if (!(error instanceof LastingFailure)) unnamed.push(file, error);
      }
    }
    expect(unnamed).toEqual([]);
    expect(analyzed).toBeGreaterThan(sample.length / 4);
  }, 60_000);
});

/** The drawn scenes of porch-analysis.test.ts are then all that is tested. */
const expectCorpusAbsent = (): void => {
  expect(existsSync(corpus)).toBe(false);
};

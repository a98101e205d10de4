import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { LastingFailure } from '../../../core/domain/inference/failures.ts';
import { startFrameAnalysis } from '../../../core/domain/inference/frame-analyzer.ts';
import { ffmpegFrameSource } from '../../../inference/hosts/ffmpeg-frame-source.ts';
import { ffmpegPath, repository } from './ffmpeg-for-tests.ts';

/** Files that real cameras and muxers wrote; they lie beside the repository, not in it. */
const corpus = join(repository, '../shared/corpus');
const frames = ffmpegFrameSource({ ffmpegPath });

const filesIn = (folder: string): readonly string[] =>
  existsSync(join(corpus, folder))
    ? readdirSync(join(corpus, folder)).map((name) => join(folder, name))
    : [];

const analyze = async (file: string) => {
  const analysis = startFrameAnalysis(frames.samplesPerSecond);
  for await (const frame of frames.frames(join(corpus, file), {})) analysis.add(frame);
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
      const { frames: seen, moments } = await analyze(file);
      const promised = labels[file]?.durationSeconds ?? Number.NaN;
      expect(Math.abs(seen.coveredSeconds - promised)).toBeLessThanOrEqual(0.7);
      expect(moments.length).toBeGreaterThan(0);
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

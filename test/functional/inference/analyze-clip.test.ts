import { describe, expect, test } from '@jest/globals';
import { analyzeClip } from '../../../core/domain/inference/analyze-clip.ts';
import {
  answerAnalysisJob,
  maxDeliveries,
} from '../../../core/domain/inference/answer-analysis-job.ts';
import {
  FootageMissing,
  ModerationThrottled,
  UndecodableFootage,
} from '../../../core/domain/inference/failures.ts';
import { job, startMemoryAnalyzer } from './memory-ports.ts';

const label = (name: string, confidence: number) => ({ name, parentName: '', confidence });

describe('analyzing a clip', () => {
  test('keeps the chosen frames and then the analysis that names them', async () => {
    const { ports, stored, seen } = startMemoryAnalyzer();
    const { analysis } = await analyzeClip(ports)(job);
    expect(analysis.moments.map(({ seconds }) => seconds)).toEqual([3, 7]);
    expect(analysis.chosenFrames.map(({ seconds }) => seconds)).toEqual([0, 3, 7, 9.5]);
    expect(seen.writes).toEqual(
      ['frame-0', 'frame-1', 'frame-2', 'frame-3', 'analysis'].map((key) => `${job.clipId}/${key}`),
    );
    expect(stored.get(`${job.clipId}/analysis`)).toEqual(analysis);
    expect(seen.open).toBe(0);
  });

  test('a second delivery writes the same objects with the same content', async () => {
    const { ports, stored } = startMemoryAnalyzer({ verdicts: {} });
    await analyzeClip(ports)(job);
    const first = new Map(stored);
    await analyzeClip(ports)({ ...job, attempt: 2 });
    expect(stored).toEqual(first);
  });

  test('tells the workflow what it needs and nothing more', async () => {
    const { ports } = startMemoryAnalyzer();
    const { summary } = await analyzeClip(ports)({ ...job, declaredSha256: 'other' });
    expect(summary).toMatchObject({
      ...{ analyzer: 'baseline@1.0.0', sampledFrames: 20, coveredSeconds: 10 },
      ...{ momentCount: 2, chosenFrameCount: 4, moderationStatus: 'off' },
      ...{ matchesDeclaredSha256: false, analyzedAt: '2026-11-23T10:00:00.000Z' },
    });
    expect(Object.values(summary).every((value) => typeof value !== 'object')).toBe(true);
  });

  test('sends three frames to moderation and keeps each label where it is strongest', async () => {
    const { ports, seen } = startMemoryAnalyzer({
      verdicts: { 6: [label('Alcohol', 61)], 14: [label('Alcohol', 83), label('Violence', 55)] },
    });
    const { analysis, summary } = await analyzeClip(ports)(job);
    expect(seen.moderated).toEqual([6, 14, 19]);
    expect(analysis.moderation).toEqual({
      status: 'done',
      framesSent: 3,
      labels: [
        { ...label('Alcohol', 83), frameIndex: 2 },
        { ...label('Violence', 55), frameIndex: 2 },
      ],
    });
    expect(summary.topModerationConfidence).toBe(83);
  });

  test('footage that breaks off is refused before anything is kept', async () => {
    const { ports, seen } = startMemoryAnalyzer({ decodedSeconds: 4 });
    const failure = await analyzeClip(ports)(job).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UndecodableFootage);
    expect(failure).toMatchObject({ decodedSeconds: 4, expectedSeconds: 10 });
    expect(seen).toMatchObject({ writes: [], open: 0 });
  });

  test('moderation at its quota leaves no footage and no analysis behind', async () => {
    const { ports, seen } = startMemoryAnalyzer({ verdicts: {}, throttledCalls: 1 });
    await expect(analyzeClip(ports)(job)).rejects.toThrow(ModerationThrottled);
    expect(seen).toMatchObject({ writes: [], open: 0 });
  });
});

describe('answering the workflow', () => {
  test('a finished analysis succeeds with its summary', async () => {
    const { ports, answers } = startMemoryAnalyzer();
    expect(await answerAnalysisJob(ports)(job, { delivery: 1 })).toBe('succeeded');
    const { summary } = await analyzeClip(ports)(job);
    expect(answers).toEqual([{ taskToken: 'token-1', summary }]);
  });

  test('what cannot be cured fails at the first delivery, with numbers only', async () => {
    const truncated = startMemoryAnalyzer({ decodedSeconds: 4 });
    expect(await answerAnalysisJob(truncated.ports)(job, { delivery: 1 })).toBe('failed');
    expect(truncated.answers).toEqual([
      {
        taskToken: 'token-1',
        code: 'UndecodableFootage',
        message: 'Only 4.0 of 10.0 seconds could be decoded as video.',
      },
    ]);
    const gone = startMemoryAnalyzer({ missing: true });
    expect(await answerAnalysisJob(gone.ports)(job, { delivery: 1 })).toBe('failed');
    expect(gone.answers).toMatchObject([{ code: new FootageMissing().code }]);
  });

  test('throttling goes back to the queue, and the next delivery succeeds', async () => {
    const { ports, answers } = startMemoryAnalyzer({ verdicts: {}, throttledCalls: 1 });
    const answer = answerAnalysisJob(ports);
    await expect(answer(job, { delivery: 1 })).rejects.toThrow(ModerationThrottled);
    expect(answers).toEqual([]);
    expect(await answer(job, { delivery: 2 })).toBe('succeeded');
  });

  test('the last delivery answers, whatever happens', async () => {
    const { ports, answers } = startMemoryAnalyzer({ verdicts: {}, throttledCalls: 100 });
    expect(await answerAnalysisJob(ports)(job, { delivery: maxDeliveries })).toBe('failed');
    expect(answers).toMatchObject([{ code: 'AnalysisGaveUp' }]);
  });
});

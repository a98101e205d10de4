import { describe, expect, test } from '@jest/globals';
import { analyzeClip } from '../../../core/domain/inference/analyze-clip.ts';
import { answerAnalysisJob } from '../../../core/domain/inference/answer-analysis-job.ts';
import {
  CopyNotMade,
  ModerationThrottled,
  StillsNotTaken,
  UndecodableFootage,
} from '../../../core/domain/inference/failures.ts';
import { job, startMemoryAnalyzer, steadyDetector, walkerScene } from './memory-ports.ts';

const label = (name: string, confidence: number) => ({ name, parentName: '', confidence });
const named = (keys: readonly string[]) => keys.map((key) => `${job.clipId}/${key}`);

describe('analyzing a clip', () => {
  test('keeps the copy, then its frames, then the analysis that names them', async () => {
    const { ports, stored, seen } = startMemoryAnalyzer({ redacts: true });
    const { analysis } = await analyzeClip(ports)(job);
    expect(analysis.moments.map(({ seconds }) => seconds)).toEqual([3, 7]);
    expect(analysis.chosenFrames.map(({ seconds }) => seconds)).toEqual([0, 3, 7, 9.5]);
    const frames = ['frame-0', 'frame-1', 'frame-2', 'frame-3'];
    expect(seen.writes).toEqual(named(['redacted', ...frames, 'analysis']));
    // The second byte says that the still was cut from the copy, not from the original.
    expect([...stored.values()].slice(1, 5)).toEqual(
      [0, 6, 14, 19].map((sample) => Uint8Array.of(sample, 1)),
    );
    expect(stored.get(`${job.clipId}/analysis`)).toEqual(analysis);
    expect(seen.open).toBe(0);
  });

  test('decodes the original once, whatever is asked of it', async () => {
    const { ports, seen } = startMemoryAnalyzer({
      ...{ redacts: true, verdicts: {}, detectors: [steadyDetector('evidence', [])] },
    });
    await analyzeClip(ports)(job);
    expect(seen.decoded).toEqual(['looks clip', 'stills clip 6 14 19', 'stills copy 0 6 14 19']);
  });

  test('without a redactor nothing that shows the scene is kept', async () => {
    const { ports, seen } = startMemoryAnalyzer({ verdicts: {} });
    const { analysis, summary } = await analyzeClip(ports)(job);
    expect(seen.writes).toEqual(named(['analysis']));
    expect(analysis).toMatchObject({ chosenFrames: [], redaction: { status: 'off' } });
    expect(summary).toMatchObject({ redactionShowable: false, redactionMeans: 'none' });
  });

  test('tells the workflow what it needs and nothing more', async () => {
    const { ports } = startMemoryAnalyzer({ redacts: true });
    const { summary } = await analyzeClip(ports)({ ...job, declaredSha256: 'other' });
    expect(summary).toMatchObject({
      ...{ analyzer: 'baseline@1.0.0', sampledFrames: 20, coveredSeconds: 10 },
      ...{ momentCount: 2, chosenFrameCount: 4, moderationStatus: 'off' },
      ...{ unusableShare: 0, redactionMeans: 'moving-regions', footageMatches: [] },
      ...{ matchesDeclaredSha256: false, analyzedAt: '2026-11-23T10:00:00.000Z' },
    });
    expect(JSON.stringify(summary).length).toBeLessThan(1_000);
  });

  test('footage that breaks off is refused before anything is kept', async () => {
    const { ports, seen } = startMemoryAnalyzer({ decodedSeconds: 4, redacts: true });
    const failure = await analyzeClip(ports)(job).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UndecodableFootage);
    expect(failure).toMatchObject({ decodedSeconds: 4, expectedSeconds: 10 });
    expect(seen).toMatchObject({ writes: [], open: 0 });
  });

  test('a caller who gives up gets their reason, and nothing is kept', async () => {
    const { ports, seen } = startMemoryAnalyzer({ redacts: true });
    const controller = new AbortController();
    const reason = new Error('The host stops');
    const progress = {
      at: (stage: string) => {
        if (stage === 'redact') controller.abort(reason);
      },
    };
    const work = analyzeClip({ ...ports, progress })(job, { signal: controller.signal });
    await expect(work).rejects.toBe(reason);
    await expect(analyzeClip(ports)(job, { signal: controller.signal })).rejects.toBe(reason);
    expect(seen).toMatchObject({ writes: [], open: 0 });
  });

  test('says how far it is, never less than before', async () => {
    const { ports } = startMemoryAnalyzer({ redacts: true });
    const told: { stage: string; share: number }[] = [];
    const progress = {
      at: (stage: string, share: number) => void told.push({ stage, share }),
    };
    await analyzeClip({ ...ports, progress })(job);
    expect([...new Set(told.map(({ stage }) => stage))]).toEqual([
      ...['fetch', 'watch', 'match', 'moderate', 'redact', 'keep'],
    ]);
    const shares = told.map(({ share }) => share);
    expect(shares).toEqual(shares.toSorted((one, other) => one - other));
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
    expect(told.filter(({ stage }) => stage === 'watch').length).toBeGreaterThan(10);
  });
});

describe('once footage was watched whole', () => {
  const undecodable = new UndecodableFootage({ decodedSeconds: 0 });

  test('a copy that cannot be made is worth another try, and never refuses the clip', async () => {
    const { ports, seen } = startMemoryAnalyzer({ redacts: true, copyFails: undecodable });
    await expect(analyzeClip(ports)(job)).rejects.toThrow(CopyNotMade);
    expect(seen).toMatchObject({ writes: [], open: 0 });
    const answer = answerAnalysisJob(ports)(job, { tries: 2, delivery: 2 });
    await expect(answer).rejects.toThrow(CopyNotMade);
  });

  test.each([
    ['copy', CopyNotMade],
    ['clip', StillsNotTaken],
  ])('neither do pictures of the %s that cannot be taken', async (which, kind) => {
    const { ports } = startMemoryAnalyzer({ redacts: true, verdicts: {} });
    const frames: typeof ports.frames = {
      ...ports.frames,
      async stills(path, samples, options) {
        if (path === which) throw undecodable;
        return ports.frames.stills(path, samples, options);
      },
    };
    await expect(analyzeClip({ ...ports, frames })(job)).rejects.toThrow(kind);
  });

  test('a frame that the copy lacks is left out, and the others keep their numbers', async () => {
    const { ports, seen } = startMemoryAnalyzer({ redacts: true, missingInCopy: [6] });
    const { analysis } = await analyzeClip(ports)(job);
    expect(analysis.chosenFrames.map(({ index, seconds }) => [index, seconds])).toEqual([
      ...[
        [0, 0],
        [2, 7],
        [3, 9.5],
      ],
    ]);
    const frames = ['frame-0', 'frame-2', 'frame-3'];
    expect(seen.writes).toEqual(named(['redacted', ...frames, 'analysis']));
  });

  test.each(['redacted', 'frame-1', 'analysis'])(
    'giving up while %s is being written breaks it off, and nothing follows',
    async (key) => {
      const controller = new AbortController();
      const reason = new Error('Withdrawn');
      const { ports, seen, stored } = startMemoryAnalyzer({
        redacts: true,
        onWrite: (written) => written.endsWith(key) && controller.abort(reason),
      });
      const work = analyzeClip(ports)(job, { signal: controller.signal });
      await expect(work).rejects.toBe(reason);
      expect(seen.writes.at(-1)).toBe(`${job.clipId}/${key}`);
      expect(stored.has(`${job.clipId}/${key}`)).toBe(false);
    },
  );
});

describe('everything is made once', () => {
  test('a delivery after a finished one takes what that kept', async () => {
    const { ports, seen } = startMemoryAnalyzer({ redacts: true });
    const first = await analyzeClip(ports)(job);
    const [writes, decoded] = [seen.writes.length, seen.decoded.length];
    const second = await analyzeClip(ports)(job);
    expect(second).toEqual(first);
    expect([seen.writes.length, seen.decoded.length]).toEqual([writes, decoded]);
    expect(seen.open).toBe(0);
  });

  test.each([
    ['another version of the analyzer', { analyzer: { name: 'baseline', version: '2' } }, {}],
    ['another policy', {}, { moderationPolicy: { ...job.moderationPolicy, version: 'next' } }],
    ['a redactor where there was one no longer', { redactor: undefined }, {}],
  ])('%s begins anew', async (_, otherPorts, otherJob) => {
    const { ports, seen } = startMemoryAnalyzer({ redacts: true });
    await analyzeClip(ports)(job);
    const before = seen.decoded.length;
    await analyzeClip({ ...ports, ...otherPorts })({ ...job, ...otherJob });
    expect(seen.decoded.length).toBeGreaterThan(before);
  });

  test('an analysis of other bytes is not taken', async () => {
    const { ports, seen } = startMemoryAnalyzer();
    await analyzeClip(ports)(job);
    const footage = await ports.footage.fetch(job.object, {});
    const otherBytes = { fetch: async () => ({ ...footage, sha256: '0'.repeat(64) }) };
    await analyzeClip({ ...ports, footage: otherBytes })(job);
    expect(seen.decoded.filter((what) => what === 'looks clip')).toHaveLength(2);
  });
});

describe('moderation', () => {
  test('sees three frames of the original and keeps each label where it is strongest', async () => {
    const { ports, seen } = startMemoryAnalyzer({
      verdicts: { 6: [label('Alcohol', 61)], 14: [label('Alcohol', 83), label('Violence', 75)] },
    });
    const { analysis, summary } = await analyzeClip(ports)(job);
    expect(seen.moderated).toEqual([6, 14, 19]);
    expect(analysis.moderation).toEqual({
      ...{ status: 'done', policyVersion: job.moderationPolicy.version, verdict: 'refer' },
      framesSent: 3,
      labels: [
        { ...label('Alcohol', 83), frameIndex: 2 },
        { ...label('Violence', 75), frameIndex: 2 },
      ],
    });
    expect(summary).toMatchObject({ topModerationConfidence: 83, moderationVerdict: 'refer' });
  });

  test('at its quota leaves no footage and no analysis behind', async () => {
    const { ports, seen } = startMemoryAnalyzer({ verdicts: {}, throttledCalls: 1 });
    await expect(analyzeClip(ports)(job)).rejects.toThrow(ModerationThrottled);
    expect(seen).toMatchObject({ writes: [], open: 0 });
    await expect(analyzeClip(ports)(job)).resolves.toBeDefined();
  });

  test('asks for ages only on frames with an explicit label', async () => {
    const child = { lowYears: 8, highYears: 14, confidence: 99 };
    const street = startMemoryAnalyzer({ verdicts: { 6: [label('Alcohol', 99)] }, ages: [child] });
    const { summary } = await analyzeClip(street.ports)(job);
    expect([street.seen.agesAsked, summary.moderationVerdict]).toEqual([[], 'refer']);
    const explicit = { 14: [label('Explicit Nudity', 95)] };
    const worst = startMemoryAnalyzer({ verdicts: explicit, ages: [child] });
    const { moderation } = (await analyzeClip(worst.ports)(job)).analysis;
    expect([worst.seen.agesAsked, moderation.verdict]).toEqual([[14], 'report']);
  });

  test('that freezes a clip leaves no copy and no frame that somebody could open', async () => {
    const { ports, seen } = startMemoryAnalyzer({
      ...{ redacts: true, verdicts: { 19: [label('Explicit Nudity', 95)] } },
    });
    const { analysis } = await analyzeClip(ports)(job);
    expect(analysis.moderation.verdict).toBe('freeze');
    expect(analysis.redaction).toMatchObject({ status: 'withheld', showable: false });
    expect(seen.writes).toEqual(named(['analysis']));
    expect(seen.orders).toEqual([]);
  });
});

describe('models', () => {
  const box = { left: 0.4, top: 0.2, width: 0.1, height: 0.3 };

  test('see every sample, in batches, and the analysis names them', async () => {
    const batches: number[] = [];
    const person = { label: 'person', score: 0.9, box };
    const detector = steadyDetector('evidence', [person], { maxBatch: 8, batches });
    const { ports } = startMemoryAnalyzer({ detectors: [detector] });
    const { analysis } = await analyzeClip(ports)(job);
    expect(batches).toEqual([8, 8, 4]);
    expect(analysis.execution.models).toEqual([detector.model]);
    const track = analysis.tracks.find(({ source }) => source === 'evidence-model');
    expect(track).toMatchObject({ label: 'person', score: 0.9 });
    expect(track?.boxes).toHaveLength(20);
    expect(track?.boxes[19]).toEqual({ seconds: 9.5, box });
  });

  test('for redaction give what is covered and are no evidence', async () => {
    const face = { label: 'face', score: 0.8, box };
    const { ports, seen } = startMemoryAnalyzer({
      ...{ redacts: true, detectors: [steadyDetector('redaction', [face])] },
    });
    const { analysis } = await analyzeClip(ports)(job);
    expect(seen.orders).toHaveLength(1);
    expect(seen.orders[0]).toMatchObject({ coversMovingRegions: false });
    expect(seen.orders[0]?.tracks.map(({ boxes }) => boxes.length)).toEqual([20]);
    expect(analysis.tracks.filter(({ label: name }) => name === 'face')).toEqual([]);
    expect(analysis.redaction).toMatchObject({ means: 'model', models: ['redaction-model@1'] });
  });

  test('that find no face leave it to a finder which is paid by the frame', async () => {
    const { ports, seen } = startMemoryAnalyzer({ redacts: true, scene: walkerScene });
    const asked: number[] = [];
    const faceFinder = {
      find: async (jpeg: Uint8Array) => {
        asked.push(jpeg[0] ?? -1);
        return [{ box, score: 0.9 }];
      },
    };
    const { analysis } = await analyzeClip({ ...ports, faceFinder })(job);
    expect(asked.length).toBeLessThanOrEqual(8);
    expect(asked).toEqual(asked.toSorted((one, other) => one - other));
    expect(analysis.redaction.means).toBe('rekognition-faces');
    expect(seen.orders[0]?.coversMovingRegions).toBe(false);
  });
});

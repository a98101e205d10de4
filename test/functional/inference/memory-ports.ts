import { createHash } from 'node:crypto';
import type { Analysis, ModerationLabel } from '../../../core/domain/inference/analysis.ts';
import type { AnalysisJob, AnalyzerPorts } from '../../../core/domain/inference/analyze-clip.ts';
import { FootageMissing, ModerationThrottled } from '../../../core/domain/inference/failures.ts';
import type { AnalysisAnswer, FrameSource } from '../../../core/domain/inference/ports.ts';
import { clipOf, parcel } from '../../unit/inference/synthetic-clip.ts';

/** A job for the clip that `startMemoryAnalyzer` holds. */
export const job: AnalysisJob = {
  clipId: 'clip_01J9Z3TESTTESTTESTTESTTEST',
  attempt: 1,
  taskToken: 'token-1',
  object: { key: 'landing/clip', versionId: 'v1' },
  declaredSha256: createHash('sha256').update('footage').digest('hex'),
  durationSeconds: 10,
};

const samplesPerSecond = 2;

/** Frames of a parcel that stands from second 3 to 7; stills are one byte: their sample. */
const syntheticFrames = (durationSeconds: number): FrameSource => ({
  samplesPerSecond,
  async *frames() {
    yield* clipOf({ durationSeconds, samplesPerSecond }, (seconds) => ({
      boxes: seconds >= 3 && seconds < 7 ? [parcel] : [],
    }));
  },
  stills: async (_path, samples) =>
    samples.map((sample) => ({
      ...{ sample, width: 640, height: 360 },
      jpeg: Uint8Array.of(sample),
    })),
});

/** What moderation shall find, by the sample whose still it is shown. */
export type Verdicts = Readonly<Record<number, readonly Omit<ModerationLabel, 'frameIndex'>[]>>;

/** An analyzer all in memory, and what it did. */
export const startMemoryAnalyzer = ({
  decodedSeconds = 10,
  verdicts,
  throttledCalls = 0,
  missing = false,
}: {
  decodedSeconds?: number;
  verdicts?: Verdicts;
  throttledCalls?: number;
  missing?: boolean;
} = {}) => {
  const stored = new Map<string, Uint8Array | Analysis>();
  const seen = { writes: [] as string[], moderated: [] as number[], open: 0 };
  const answers: unknown[] = [];
  let throttles = throttledCalls;
  const put = async (key: string, value: Uint8Array | Analysis): Promise<void> => {
    seen.writes.push(key);
    stored.set(key, value);
  };
  const answer: AnalysisAnswer = {
    succeed: async (taskToken, summary) => void answers.push({ taskToken, summary }),
    fail: async (taskToken, code, message) => void answers.push({ taskToken, code, message }),
  };
  const ports: AnalyzerPorts & { answer: AnalysisAnswer } = {
    analyzer: { name: 'baseline', version: '1.0.0' },
    footage: {
      async fetch() {
        if (missing) throw new FootageMissing();
        seen.open += 1;
        const dispose = async (): Promise<void> => void (seen.open -= 1);
        return { path: 'clip', bytes: 7, sha256: job.declaredSha256, dispose };
      },
    },
    frames: syntheticFrames(decodedSeconds),
    moderator: verdicts && {
      async moderate(jpeg, frameIndex) {
        throttles -= 1;
        if (throttles >= 0) throw new ModerationThrottled();
        const sample = jpeg[0] ?? -1;
        seen.moderated.push(sample);
        return (verdicts[sample] ?? []).map((label) => ({ ...label, frameIndex }));
      },
    },
    store: {
      putFrame: (clipId, index, jpeg) => put(`${clipId}/frame-${index}`, jpeg),
      putAnalysis: (clipId, analysis) => put(`${clipId}/analysis`, analysis),
    },
    clock: { now: () => '2026-11-23T10:00:00.000Z' },
    answer,
  };
  return { ports, stored, seen, answers };
};

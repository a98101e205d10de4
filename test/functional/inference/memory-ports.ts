import { createHash } from 'node:crypto';
import type { Analysis } from '../../../core/domain/inference/analysis.ts';
import type { AnalysisJob, AnalyzerPorts } from '../../../core/domain/inference/analyze-clip.ts';
import { FootageMissing, ModerationThrottled } from '../../../core/domain/inference/failures.ts';
import type { Detection, Detector } from '../../../core/domain/inference/models/detector.ts';
import {
  defaultModerationPolicy,
  type EstimatedAge,
  type ModerationLabel,
} from '../../../core/domain/inference/moderation/policy.ts';
import type { Look } from '../../../core/domain/inference/picture.ts';
import type {
  AnalysisAnswer,
  FrameSource,
  Moderator,
  RedactionOrder,
  Redactor,
  Stoppable,
} from '../../../core/domain/inference/ports.ts';
import { clipOf, parcel, walkerAt, type Moment } from '../../unit/inference/synthetic-clip.ts';

/** A job for the clip that `startMemoryAnalyzer` holds. */
export const job: AnalysisJob = {
  clipId: 'clip_01J9Z3TESTTESTTESTTESTTEST',
  campaignId: 'campaign_01J9Z3TESTTESTTESTTESTTEST',
  actId: 'act_01J9Z3TESTTESTTESTTESTTEST',
  object: { key: 'landing/clip', versionId: 'v1' },
  declaredSha256: createHash('sha256').update('footage').digest('hex'),
  durationSeconds: 10,
  moderationPolicy: defaultModerationPolicy,
};

/** A named function: its name tells scenes apart. */
type Scene = (seconds: number) => Moment;

const rates = { samplesPerSecond: 2, looksPerSecond: 4 } as const;
const originalPath = 'clip';
const copyPath = 'copy';

/** A parcel that stands from second 3 to 7. Who brought it is not seen. */
const parcelScene: Scene = (seconds) => ({
  boxes: seconds >= 3 && seconds < 7 ? [parcel] : [],
});

/** Somebody walks through from second 2 to 6. */
export const walkerScene: Scene = (seconds) => ({
  boxes: seconds >= 2 && seconds < 6 ? [walkerAt(Math.round((seconds - 2) * 36))] : [],
});

const drawn = new Map<string, readonly Look[]>();

/** Drawn once: a test draws nothing that another has drawn before. */
const looksAt = (scene: Scene, durationSeconds: number): readonly Look[] => {
  const key = `${scene.name} ${durationSeconds}`;
  const looks = drawn.get(key) ?? clipOf({ durationSeconds, ...rates, step: 5 }, scene);
  drawn.set(key, looks);
  return looks;
};

/** A grey picture of four pixels, for models that look at nothing. */
const tinyColour = { width: 2, height: 2, i420: Uint8Array.of(99, 99, 99, 99, 128, 128) };

/**
 * Looks at a scene. A still is two bytes: its sample, and whether it was cut from the copy.
 * `decoded` counts the pictures asked for.
 */
const syntheticFrames = (
  durationSeconds: number,
  scene: Scene,
  { decoded, missingInCopy = [] }: { decoded: string[]; missingInCopy?: readonly number[] },
): FrameSource => ({
  decoder: 'software',
  ...rates,
  async *looks(path, { colour, signal }) {
    decoded.push(`looks ${path}`);
    for (const look of looksAt(scene, durationSeconds)) {
      signal?.throwIfAborted();
      yield look.isSample && colour ? { ...look, colour: tinyColour } : look;
    }
  },
  async stills(path, samples) {
    decoded.push(`stills ${path} ${samples.join(' ')}`);
    const shown = samples.filter((sample) => path !== copyPath || !missingInCopy.includes(sample));
    return shown.map((sample) => ({
      ...{ sample, width: 640, height: 360 },
      jpeg: Uint8Array.of(sample, path === copyPath ? 1 : 0),
    }));
  },
});

/** What moderation shall find, by the sample whose still it is shown. */
export type Verdicts = Readonly<Record<number, readonly Omit<ModerationLabel, 'frameIndex'>[]>>;

/** What happened, in order and in numbers. */
interface Seen {
  readonly writes: string[];
  readonly moderated: number[];
  readonly agesAsked: number[];
  readonly decoded: string[];
  readonly orders: RedactionOrder[];
  /** Footage that was fetched and is not disposed of. */
  open: number;
}

/** A model that finds the same things on every picture. */
export const steadyDetector = (
  role: Detector['role'],
  detections: readonly Detection[],
  { maxBatch = 4, batches = [] as number[] } = {},
): Detector => ({
  model: {
    ...{ name: `${role}-model`, version: '1', licence: 'Apache-2.0', provider: 'cpu' },
    sha256: '0'.repeat(64),
  },
  role,
  maxBatch,
  async detect(pictures) {
    batches.push(pictures.length);
    return pictures.map(() => detections);
  },
});

/** What the analyzer shall meet. */
export interface MemoryAnalyzerOptions {
  readonly decodedSeconds?: number;
  readonly scene?: Scene;
  readonly verdicts?: Verdicts;
  readonly ages?: readonly EstimatedAge[];
  readonly throttledCalls?: number;
  readonly missing?: boolean;
  readonly redacts?: boolean;
  /** Hears of each write as it begins. */
  readonly onWrite?: (key: string) => unknown;
  /** Samples that the copy is too short for. */
  readonly missingInCopy?: readonly number[];
  /** How decoding to redact, or the copy, ends. */
  readonly copyFails?: Error;
  readonly detectors?: readonly Detector[];
}

const moderatorOf = (options: MemoryAnalyzerOptions, seen: Seen): Moderator | undefined => {
  const { verdicts, ages = [] } = options;
  let throttles = options.throttledCalls ?? 0;
  return (
    verdicts && {
      async moderate(jpeg, frameIndex) {
        throttles -= 1;
        if (throttles >= 0) throw new ModerationThrottled();
        const sample = jpeg[0] ?? -1;
        seen.moderated.push(sample);
        return (verdicts[sample] ?? []).map((label) => ({ ...label, frameIndex }));
      },
      async estimateAges(jpeg) {
        seen.agesAsked.push(jpeg[0] ?? -1);
        return ages;
      },
    }
  );
};

const redactorOf = (seen: Seen, copyFails: Error | undefined): Redactor => ({
  async redact(_path, order) {
    seen.orders.push(order);
    if (copyFails !== undefined) throw copyFails;
    const size = { width: 640, height: 360 };
    return { path: copyPath, bytes: 1_000, ...size, frames: 300, uncertain: [] };
  },
});

/** An analyzer all in memory, and what it did. */
export const startMemoryAnalyzer = (options: MemoryAnalyzerOptions = {}) => {
  const { decodedSeconds = 10, scene = parcelScene, missing = false } = options;
  const stored = new Map<string, Uint8Array | Analysis | string>();
  const seen: Seen = {
    ...{ writes: [], moderated: [], agesAsked: [], decoded: [], orders: [], open: 0 },
  };
  const answers: unknown[] = [];
  const analyses = new Map<string, Analysis>();
  const put = async (
    key: string,
    value: Uint8Array | Analysis | string,
    { signal }: Stoppable,
  ): Promise<void> => {
    seen.writes.push(key);
    options.onWrite?.(key);
    signal?.throwIfAborted();
    stored.set(key, value);
  };
  const answer: AnalysisAnswer = {
    succeed: async (taskToken, summary) => void answers.push({ taskToken, summary }),
    fail: async (taskToken, code, message) => void answers.push({ taskToken, code, message }),
    heartbeat: async () => 'alive',
  };
  const ports: AnalyzerPorts & { answer: AnalysisAnswer } = {
    analyzer: { name: 'baseline', version: '1.0.0' },
    host: 'command',
    footage: {
      async fetch() {
        if (missing) throw new FootageMissing();
        seen.open += 1;
        const dispose = async (): Promise<void> => void (seen.open -= 1);
        return { path: originalPath, bytes: 7, sha256: job.declaredSha256, dispose };
      },
    },
    frames: syntheticFrames(decodedSeconds, scene, {
      decoded: seen.decoded,
      missingInCopy: options.missingInCopy ?? [],
    }),
    detectors: options.detectors ?? [],
    moderator: moderatorOf(options, seen),
    redactor: options.redacts === true ? redactorOf(seen, options.copyFails) : undefined,
    store: {
      putFrame: (clipId, index, jpeg, stop) => put(`${clipId}/frame-${index}`, jpeg, stop),
      putRedacted: (clipId, path, stop) => put(`${clipId}/redacted`, path, stop),
      async putAnalysis(clipId, analysis, stop) {
        await put(`${clipId}/analysis`, analysis, stop);
        analyses.set(clipId, analysis);
      },
      findAnalysis: async (clipId) => analyses.get(clipId),
    },
    clock: { now: () => '2026-11-23T10:00:00.000Z' },
    answer,
  };
  return { ports, stored, seen, answers };
};

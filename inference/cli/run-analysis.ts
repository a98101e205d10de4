import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Analysis } from '../../core/domain/inference/analysis.ts';
import { analyzeClip, type AnalyzerPorts } from '../../core/domain/inference/analyze-clip.ts';
import { defaultModerationPolicy } from '../../core/domain/inference/moderation/policy.ts';
import type {
  AnalysisProgress,
  AnalysisStore,
  FootageReader,
  FrameSource,
  LocalFootage,
} from '../../core/domain/inference/ports.ts';
import { probeDecoder } from '../hosts/ffmpeg-decoder.ts';
import { ffmpegFrameSource } from '../hosts/ffmpeg-frame-source.ts';
import { ffmpegRedactor } from '../hosts/ffmpeg-redactor.ts';
import { localFootageReader } from '../hosts/local-footage-reader.ts';
import { baselineManifest } from '../manifest/baseline.ts';
import { chooseReportSamples } from '../report/choose-samples.ts';
import type { ReportPicture } from '../report/contact-sheet.ts';
import type { AnalyzeRequest } from './arguments.ts';
import { claimedDurationSeconds } from './claimed-duration.ts';

/** 64 GiB: a file on one's own disk is read as a stream, whatever its size. */
const maxFileBytes = 64 * 1024 ** 3;
/** Nobody pays for this machine by the second: an hour of ffmpeg for one long clip is allowed. */
const ffmpegTimeoutSeconds = 3_600;

/** An analysis and the pictures that explain it. */
export interface ExplainedAnalysis {
  readonly analysis: Analysis;
  readonly pictures: readonly ReportPicture[];
  readonly picturesAreRedacted: boolean;
}

/** Where the package lies that runs models. */
const onnxRuntimeFolder = (): string =>
  fileURLToPath(new URL('../../node_modules/onnxruntime-node', import.meta.url));

/** Keeps the footage's folder until the report has its pictures: stills were kept in it. */
const holdingReader = (reader: FootageReader) => {
  let held: LocalFootage | undefined;
  return {
    reader: {
      async fetch(object, options) {
        held = await reader.fetch(object, options);
        return { ...held, dispose: async () => {} };
      },
    } satisfies FootageReader,
    path: () => held?.path,
    release: async (): Promise<void> => held?.dispose(),
  };
};

/** The command prints what was found and keeps nothing but the copy that was asked for. */
const storeFor = (redactedPath: string | undefined) => {
  let copyPath: string | undefined;
  const store: AnalysisStore = {
    putFrame: async () => {},
    async putRedacted(_clipId, path) {
      if (redactedPath !== undefined) await copyFile(path, redactedPath);
      copyPath = redactedPath;
    },
    putAnalysis: async () => {},
    findAnalysis: async () => undefined,
  };
  return { store, copyPath: () => copyPath };
};

const takePictures = async (
  frames: FrameSource,
  path: string | undefined,
  analysis: Analysis,
): Promise<readonly ReportPicture[]> => {
  const samples = chooseReportSamples(analysis);
  if (path === undefined || samples.length === 0) return [];
  const stills = await frames.stills(path, samples, {});
  return stills.map(({ sample, width, height, jpeg }) => ({
    ...{ width, height, jpeg },
    seconds: sample / frames.samplesPerSecond,
  }));
};

/** Loaded only where models are asked for: what can read them from S3 takes a second to load. */
const detectorsFor = async (manifests: readonly string[]): Promise<AnalyzerPorts['detectors']> => {
  if (manifests.length === 0) return [];
  const { openDetectors } = await import('../models/load-detectors.ts');
  return openDetectors({
    cacheFolder: join(tmpdir(), 'clipledger-models'),
    modelManifests: manifests
      .map((place) => (place.startsWith('s3://') ? place : resolve(place.trim())))
      .join(','),
    runtimeFolder: onnxRuntimeFolder(),
    providers: { preferred: ['cuda', 'webgpu', 'cpu'] },
  });
};

/**
 * Analyzes one file on this disk, and makes its redacted copy where one is asked for. Throws what
 * `analyzeClip` throws, and a `ModelProblem`.
 */
export const runAnalysis = async (
  request: AnalyzeRequest,
  { ffmpegPath, progress }: { ffmpegPath: string; progress: AnalysisProgress },
): Promise<ExplainedAnalysis> => {
  const { path, samplesPerSecond, looksPerSecond, redactedPath, htmlPath } = request;
  const detectors = await detectorsFor(request.manifests);
  const footage = holdingReader(localFootageReader({ maxBytes: maxFileBytes }));
  const { store, copyPath } = storeFor(redactedPath);
  const timeoutSeconds = ffmpegTimeoutSeconds;
  const decoder = await probeDecoder(ffmpegPath);
  const frames = ffmpegFrameSource({
    ...{ ffmpegPath, decoder, samplesPerSecond, looksPerSecond, timeoutSeconds },
  });
  const ports: AnalyzerPorts = {
    analyzer: { name: baselineManifest.name, version: baselineManifest.version },
    host: 'command',
    ...{ footage: footage.reader, frames, detectors, store, progress },
    ...(redactedPath === undefined
      ? {}
      : { redactor: ffmpegRedactor({ ffmpegPath, timeoutSeconds }) }),
    clock: { now: () => new Date().toISOString() },
  };
  try {
    const { analysis } = await analyzeClip(ports)({
      ...{ clipId: 'clip_local', campaignId: 'campaign_local', actId: 'act_local' },
      object: { key: path, versionId: '' },
      declaredSha256: '',
      durationSeconds: await claimedDurationSeconds(path),
      moderationPolicy: defaultModerationPolicy,
    });
    const shown = copyPath() ?? footage.path();
    const pictures = htmlPath === undefined ? [] : await takePictures(frames, shown, analysis);
    return { analysis, pictures, picturesAreRedacted: copyPath() !== undefined };
  } finally {
    await footage.release();
  }
};

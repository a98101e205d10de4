import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { RekognitionClient } from '@aws-sdk/client-rekognition';
import type { S3Client } from '@aws-sdk/client-s3';
import type { AnalyzerPorts } from '../../core/domain/inference/analyze-clip.ts';
import { hostLimits } from '../../core/domain/inference/host-limits.ts';
import { baselineManifest } from '../manifest/baseline.ts';
import type { ProviderChoice } from '../models/open-session.ts';
import { openDetectors } from '../models/load-detectors.ts';
import { probeDecoder } from './ffmpeg-decoder.ts';
import { ffmpegFrameSource } from './ffmpeg-frame-source.ts';
import { ffmpegRedactor } from './ffmpeg-redactor.ts';
import { sweptBeforehand } from './footage-file.ts';
import { rekognitionFaceFinder, rekognitionModerator } from './rekognition-moderator.ts';
import { s3AnalysisStore, type S3AnalysisStoreOptions } from './s3-analysis-store.ts';
import { s3FootageReader } from './s3-footage-reader.ts';

/** The hosts that take jobs from the queue. */
export type QueueHost = keyof typeof hostLimits;

/** What a deployment decides for the analyzer, and what its host brings. */
export interface AnalyzerOptions extends S3AnalysisStoreOptions {
  readonly host: QueueHost;
  readonly s3: S3Client;
  /** Undefined where the deployment does not attest the AI opt-out: moderation is off. */
  readonly rekognition: RekognitionClient | undefined;
  /** This host's share of the account's quota: quota ÷ how many run at once. */
  readonly moderationCallsPerSecond: number;
  /** Opt-in: finds faces to cover where no model does. */
  readonly rekognitionFaces: 'on' | 'off';
  readonly ffmpegPath: string;
  readonly hardwareDecoding: 'auto' | 'off';
  readonly landingBucket: string;
  readonly temporaryFolder: string;
  readonly samplesPerSecond: number;
  readonly looksPerSecond: number;
  /** Places of manifests between commas. */
  readonly modelManifests: string;
  readonly onnxRuntimeFolder: string;
  /** The longest that this host works on one clip: older footage belongs to nobody. */
  readonly maxSeconds: number;
  readonly nowMilliseconds: () => number;
}

/** A run of ffmpeg may take so much of a job's time; there is one to look and one to redact. */
const watchShare = 0.45;
const redactShare = 0.65;

/** A Lambda has no GPU. A worker that was given models takes the fastest thing that runs them. */
const providers: Readonly<Record<QueueHost, ProviderChoice>> = {
  lambda: { preferred: ['cpu'] },
  worker: { preferred: ['cuda', 'webgpu', 'cpu'] },
};

/**
 * From which age footage on the disk belongs to nobody: others work on a clip for `maxSeconds` and
 * take a moment to clean up. A Lambda's environment has its disk to itself, but the local cloud's
 * share one, and a young folder there is another's clip.
 */
const abandonedAfterSeconds = ({ maxSeconds }: AnalyzerOptions): number => maxSeconds + 60;

/** What calls Rekognition, where it may be called at all. */
const rekognitionPorts = (options: AnalyzerOptions) => {
  const { rekognition, moderationCallsPerSecond, rekognitionFaces } = options;
  if (rekognition === undefined) return {};
  const calls = {
    rekognition,
    callsPerSecond: moderationCallsPerSecond,
    nowMilliseconds: () => performance.now(),
    wait: (milliseconds: number) => wait(milliseconds),
  };
  return {
    moderator: rekognitionModerator(calls),
    ...(rekognitionFaces === 'on' ? { faceFinder: rekognitionFaceFinder(calls) } : {}),
  };
};

/**
 * Builds the analyzer's ports, all but clock and fingerprints, for either host; what is configured
 * and cannot run (a model of another hash, a missing runtime) is thrown here, at start.
 */
export const analyzerPorts = async (
  options: AnalyzerOptions,
): Promise<Omit<AnalyzerPorts, 'clock' | 'fingerprints'>> => {
  const { host, ffmpegPath, maxSeconds } = options;
  const { maxBytes, maxDurationSeconds } = hostLimits[host];
  const decoder = options.hardwareDecoding === 'auto' ? await probeDecoder(ffmpegPath) : 'software';
  const detectors = await openDetectors({
    s3: options.s3,
    cacheFolder: join(options.temporaryFolder, 'models'),
    modelManifests: options.modelManifests,
    runtimeFolder: options.onnxRuntimeFolder,
    providers: providers[host],
  });
  return {
    analyzer: { name: baselineManifest.name, version: baselineManifest.version },
    host,
    footage: sweptBeforehand(s3FootageReader({ ...options, maxBytes }), {
      temporaryFolder: options.temporaryFolder,
      olderThanSeconds: abandonedAfterSeconds(options),
      nowMilliseconds: options.nowMilliseconds,
    }),
    frames: ffmpegFrameSource({
      ffmpegPath,
      decoder,
      samplesPerSecond: options.samplesPerSecond,
      looksPerSecond: options.looksPerSecond,
      timeoutSeconds: watchShare * maxSeconds,
      maxFrames: Math.ceil(maxDurationSeconds * options.samplesPerSecond),
    }),
    detectors,
    ...rekognitionPorts(options),
    redactor: ffmpegRedactor({ ffmpegPath, timeoutSeconds: redactShare * maxSeconds }),
    store: s3AnalysisStore(options),
  };
};

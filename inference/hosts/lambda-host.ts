import { setTimeout as wait } from 'node:timers/promises';
import type { RekognitionClient } from '@aws-sdk/client-rekognition';
import type { S3Client } from '@aws-sdk/client-s3';
import type { AnalyzerPorts } from '../../core/domain/inference/analyze-clip.ts';
import type { FootageReader } from '../../core/domain/inference/ports.ts';
import { baselineManifest } from '../manifest/baseline.ts';
import { ffmpegFrameSource } from './ffmpeg-frame-source.ts';
import { sweepAbandonedFootage } from './footage-file.ts';
import { rekognitionModerator } from './rekognition-moderator.ts';
import { s3AnalysisStore, type S3AnalysisStoreOptions } from './s3-analysis-store.ts';
import { s3FootageReader } from './s3-footage-reader.ts';

/** What a deployment decides for the analyzer in a Lambda. */
export interface LambdaHostOptions extends S3AnalysisStoreOptions {
  readonly s3: S3Client;
  /** Undefined where the deployment does not attest the AI opt-out: moderation is off. */
  readonly rekognition: RekognitionClient | undefined;
  /** This function's share of the account's quota: quota ÷ maximum concurrency. */
  readonly moderationCallsPerSecond: number;
  readonly ffmpegPath: string;
  readonly landingBucket: string;
  readonly temporaryFolder: string;
  readonly samplesPerSecond: number;
  /** Largest footage that fits beside everything else into the temporary folder. */
  readonly maxFootageBytes?: number | undefined;
  /** Of one run of ffmpeg; there are two a clip. */
  readonly decodeTimeoutSeconds?: number | undefined;
}

/** Lambda's /tmp has 512 MB unless asked for more; 448 MiB leave room for the runtime's own. */
const defaultMaxFootageBytes = 448 * 1024 * 1024;

/** Lambda's longest run is 900 s: older footage belongs to nobody who still runs. */
const abandonedAfterSeconds = 1_200;

/** Sweeps once a process, before its first clip: what a killed one left would fill the disk. */
const sweptFirst = (reader: FootageReader, temporaryFolder: string): FootageReader => {
  let swept: Promise<number> | undefined;
  return {
    async fetch(object, options) {
      swept ??= sweepAbandonedFootage(temporaryFolder, {
        olderThanSeconds: abandonedAfterSeconds,
        nowMilliseconds: Date.now(),
      });
      await swept;
      return reader.fetch(object, options);
    },
  };
};

/** Builds the analyzer's ports, all but the clock, for a Lambda. */
export const analyzerPorts = (options: LambdaHostOptions): Omit<AnalyzerPorts, 'clock'> => {
  const { rekognition, maxFootageBytes: maxBytes = defaultMaxFootageBytes } = options;
  return {
    analyzer: { name: baselineManifest.name, version: baselineManifest.version },
    footage: sweptFirst(s3FootageReader({ ...options, maxBytes }), options.temporaryFolder),
    frames: ffmpegFrameSource({ ...options, timeoutSeconds: options.decodeTimeoutSeconds }),
    moderator:
      rekognition &&
      rekognitionModerator({
        rekognition,
        callsPerSecond: options.moderationCallsPerSecond,
        nowMilliseconds: () => performance.now(),
        wait: (milliseconds) => wait(milliseconds),
      }),
    store: s3AnalysisStore(options),
  };
};

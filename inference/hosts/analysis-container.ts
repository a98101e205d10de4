import { tmpdir } from 'node:os';
import {
  documentClient,
  rekognitionClient,
  s3Client,
  sqsClient,
  stepFunctionsClient,
} from '../../core/adapters/aws/clients.ts';
import { dynamoCampaignStore } from '../../core/adapters/dynamodb/campaign-store.ts';
import { dynamoClipStore } from '../../core/adapters/dynamodb/clip-store.ts';
import { dynamoConsentStore } from '../../core/adapters/dynamodb/consent-store.ts';
import { dynamoFingerprintIndex } from '../../core/adapters/dynamodb/fingerprint-index.ts';
import { dynamoPolicyStore } from '../../core/adapters/dynamodb/policy-store.ts';
import { effects } from '../../core/adapters/node/effects.ts';
import { s3LandingStore } from '../../core/adapters/s3/landing-store.ts';
import { analysisAnswer } from '../../core/adapters/step-functions/analysis-answer.ts';
import type { EnvironmentOf } from '../../core/contracts/functions/function-contract.ts';
import { analyzeClip } from '../../core/contracts/functions/index.ts';
import { analysisKey, frameKey, redactedKey } from '../../core/contracts/layout/objects.ts';
import { analyzerPorts, type QueueHost } from './analyzer-ports.ts';
import type { HostLog } from './host-log.ts';
import type { JobLimits } from './host-pulse.ts';
import { sqsJobQueue } from './job-queue.ts';
import type { AnalysisHost } from './work-on-delivery.ts';

/*
 * The one file below `inference/` that knows the product's adapters, as a stage's container does
 * below `functions/`: both hosts must build the very same thing, and neither may import the other.
 */

/** A killed function leaves footage in its scratch space: it stops early enough to clean up. */
const cleanUpSeconds = 20;

/**
 * How each host bounds one job. Beats every 20 s: the queue's and the workflow's clocks are minutes
 * and hours. Two minutes without a beat are six missed ones. A worker has an hour for what a
 * campaign may ask at most: 600 s of 8K at 120 frames take a GPU about 20 minutes.
 *
 * How long one goes on writing about a clip that has ended, at most, which must stay below the
 * contract's `writesAfterEndSeconds` (300 s): it was last heard that the clip lives by a beat that
 * began before its end; silence is noticed at the first tick after 120 s, so 120 + 20 s later. An
 * upload that is under way then ends at once, or, did the signal not reach it, 90 s later
 * (`maxPutSeconds`): 230 s. A write to a table is not broken off: 4 attempts of 30 s (the limits of
 * `core/adapters/aws/clients.ts`) and a few seconds between them are 140 + 120 + 10 = 270 s.
 */
export const jobLimits: Readonly<Record<QueueHost, JobLimits>> = {
  lambda: {
    maxSeconds: analyzeClip.timeoutSeconds - cleanUpSeconds,
    beatSeconds: 20,
    maxSilentSeconds: 120,
  },
  worker: { maxSeconds: 3_600, beatSeconds: 20, maxSilentSeconds: 120 },
};

/** What the host itself decides. */
export interface HostChoices {
  readonly log: HostLog;
  /** For the worker: its messages are hidden by itself, beat by beat. */
  readonly hiddenSeconds?: number | undefined;
}

/** Of the visibility, so that two beats may be missed before somebody else gets the message. */
const beatsWhileHidden = 3;

const limitsOf = (host: QueueHost, hiddenSeconds: number | undefined): JobLimits => {
  const limits = jobLimits[host];
  if (hiddenSeconds === undefined) return limits;
  return { ...limits, beatSeconds: Math.min(limits.beatSeconds, hiddenSeconds / beatsWhileHidden) };
};

/**
 * Everything both hosts work with, from the environment of `inference/analyze-clip`. Throws where
 * something configured cannot run, before any job is taken.
 */
export const analysisContainer = async (
  environment: EnvironmentOf<typeof analyzeClip>,
  { log, hiddenSeconds }: HostChoices,
): Promise<AnalysisHost> => {
  const { analyzerHost: host } = environment;
  const made = effects();
  const limits = limitsOf(host, hiddenSeconds);
  const s3 = s3Client();
  const analyzer = await analyzerPorts({
    ...environment,
    host,
    s3,
    rekognition: environment.moderation === 'on' ? rekognitionClient() : undefined,
    landingBucket: environment.BUCKET_LANDING,
    derivedBucket: environment.BUCKET_DERIVED,
    temporaryFolder: tmpdir(),
    maxSeconds: limits.maxSeconds,
    nowMilliseconds: () => Date.now(),
    frameKeyOf: frameKey,
    redactedKeyOf: redactedKey,
    analysisKeyOf: analysisKey,
  });
  return {
    ports: { ...analyzer, ...made, ...storesOf(environment, made.randomness) },
    queue: sqsJobQueue({ sqs: sqsClient(), queueUrl: environment.QUEUE_ANALYSIS }),
    limits,
    hiddenSeconds,
    log,
    draw: () => (made.randomness.bytes(1)[0] ?? 0) / 256,
  };
};

const storesOf = (
  environment: EnvironmentOf<typeof analyzeClip>,
  randomness: ReturnType<typeof effects>['randomness'],
) => {
  const documents = documentClient();
  return {
    clips: dynamoClipStore({
      documents,
      tables: {
        clips: environment.TABLE_CLIPS,
        programs: environment.TABLE_PROGRAMS,
        retention: environment.TABLE_RETENTION,
      },
      randomness,
    }),
    fingerprints: dynamoFingerprintIndex({
      documents,
      tables: { fingerprints: environment.TABLE_FINGERPRINTS, clips: environment.TABLE_CLIPS },
    }),
    campaigns: dynamoCampaignStore({ documents, table: environment.TABLE_PROGRAMS }),
    consents: dynamoConsentStore({ documents, table: environment.TABLE_PROGRAMS }),
    policies: dynamoPolicyStore({ documents, table: environment.TABLE_RETENTION }),
    landing: s3LandingStore({ s3: s3Client(), bucket: environment.BUCKET_LANDING }),
    answer: analysisAnswer({ stepFunctions: stepFunctionsClient() }),
  };
};

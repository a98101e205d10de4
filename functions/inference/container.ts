import { tmpdir } from 'node:os';
import {
  documentClient,
  rekognitionClient,
  s3Client,
  stepFunctionsClient,
} from '../../core/adapters/aws/clients.ts';
import { dynamoClipStore } from '../../core/adapters/dynamodb/clip-store.ts';
import { dynamoConsentStore } from '../../core/adapters/dynamodb/consent-store.ts';
import { dynamoPolicyStore } from '../../core/adapters/dynamodb/policy-store.ts';
import { effects } from '../../core/adapters/node/effects.ts';
import { s3LandingStore } from '../../core/adapters/s3/landing-store.ts';
import { analysisAnswer } from '../../core/adapters/step-functions/analysis-answer.ts';
import type { analyzeClip } from '../../core/contracts/functions/index.ts';
import type { EnvironmentOf } from '../../core/contracts/functions/function-contract.ts';
import { analysisKey, frameKey } from '../../core/contracts/layout/objects.ts';
import { analyzerPorts } from '../../inference/hosts/lambda-host.ts';

/**
 * Rekognition takes 5 calls a second in most regions (50 in three); at the event source's maximum
 * of 5 at once each function may make one.
 * https://docs.aws.amazon.com/general/latest/gr/rekognition.html
 */
const moderationCallsPerSecond = 1;

/** What analyzing works with. */
export const analysisContainer = (environment: EnvironmentOf<typeof analyzeClip>) => {
  const documents = documentClient();
  const s3 = s3Client();
  const made = effects();
  return {
    ...made,
    ...analyzerPorts({
      s3,
      rekognition: environment.moderation === 'on' ? rekognitionClient() : undefined,
      moderationCallsPerSecond,
      ffmpegPath: environment.ffmpegPath,
      landingBucket: environment.BUCKET_LANDING,
      derivedBucket: environment.BUCKET_DERIVED,
      temporaryFolder: tmpdir(),
      samplesPerSecond: environment.samplesPerSecond,
      frameKeyOf: frameKey,
      analysisKeyOf: analysisKey,
    }),
    clips: dynamoClipStore({
      documents,
      tables: {
        clips: environment.TABLE_CLIPS,
        programs: environment.TABLE_PROGRAMS,
        retention: environment.TABLE_RETENTION,
      },
      randomness: made.randomness,
    }),
    consents: dynamoConsentStore({ documents, table: environment.TABLE_PROGRAMS }),
    policies: dynamoPolicyStore({ documents, table: environment.TABLE_RETENTION }),
    landing: s3LandingStore({ s3, bucket: environment.BUCKET_LANDING }),
    answer: analysisAnswer({ stepFunctions: stepFunctionsClient() }),
  };
};
export type AnalysisContainer = ReturnType<typeof analysisContainer>;

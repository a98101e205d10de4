import {
  documentClient,
  s3Client,
  sqsClient,
  stepFunctionsClient,
} from '../../core/adapters/aws/clients.ts';
import { dynamoCampaignStore } from '../../core/adapters/dynamodb/campaign-store.ts';
import { dynamoClipStore } from '../../core/adapters/dynamodb/clip-store.ts';
import { dynamoConsentStore } from '../../core/adapters/dynamodb/consent-store.ts';
import { dynamoDueIndex } from '../../core/adapters/dynamodb/due-index.ts';
import { dynamoPolicyStore } from '../../core/adapters/dynamodb/policy-store.ts';
import { mediabunnyProbe } from '../../core/adapters/mediabunny/media-probe.ts';
import { effects } from '../../core/adapters/node/effects.ts';
import { s3LandingStore } from '../../core/adapters/s3/landing-store.ts';
import { s3UploadSigner } from '../../core/adapters/s3/upload-signer.ts';
import { sqsUploadEvents } from '../../core/adapters/sqs/upload-events.ts';
import { clipWorkflow } from '../../core/adapters/step-functions/clip-workflow.ts';
import type {
  closeGrants,
  serveUploads,
  validateUpload,
} from '../../core/contracts/functions/index.ts';
import type { EnvironmentOf } from '../../core/contracts/functions/function-contract.ts';
import type { Observability } from '../middleware/observability.ts';
import { intakeMetrics } from './metrics.ts';

/** What every function of the stage works with: its tables. */
const tables = (environment: {
  readonly TABLE_PROGRAMS: string;
  readonly TABLE_CLIPS: string;
  readonly TABLE_RETENTION: string;
}) => {
  const documents = documentClient();
  const made = effects();
  return {
    ...made,
    campaigns: dynamoCampaignStore({ documents, table: environment.TABLE_PROGRAMS }),
    consents: dynamoConsentStore({ documents, table: environment.TABLE_PROGRAMS }),
    policies: dynamoPolicyStore({ documents, table: environment.TABLE_RETENTION }),
    due: dynamoDueIndex({ documents, table: environment.TABLE_RETENTION }),
    clips: dynamoClipStore({
      documents,
      tables: {
        clips: environment.TABLE_CLIPS,
        programs: environment.TABLE_PROGRAMS,
        retention: environment.TABLE_RETENTION,
      },
      randomness: made.randomness,
    }),
  };
};

/** What serving uploads works with. It signs uploads; it cannot read one. */
export const uploadsContainer = (environment: EnvironmentOf<typeof serveUploads>) => {
  const made = tables(environment);
  const { uploadUrlSeconds, maxOpenGrants, sweepAfterSeconds } = environment;
  return {
    ...made,
    signer: s3UploadSigner({ s3: s3Client(), bucket: environment.BUCKET_LANDING }),
    limits: { uploadUrlSeconds, maxOpenGrants, sweepAfterSeconds },
  };
};
export type UploadsContainer = ReturnType<typeof uploadsContainer>;

/** What validating works with. */
export const validationContainer = (
  environment: EnvironmentOf<typeof validateUpload>,
  observability: Observability,
) => ({
  ...tables(environment),
  landing: s3LandingStore({ s3: s3Client(), bucket: environment.BUCKET_LANDING }),
  probe: mediabunnyProbe({}),
  workflow: clipWorkflow({
    stepFunctions: stepFunctionsClient(),
    stateMachineArn: environment.WORKFLOW_CLIP,
  }),
  metrics: intakeMetrics(observability),
});
export type ValidationContainer = ReturnType<typeof validationContainer>;

/** What the sweep works with. */
export const sweepContainer = (
  environment: EnvironmentOf<typeof closeGrants>,
  observability: Observability,
) => ({
  ...tables(environment),
  observability,
  landing: s3LandingStore({ s3: s3Client(), bucket: environment.BUCKET_LANDING }),
  events: sqsUploadEvents({
    sqs: sqsClient(),
    queueUrl: environment.QUEUE_UPLOADS,
    bucket: environment.BUCKET_LANDING,
  }),
});
export type SweepContainer = ReturnType<typeof sweepContainer>;

import {
  documentClient,
  s3Client,
  sqsClient,
  stepFunctionsClient,
} from '../../core/adapters/aws/clients.ts';
import { dynamoCameraStore } from '../../core/adapters/dynamodb/camera-store.ts';
import { dynamoCampaignStore } from '../../core/adapters/dynamodb/campaign-store.ts';
import { dynamoClipStore } from '../../core/adapters/dynamodb/clip-store.ts';
import { dynamoConsentStore } from '../../core/adapters/dynamodb/consent-store.ts';
import { dynamoDueIndex } from '../../core/adapters/dynamodb/due-index.ts';
import { dynamoPaidFiles } from '../../core/adapters/dynamodb/paid-files.ts';
import { dynamoPolicyStore } from '../../core/adapters/dynamodb/policy-store.ts';
import { dynamoWaitingList } from '../../core/adapters/dynamodb/waiting-list.ts';
import { mediaProbe } from '../../core/adapters/media/media-probe.ts';
import { effects } from '../../core/adapters/node/effects.ts';
import { s3LandingStore } from '../../core/adapters/s3/landing-store.ts';
import { s3PartUploads } from '../../core/adapters/s3/part-uploads.ts';
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
    documents,
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
  const programs = { documents: made.documents, table: environment.TABLE_PROGRAMS };
  const storage = { s3: s3Client(), bucket: environment.BUCKET_LANDING };
  const { uploadUrlSeconds, maxOpenGrants, sweepAfterSeconds, waitingPlaceSeconds } = environment;
  return {
    ...made,
    cameras: dynamoCameraStore(programs),
    waiting: dynamoWaitingList(programs),
    paidFiles: dynamoPaidFiles({ ...programs, ...made }),
    signer: s3UploadSigner(storage),
    partUploads: s3PartUploads(storage),
    limits: { uploadUrlSeconds, maxOpenGrants, sweepAfterSeconds, waitingPlaceSeconds },
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
  probe: mediaProbe(),
  workflow: clipWorkflow({
    stepFunctions: stepFunctionsClient(),
    stateMachineArn: environment.WORKFLOW_CLIP,
  }),
  metrics: intakeMetrics(observability),
});
export type ValidationContainer = ReturnType<typeof validationContainer>;

/** The landing bucket's objects, and what is on its way there. */
const landingOf = ({ BUCKET_LANDING: bucket }: EnvironmentOf<typeof closeGrants>) => {
  const storage = { s3: s3Client(), bucket };
  return { landing: s3LandingStore(storage), partUploads: s3PartUploads(storage) };
};

/** What the sweep works with. */
export const sweepContainer = (
  environment: EnvironmentOf<typeof closeGrants>,
  observability: Observability,
) => ({
  ...tables(environment),
  observability,
  ...landingOf(environment),
  events: sqsUploadEvents({
    sqs: sqsClient(),
    queueUrl: environment.QUEUE_UPLOADS,
    bucket: environment.BUCKET_LANDING,
  }),
});

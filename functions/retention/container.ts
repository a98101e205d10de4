import { documentClient, s3Client, stepFunctionsClient } from '../../core/adapters/aws/clients.ts';
import { dynamoClipStore } from '../../core/adapters/dynamodb/clip-store.ts';
import { dynamoDueIndex } from '../../core/adapters/dynamodb/due-index.ts';
import { dynamoErasureStore } from '../../core/adapters/dynamodb/erasure-store.ts';
import { dynamoFingerprintIndex } from '../../core/adapters/dynamodb/fingerprint-index.ts';
import { dynamoOpenWithdrawals } from '../../core/adapters/dynamodb/open-withdrawals.ts';
import { dynamoPolicyStore } from '../../core/adapters/dynamodb/policy-store.ts';
import { dynamoReviewStore } from '../../core/adapters/dynamodb/review-store.ts';
import { effects } from '../../core/adapters/node/effects.ts';
import { s3FootageStore } from '../../core/adapters/s3/footage-store.ts';
import { expiryWorkflow } from '../../core/adapters/step-functions/expiry-workflow.ts';
import { workflowAnswer } from '../../core/adapters/step-functions/workflow-answer.ts';
import type { EnvironmentOf } from '../../core/contracts/functions/function-contract.ts';
import type {
  eraseBatch,
  findDue,
  followWithdrawals,
  serveRetention,
  startExpiry,
  verifyAbsence,
  writeTombstones,
} from '../../core/contracts/functions/index.ts';
import type { Observability } from '../middleware/observability.ts';

/** What the retention routes work with. */
export const retentionContainer = (environment: EnvironmentOf<typeof serveRetention>) => {
  const documents = documentClient();
  const made = effects();
  const retention = environment.TABLE_RETENTION;
  return {
    ...made,
    clips: dynamoClipStore({
      documents,
      tables: { clips: environment.TABLE_CLIPS, programs: environment.TABLE_PROGRAMS, retention },
      randomness: made.randomness,
    }),
    policies: dynamoPolicyStore({ documents, table: retention }),
    erasures: dynamoErasureStore({ documents, table: environment.TABLE_ERASURES }),
  };
};
export type RetentionContainer = ReturnType<typeof retentionContainer>;

/** What following withdrawals works with. */
export const followContainer = (
  environment: EnvironmentOf<typeof followWithdrawals>,
  observability: Observability,
) => {
  const documents = documentClient();
  const made = effects();
  const retention = environment.TABLE_RETENTION;
  return {
    ...made,
    observability,
    clips: dynamoClipStore({
      documents,
      tables: { clips: environment.TABLE_CLIPS, programs: environment.TABLE_PROGRAMS, retention },
      randomness: made.randomness,
    }),
    policies: dynamoPolicyStore({ documents, table: retention }),
    withdrawals: dynamoOpenWithdrawals({ documents, table: retention }),
  };
};

/** What the minute's tick works with. */
export const startContainer = (environment: EnvironmentOf<typeof startExpiry>) => ({
  ...effects(),
  due: dynamoDueIndex({ documents: documentClient(), table: environment.TABLE_RETENTION }),
  workflow: expiryWorkflow({
    stepFunctions: stepFunctionsClient(),
    stateMachineArn: environment.WORKFLOW_EXPIRY,
  }),
});

/** What finding due buckets works with. */
export const dueContainer = (environment: EnvironmentOf<typeof findDue>) => ({
  ...effects(),
  due: dynamoDueIndex({ documents: documentClient(), table: environment.TABLE_RETENTION }),
});

interface ErasureTables {
  readonly TABLE_CLIPS: string;
  readonly TABLE_FINGERPRINTS: string;
  readonly TABLE_REVIEWS: string;
  readonly TABLE_RETENTION: string;
  readonly TABLE_ERASURES: string;
  readonly BUCKET_LANDING: string;
  readonly BUCKET_DERIVED: string;
}

/** What every step on a batch works with; what each may do is up to its grants. */
const batchContainer = (environment: ErasureTables) => {
  const documents = documentClient();
  const made = effects();
  const retention = environment.TABLE_RETENTION;
  return {
    ...made,
    // Erasing gives no slot back, so the table of slots is not given.
    clips: dynamoClipStore({
      documents,
      tables: { clips: environment.TABLE_CLIPS, retention },
      randomness: made.randomness,
    }),
    fingerprints: dynamoFingerprintIndex({
      documents,
      tables: { fingerprints: environment.TABLE_FINGERPRINTS, clips: environment.TABLE_CLIPS },
    }),
    reviews: dynamoReviewStore({ documents, table: environment.TABLE_REVIEWS, clock: made.clock }),
    erasures: dynamoErasureStore({ documents, table: environment.TABLE_ERASURES }),
    policies: dynamoPolicyStore({ documents, table: retention }),
    due: dynamoDueIndex({ documents, table: retention }),
    footage: s3FootageStore({
      s3: s3Client(),
      buckets: { landing: environment.BUCKET_LANDING, derived: environment.BUCKET_DERIVED },
    }),
  };
};

/** What destroying works with. */
export const eraseContainer = (environment: EnvironmentOf<typeof eraseBatch>) => ({
  ...batchContainer(environment),
  workflow: workflowAnswer({ stepFunctions: stepFunctionsClient() }),
  clockSkewSeconds: environment.clockSkewSeconds,
});

/** What looking again works with. */
export const verifyContainer = (
  environment: EnvironmentOf<typeof verifyAbsence>,
  observability: Observability,
) => ({ ...batchContainer(environment), observability });

/** What burying works with. */
export const buryContainer = (
  environment: EnvironmentOf<typeof writeTombstones>,
  observability: Observability,
) => ({ ...batchContainer(environment), observability });

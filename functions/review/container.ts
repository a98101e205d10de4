import { documentClient, s3Client, stepFunctionsClient } from '../../core/adapters/aws/clients.ts';
import { dynamoCampaignStore } from '../../core/adapters/dynamodb/campaign-store.ts';
import { dynamoClipStore } from '../../core/adapters/dynamodb/clip-store.ts';
import { dynamoConsentStore } from '../../core/adapters/dynamodb/consent-store.ts';
import { dynamoReviewStore } from '../../core/adapters/dynamodb/review-store.ts';
import { effects } from '../../core/adapters/node/effects.ts';
import { s3AnalysisReader } from '../../core/adapters/s3/analysis-reader.ts';
import { s3FootageViewer } from '../../core/adapters/s3/footage-viewer.ts';
import { s3FrameViewer } from '../../core/adapters/s3/frame-viewer.ts';
import { workflowAnswer } from '../../core/adapters/step-functions/workflow-answer.ts';
import type { EnvironmentOf } from '../../core/contracts/functions/function-contract.ts';
import type {
  requestDecision,
  resumeClip,
  serveReviews,
  showFootage,
} from '../../core/contracts/functions/index.ts';

/** What asking for a decision works with. */
export const decisionContainer = (environment: EnvironmentOf<typeof requestDecision>) => {
  const documents = documentClient();
  const made = effects();
  return {
    ...made,
    campaigns: dynamoCampaignStore({ documents, table: environment.TABLE_PROGRAMS }),
    clips: dynamoClipStore({
      documents,
      // This step gives no slot back and makes nothing due: those tables are not given.
      tables: { clips: environment.TABLE_CLIPS },
      randomness: made.randomness,
    }),
    reviews: dynamoReviewStore({ documents, table: environment.TABLE_REVIEWS, clock: made.clock }),
    workflow: workflowAnswer({ stepFunctions: stepFunctionsClient() }),
  };
};

/** What a reviewer's request is checked against: the clip, its consent and its task. */
const queueStores = (
  environment: EnvironmentOf<typeof serveReviews> | EnvironmentOf<typeof showFootage>,
  made: ReturnType<typeof effects>,
) => {
  const documents = documentClient();
  return {
    clips: dynamoClipStore({
      documents,
      tables: { clips: environment.TABLE_CLIPS, programs: environment.TABLE_PROGRAMS },
      randomness: made.randomness,
    }),
    consents: dynamoConsentStore({ documents, table: environment.TABLE_PROGRAMS }),
    reviews: dynamoReviewStore({ documents, table: environment.TABLE_REVIEWS, clock: made.clock }),
  };
};

/** What the reviewers' routes work with. */
export const reviewsContainer = (environment: EnvironmentOf<typeof serveReviews>) => {
  const made = effects();
  const s3 = s3Client();
  return {
    ...made,
    ...queueStores(environment, made),
    frames: s3FrameViewer({ s3, bucket: environment.BUCKET_DERIVED }),
    footage: s3FootageViewer({ s3, derivedBucket: environment.BUCKET_DERIVED }),
    analyses: s3AnalysisReader({ s3, bucket: environment.BUCKET_DERIVED }),
  };
};
export type ReviewsContainer = ReturnType<typeof reviewsContainer>;

/** What giving a look at footage works with. */
export const footageContainer = (environment: EnvironmentOf<typeof showFootage>) => {
  const made = effects();
  return {
    ...made,
    ...queueStores(environment, made),
    footage: s3FootageViewer({
      s3: s3Client(),
      landingBucket: environment.BUCKET_LANDING,
      derivedBucket: environment.BUCKET_DERIVED,
    }),
  };
};
export type FootageContainer = ReturnType<typeof footageContainer>;

/** What following decisions works with. */
export const resumeContainer = (environment: EnvironmentOf<typeof resumeClip>) => ({
  reviews: dynamoReviewStore({
    documents: documentClient(),
    table: environment.TABLE_REVIEWS,
    clock: effects().clock,
  }),
  workflow: workflowAnswer({ stepFunctions: stepFunctionsClient() }),
});
export type ResumeContainer = ReturnType<typeof resumeContainer>;

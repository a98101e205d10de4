import { documentClient } from '../../core/adapters/aws/clients.ts';
import { dynamoCampaignStore } from '../../core/adapters/dynamodb/campaign-store.ts';
import { dynamoClipStore } from '../../core/adapters/dynamodb/clip-store.ts';
import { dynamoDueIndex } from '../../core/adapters/dynamodb/due-index.ts';
import { dynamoHonorWall } from '../../core/adapters/dynamodb/honor-wall.ts';
import { dynamoLedgerReader } from '../../core/adapters/dynamodb/ledger-reader.ts';
import { dynamoLedgerWriter } from '../../core/adapters/dynamodb/ledger-writer.ts';
import { dynamoPaidFiles } from '../../core/adapters/dynamodb/paid-files.ts';
import { dynamoPolicyStore } from '../../core/adapters/dynamodb/policy-store.ts';
import { dynamoReviewStore } from '../../core/adapters/dynamodb/review-store.ts';
import { effects } from '../../core/adapters/node/effects.ts';
import type { EnvironmentOf } from '../../core/contracts/functions/function-contract.ts';
import type {
  projectAwards,
  serveRewards,
  settleClip,
} from '../../core/contracts/functions/index.ts';
import type { Observability } from '../middleware/observability.ts';

/** What settling works with: the only container with a ledger writer. */
export const settlementContainer = (
  environment: EnvironmentOf<typeof settleClip>,
  observability: Observability,
) => {
  const documents = documentClient();
  const made = effects();
  const programs = environment.TABLE_PROGRAMS;
  const clips = environment.TABLE_CLIPS;
  const ledger = environment.TABLE_LEDGER;
  const retention = environment.TABLE_RETENTION;
  return {
    ...made,
    observability,
    paidFiles: dynamoPaidFiles({ documents, table: programs, ...made }),
    clips: dynamoClipStore({
      documents,
      tables: { clips, programs, retention },
      randomness: made.randomness,
    }),
    reviews: dynamoReviewStore({ documents, table: environment.TABLE_REVIEWS, clock: made.clock }),
    ledger: {
      ...dynamoLedgerReader({ documents, table: ledger }),
      ...dynamoLedgerWriter({
        documents,
        tables: { ledger, clips, programs },
        observe: ({ writeUnits }) => {
          observability.logger.info('award written', { writeUnits });
        },
      }),
    },
    policies: dynamoPolicyStore({ documents, table: retention }),
    due: dynamoDueIndex({ documents, table: retention }),
  };
};
export type SettlementContainer = ReturnType<typeof settlementContainer>;

/** What following awards works with. */
export const projectionContainer = (environment: EnvironmentOf<typeof projectAwards>) => ({
  wall: dynamoHonorWall({ documents: documentClient(), table: environment.TABLE_WALL }),
});
export type ProjectionContainer = ReturnType<typeof projectionContainer>;

/** What the rewards routes work with: the ledger to read, the wall. */
export const rewardsContainer = (environment: EnvironmentOf<typeof serveRewards>) => {
  const documents = documentClient();
  return {
    campaigns: dynamoCampaignStore({ documents, table: environment.TABLE_PROGRAMS }),
    ledger: dynamoLedgerReader({ documents, table: environment.TABLE_LEDGER }),
    wall: dynamoHonorWall({ documents, table: environment.TABLE_WALL }),
  };
};
export type RewardsContainer = ReturnType<typeof rewardsContainer>;

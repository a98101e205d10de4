import type { serveCampaigns } from '../../core/contracts/functions/index.ts';
import type { EnvironmentOf } from '../../core/contracts/functions/function-contract.ts';
import { documentClient } from '../../core/adapters/aws/clients.ts';
import { dynamoCampaignStore } from '../../core/adapters/dynamodb/campaign-store.ts';
import { dynamoConsentStore } from '../../core/adapters/dynamodb/consent-store.ts';
import { effects } from '../../core/adapters/node/effects.ts';
import { hostLimits } from '../../core/domain/inference/host-limits.ts';
import { createCampaignReader } from '../../core/domain/campaigns/read-campaigns.ts';

/** A warm function reads a campaign again after this: 12 reads a minute, however many ask. */
const keptSeconds = 5;

/** What serving campaigns works with. */
export const campaignsContainer = (environment: EnvironmentOf<typeof serveCampaigns>) => {
  const documents = documentClient();
  const table = environment.TABLE_PROGRAMS;
  const made = effects();
  const campaigns = dynamoCampaignStore({ documents, table });
  return {
    ...made,
    campaigns,
    publicCampaigns: createCampaignReader({ campaigns, clock: made.clock, keptSeconds }),
    consents: dynamoConsentStore({ documents, table, retention: environment.TABLE_RETENTION }),
    analyzerLimits: hostLimits[environment.analyzerHost],
    operator: { name: environment.operatorName, contact: environment.operatorContact },
  };
};
export type CampaignsContainer = ReturnType<typeof campaignsContainer>;

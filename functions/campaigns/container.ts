import type { serveCampaigns } from '../../core/contracts/functions/index.ts';
import type { EnvironmentOf } from '../../core/contracts/functions/function-contract.ts';
import { documentClient } from '../../core/adapters/aws/clients.ts';
import { dynamoCampaignStore } from '../../core/adapters/dynamodb/campaign-store.ts';
import { dynamoConsentStore } from '../../core/adapters/dynamodb/consent-store.ts';
import { effects } from '../../core/adapters/node/effects.ts';

/** What serving campaigns works with. */
export const campaignsContainer = (environment: EnvironmentOf<typeof serveCampaigns>) => {
  const documents = documentClient();
  const table = environment.TABLE_PROGRAMS;
  return {
    ...effects(),
    campaigns: dynamoCampaignStore({ documents, table }),
    consents: dynamoConsentStore({ documents, table }),
  };
};
export type CampaignsContainer = ReturnType<typeof campaignsContainer>;

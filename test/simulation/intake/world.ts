import { createMemoryCampaignStore } from '../../../core/adapters/memory/campaign-store.ts';
import { createMemoryClipStore } from '../../../core/adapters/memory/clip-store.ts';
import { createMemoryCameraStore } from '../../../core/adapters/memory/camera-store.ts';
import { createMemoryConsentStore } from '../../../core/adapters/memory/consent-store.ts';
import { createMemoryDueIndex } from '../../../core/adapters/memory/due-index.ts';
import { createMemoryPaidFiles } from '../../../core/adapters/memory/paid-files.ts';
import { createMemoryPolicyStore } from '../../../core/adapters/memory/policy-store.ts';
import type { SeededRandomness } from '../../../core/adapters/memory/seeded-randomness.ts';
import { keyText, type MemoryTables } from '../../../core/adapters/memory/tables.ts';
import { createMemoryWaitingList } from '../../../core/adapters/memory/waiting-list.ts';
import { hmacSha256 } from '../../../core/adapters/node/hmac-sha256.ts';
import { createUlidSource } from '../../../core/adapters/node/ulid-source.ts';
import { programItems } from '../../../core/contracts/layout/items.ts';
import type { Campaign } from '../../../core/domain/campaigns/campaign.ts';
import type { Clock } from '../../../core/domain/vocabulary/time.ts';
import { sampleCampaignParts, sampleConsent } from '../../support/samples.ts';
import { camerasOf, contributorsOf } from './plans.ts';
import { simProbe } from './probe.ts';
import { limits, programStart } from './program.ts';
import type { SimStorage } from './storage.ts';

/** The ports without faults, by the names that use cases know them under. */
export const createStores = ({
  tables,
  storage,
  clock,
  random,
}: {
  tables: MemoryTables;
  storage: SimStorage;
  clock: Clock;
  random: SeededRandomness;
}) => ({
  clock,
  limits,
  ids: createUlidSource({ clock, randomness: random }),
  campaigns: createMemoryCampaignStore(tables),
  consents: createMemoryConsentStore(tables),
  cameras: createMemoryCameraStore(tables),
  clips: createMemoryClipStore(tables),
  waiting: createMemoryWaitingList(tables),
  paidFiles: createMemoryPaidFiles(tables, { hmacSha256 }),
  policies: createMemoryPolicyStore(tables),
  due: createMemoryDueIndex(tables),
  landing: storage,
  signer: storage,
  partUploads: storage,
  probe: simProbe,
  metrics: { validated: () => undefined },
});
export type Stores = ReturnType<typeof createStores>;

/** Opens the campaign; everybody has consented and registered their cameras. */
export const openProgram = async (
  { campaigns, consents }: Stores,
  tables: MemoryTables,
  { campaign, uploads }: { campaign: Campaign; uploads: number },
): Promise<void> => {
  await campaigns.create(campaign, sampleCampaignParts());
  const { campaignId } = campaign;
  for (const contributorId of contributorsOf(uploads)) {
    await consents.give(sampleConsent({ contributorId, campaignId, noticeVersion: '1' }));
    for (const [at, cameraId] of camerasOf(contributorId).entries()) {
      const camera = {
        ...{ cameraId, contributorId, label: `camera ${at}` },
        ...{ area: 'US-OR', registeredAt: programStart },
      };
      // Registering looks through all cameras each time, which is no part of this simulation.
      tables.cameras.set(keyText(programItems.registeredCamera(contributorId, cameraId)), camera);
    }
  }
};

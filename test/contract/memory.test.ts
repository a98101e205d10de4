import { createMemoryBucket, StorageRefusal } from '../../core/adapters/memory/buckets.ts';
import { createMemoryCameraStore } from '../../core/adapters/memory/camera-store.ts';
import { createMemoryCampaignStore } from '../../core/adapters/memory/campaign-store.ts';
import { createMemoryClipStore } from '../../core/adapters/memory/clip-store.ts';
import { createMemoryConsentStore } from '../../core/adapters/memory/consent-store.ts';
import { createMemoryDueIndex } from '../../core/adapters/memory/due-index.ts';
import { createMemoryErasureStore } from '../../core/adapters/memory/erasure-store.ts';
import { createMemoryFingerprintIndex } from '../../core/adapters/memory/fingerprint-index.ts';
import { createMemoryFootageStore } from '../../core/adapters/memory/footage-store.ts';
import { createMemoryFootageViewer } from '../../core/adapters/memory/footage-viewer.ts';
import { createMemoryFrameViewer } from '../../core/adapters/memory/frame-viewer.ts';
import { createMemoryHonorWall } from '../../core/adapters/memory/honor-wall.ts';
import { createMemoryLandingStore } from '../../core/adapters/memory/landing-store.ts';
import { createMemoryLedger } from '../../core/adapters/memory/ledger.ts';
import { createMemoryOpenWithdrawals } from '../../core/adapters/memory/open-withdrawals.ts';
import { createMemoryPaidFiles } from '../../core/adapters/memory/paid-files.ts';
import { createMemoryPartUploads } from '../../core/adapters/memory/part-uploads.ts';
import { createMemoryPolicyStore } from '../../core/adapters/memory/policy-store.ts';
import { createMemoryQueueRedrive } from '../../core/adapters/memory/queue-redrive.ts';
import { createMemoryReviewStore } from '../../core/adapters/memory/review-store.ts';
import { createMemoryTables } from '../../core/adapters/memory/tables.ts';
import { createMemoryUploads } from '../../core/adapters/memory/upload-signer.ts';
import { createVirtualClock } from '../../core/adapters/memory/virtual-clock.ts';
import { createMemoryWaitingList } from '../../core/adapters/memory/waiting-list.ts';
import { hmacSha256 } from '../../core/adapters/node/hmac-sha256.ts';
import { sha256 } from '../../core/adapters/node/sha256.ts';
import { sampleNow } from '../support/samples.ts';
import { analysisAttemptsContract } from './analysis-attempts.suite.ts';
import { cameraStoreContract } from './camera-store.suite.ts';
import { campaignStoreContract } from './campaign-store.suite.ts';
import { clipContentsContract } from './clip-contents.suite.ts';
import { clipCountsContract } from './clip-counts.suite.ts';
import { clipStoreContract } from './clip-store.suite.ts';
import { consentStoreContract } from './consent-store.suite.ts';
import { dueIndexContract } from './due-index.suite.ts';
import { erasureStoreContract } from './erasure-store.suite.ts';
import { fingerprintIndexContract } from './fingerprint-index.suite.ts';
import { footageStoreContract, type FootageWorld } from './footage-store.suite.ts';
import { footageViewerContract } from './footage-viewer.suite.ts';
import { frameViewerContract } from './frame-viewer.suite.ts';
import { honorWallContract } from './honor-wall.suite.ts';
import { landingContract, type LandingWorld } from './landing-store.suite.ts';
import { ledgerContract } from './ledger.suite.ts';
import { paidFilesContract } from './paid-files.suite.ts';
import { partUploadsContract, type PartWorld } from './part-uploads.suite.ts';
import { policyStoreContract } from './policy-store.suite.ts';
import { queueRedriveContract, type RedriveWorld } from './queue-redrive.suite.ts';
import { reviewStoreContract } from './review-store.suite.ts';
import { waitingListContract } from './waiting-list.suite.ts';

const stores = async () => {
  const tables = createMemoryTables();
  return {
    campaigns: createMemoryCampaignStore(tables),
    consents: createMemoryConsentStore(tables),
    clips: createMemoryClipStore(tables),
    waiting: createMemoryWaitingList(tables),
    paidFiles: createMemoryPaidFiles(tables, { hmacSha256 }),
    due: createMemoryDueIndex(tables),
    fingerprints: createMemoryFingerprintIndex(tables),
    ledger: createMemoryLedger(tables),
  };
};

const landingWorld = async (): Promise<LandingWorld> => {
  const clock = createVirtualClock(sampleNow);
  const bucket = createMemoryBucket('landing', { sha256 });
  const uploads = createMemoryUploads({ bucket, clock, sha256 });
  return {
    now: () => clock.now(),
    signer: uploads,
    landing: createMemoryLandingStore(bucket),
    async put({ url, headers }, body, changes = {}) {
      try {
        uploads.put({ url, headers: { ...headers, ...changes }, body });
        return 200;
      } catch (error) {
        if (error instanceof StorageRefusal) return error.status;
        throw error;
      }
    },
  };
};

const partWorld = async (): Promise<PartWorld> => {
  const clock = createVirtualClock(sampleNow);
  const bucket = createMemoryBucket('landing', { sha256 });
  const uploads = createMemoryUploads({ bucket, clock, sha256 });
  return {
    now: () => clock.now(),
    signer: uploads,
    landing: createMemoryLandingStore(bucket),
    partUploads: createMemoryPartUploads(bucket),
    async putPart({ url, headers }, body, changes = {}) {
      try {
        uploads.putPart({ url, headers: { ...headers, ...changes }, body });
        return 200;
      } catch (error) {
        if (error instanceof StorageRefusal) return error.status;
        throw error;
      }
    },
  };
};

const footageWorld = async (): Promise<FootageWorld> => {
  const buckets = {
    landing: createMemoryBucket('landing', { sha256 }),
    derived: createMemoryBucket('derived', { sha256 }),
  };
  return {
    footage: createMemoryFootageStore(buckets),
    async put(bucket, key) {
      buckets[bucket].put(key, new Uint8Array(3), { contentType: 'image/jpeg' });
    },
    async remove(bucket, key) {
      buckets[bucket].remove(key);
    },
    async beginUpload(bucket, key) {
      buckets[bucket].beginUpload(key);
    },
  };
};

const redriveWorld = async (): Promise<RedriveWorld> => {
  const clock = createVirtualClock(sampleNow);
  const redrive = createMemoryQueueRedrive({ clock });
  return {
    redrive,
    putAside: async (content) => redrive.putAside(content),
    receive: async () => redrive.sent(),
    elapse: (seconds) => clock.advance(seconds),
  };
};

campaignStoreContract(stores);
consentStoreContract(async () => {
  const tables = createMemoryTables();
  return {
    consents: createMemoryConsentStore(tables),
    withdrawals: createMemoryOpenWithdrawals(tables),
  };
});
clipStoreContract(stores);
analysisAttemptsContract(stores);
clipCountsContract(stores);
clipContentsContract(stores);
cameraStoreContract(async () => createMemoryCameraStore(createMemoryTables()));
waitingListContract(stores);
paidFilesContract(stores);
landingContract(landingWorld);
partUploadsContract(partWorld);
reviewStoreContract(async () => createMemoryReviewStore(createMemoryTables()));
frameViewerContract(async () => {
  const bucket = createMemoryBucket('derived', { sha256 });
  const viewer = createMemoryFrameViewer({ bucket, clock: createVirtualClock(sampleNow) });
  return {
    viewer,
    async put(key, bytes) {
      bucket.put(key, bytes, { contentType: 'image/jpeg' });
    },
    follow: async (link) => viewer.follow(link),
  };
});
footageViewerContract(async () => {
  const buckets = {
    landing: createMemoryBucket('landing', { sha256 }),
    derived: createMemoryBucket('derived', { sha256 }),
  };
  const viewer = createMemoryFootageViewer({ ...buckets, clock: createVirtualClock(sampleNow) });
  return {
    viewer,
    async put(bucket, key, bytes) {
      buckets[bucket].put(key, bytes, { contentType: 'video/mp4' });
    },
    follow: async (link) => viewer.follow(link),
  };
});
ledgerContract(stores);
honorWallContract(async () => createMemoryHonorWall(createMemoryTables()));
policyStoreContract(async () => createMemoryPolicyStore(createMemoryTables()));
dueIndexContract(async () => createMemoryDueIndex(createMemoryTables()));
fingerprintIndexContract(stores);
footageStoreContract(footageWorld);
erasureStoreContract(async () => createMemoryErasureStore(createMemoryTables()));
queueRedriveContract(redriveWorld);

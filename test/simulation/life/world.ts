import { createPublicKey, verify } from 'node:crypto';
import { createMemoryBucket, type MemoryBucket } from '../../../core/adapters/memory/buckets.ts';
import { createMemoryCameraStore } from '../../../core/adapters/memory/camera-store.ts';
import { createMemoryCampaignStore } from '../../../core/adapters/memory/campaign-store.ts';
import { createMemoryClipStore } from '../../../core/adapters/memory/clip-store.ts';
import { createMemoryConsentStore } from '../../../core/adapters/memory/consent-store.ts';
import { createMemoryDueIndex } from '../../../core/adapters/memory/due-index.ts';
import { createMemoryErasureStore } from '../../../core/adapters/memory/erasure-store.ts';
import { createMemoryFingerprintIndex } from '../../../core/adapters/memory/fingerprint-index.ts';
import { createMemorySequence } from '../../../core/adapters/memory/evidence-sequence.ts';
import { createMemorySigner } from '../../../core/adapters/memory/evidence-signer.ts';
import { createMemoryTiles } from '../../../core/adapters/memory/evidence-tiles.ts';
import { createMemoryFootageStore } from '../../../core/adapters/memory/footage-store.ts';
import { createMemoryHonorWall } from '../../../core/adapters/memory/honor-wall.ts';
import { createMemoryLandingStore } from '../../../core/adapters/memory/landing-store.ts';
import { createMemoryLedger } from '../../../core/adapters/memory/ledger.ts';
import { createMemoryOpenWithdrawals } from '../../../core/adapters/memory/open-withdrawals.ts';
import { createMemoryPaidFiles } from '../../../core/adapters/memory/paid-files.ts';
import { createMemoryPartUploads } from '../../../core/adapters/memory/part-uploads.ts';
import { createMemoryPolicyStore } from '../../../core/adapters/memory/policy-store.ts';
import { createMemoryReviewStore } from '../../../core/adapters/memory/review-store.ts';
import type { SeededRandomness } from '../../../core/adapters/memory/seeded-randomness.ts';
import { createMemoryTables, type MemoryTables } from '../../../core/adapters/memory/tables.ts';
import {
  createMemoryTaskTokens,
  type MemoryTaskTokens,
} from '../../../core/adapters/memory/task-tokens.ts';
import {
  createMemoryUploads,
  type MemoryUploads,
} from '../../../core/adapters/memory/upload-signer.ts';
import { createMemoryWaitingList } from '../../../core/adapters/memory/waiting-list.ts';
import { hmacSha256 } from '../../../core/adapters/node/hmac-sha256.ts';
import { sha256 } from '../../../core/adapters/node/sha256.ts';
import { createUlidSource } from '../../../core/adapters/node/ulid-source.ts';
import type { AppendPorts } from '../../../core/domain/evidence/append-leaves.ts';
import type { FootageStore } from '../../../core/domain/retention/ports.ts';
import type { VerifyEd25519 } from '../../../core/domain/evidence/checkpoint.ts';
import { equalBytes, fromHex } from '../../../core/domain/vocabulary/bytes.ts';
import { addSeconds, type Clock } from '../../../core/domain/vocabulary/time.ts';
import type { FaultRates } from './rates.ts';
import { createSimAnalyzer, simProbe } from './footage.ts';
import { clockSkewSeconds, limits } from './program.ts';
import type { Schedule } from '../engine/schedule.ts';

/** The log's name in the simulation. */
export const simOrigin = 'log.example.com/simulated';

// One key for all programs: making one takes longer than a life, and so does exporting it often.
const signer = createMemorySigner(simOrigin);
const publicKey = await signer.publicKey();
signer.publicKey = async () => publicKey;

// Reading the key again for each of thousands of checkpoints would take longer than verifying.
const spkiPrefix = fromHex('302a300506032b6570032100');
const publicKeyObject = createPublicKey({
  key: Buffer.concat([spkiPrefix, publicKey]),
  format: 'der',
  type: 'spki',
});
const verifyEd25519: VerifyEd25519 = (key, message, signature) =>
  equalBytes(key, publicKey) && verify(null, message, publicKeyObject, signature);

/** Everything that is stored, and the ports that reach it without faults. */
export interface World {
  readonly tables: MemoryTables;
  readonly landing: MemoryBucket;
  readonly derived: MemoryBucket;
  readonly uploads: MemoryUploads;
  readonly tokens: MemoryTaskTokens;
  readonly log: AppendPorts;
  readonly stores: Stores;
}

/** The ports, by the names that use cases know them under. */
export type Stores = ReturnType<typeof createStores>;

/** What a world is made of. */
export interface WorldOptions {
  readonly schedule: Pick<Schedule, 'clock' | 'pause'>;
  readonly random: SeededRandomness;
  readonly rates: FaultRates;
}

/** How far storage's clock is off at most. */
const storageSkewSeconds = 240;

/** Storage's clock: off either way, by less than the deployment allows for. */
const createStorageClock = (clock: Clock, random: SeededRandomness): Clock => {
  const offsetSeconds = (random.fraction() * 2 - 1) * storageSkewSeconds;
  return { now: () => addSeconds(clock.now(), offsetSeconds) };
};

/** Storage that now and then does not delete what it was told to, and says so. */
const refusingDeletions = (
  footage: FootageStore,
  { random, rates }: Pick<WorldOptions, 'random' | 'rates'>,
): FootageStore => ({
  ...footage,
  async destroy(versions) {
    const refused = versions.filter(() => random.chance(rates.deletionRefused));
    const done = versions.filter((version) => !refused.includes(version));
    const failed = await footage.destroy(done);
    return [...failed, ...refused.map((version) => ({ version, code: 'InternalError' }))];
  },
});

const createStores = (
  {
    tables,
    landing,
    derived,
  }: { tables: MemoryTables; landing: MemoryBucket; derived: MemoryBucket },
  { schedule, random, rates }: WorldOptions,
) => {
  const { clock } = schedule;
  return {
    clock,
    randomness: random,
    ids: createUlidSource({ clock, randomness: random }),
    sha256,
    limits,
    clockSkewSeconds,
    campaigns: createMemoryCampaignStore(tables),
    consents: createMemoryConsentStore(tables),
    clips: createMemoryClipStore(tables),
    cameras: createMemoryCameraStore(tables),
    waiting: createMemoryWaitingList(tables),
    paidFiles: createMemoryPaidFiles(tables, { hmacSha256 }),
    partUploads: createMemoryPartUploads(landing),
    withdrawals: createMemoryOpenWithdrawals(tables),
    landing: createMemoryLandingStore(landing),
    probe: simProbe,
    metrics: { validated: () => undefined },
    reviews: createMemoryReviewStore(tables),
    ledger: createMemoryLedger(tables),
    wall: createMemoryHonorWall(tables),
    policies: createMemoryPolicyStore(tables),
    due: createMemoryDueIndex(tables),
    footage: refusingDeletions(createMemoryFootageStore({ landing, derived }), { random, rates }),
    erasures: createMemoryErasureStore(tables),
    fingerprints: createMemoryFingerprintIndex(tables),
    analyzer: createSimAnalyzer({ landing, derived, clock, random, sha256 }),
  };
};

/** An empty world. */
export const createWorld = (options: WorldOptions): World => {
  const { schedule, random } = options;
  const tables = createMemoryTables();
  const landing = createMemoryBucket('landing', { sha256 });
  const derived = createMemoryBucket('derived', { sha256 });
  return {
    tables,
    landing,
    derived,
    uploads: createMemoryUploads({
      bucket: landing,
      clock: schedule.clock,
      storageClock: createStorageClock(schedule.clock, random),
      sha256,
    }),
    tokens: createMemoryTaskTokens(),
    log: {
      sequence: createMemorySequence(),
      tiles: createMemoryTiles(),
      signer,
      backoff: { pause: (attempt) => schedule.pause(random.fraction() * attempt) },
      sha256,
      verifyEd25519,
    },
    stores: createStores({ tables, landing, derived }, options),
  };
};

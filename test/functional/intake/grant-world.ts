import { createMemoryBucket } from '../../../core/adapters/memory/buckets.ts';
import { createMemoryCameraStore } from '../../../core/adapters/memory/camera-store.ts';
import { createMemoryCampaignStore } from '../../../core/adapters/memory/campaign-store.ts';
import { createMemoryClipStore } from '../../../core/adapters/memory/clip-store.ts';
import { createMemoryConsentStore } from '../../../core/adapters/memory/consent-store.ts';
import { createMemoryDueIndex } from '../../../core/adapters/memory/due-index.ts';
import { createMemoryLedger } from '../../../core/adapters/memory/ledger.ts';
import { createMemoryPaidFiles } from '../../../core/adapters/memory/paid-files.ts';
import { createMemoryPolicyStore } from '../../../core/adapters/memory/policy-store.ts';
import { createMemoryReviewStore } from '../../../core/adapters/memory/review-store.ts';
import { createMemoryTables } from '../../../core/adapters/memory/tables.ts';
import { createMemoryUploads } from '../../../core/adapters/memory/upload-signer.ts';
import { createVirtualClock } from '../../../core/adapters/memory/virtual-clock.ts';
import { createMemoryWaitingList } from '../../../core/adapters/memory/waiting-list.ts';
import { hmacSha256 } from '../../../core/adapters/node/hmac-sha256.ts';
import { systemRandomness } from '../../../core/adapters/node/random-bytes.ts';
import { sha256 } from '../../../core/adapters/node/sha256.ts';
import { createUlidSource } from '../../../core/adapters/node/ulid-source.ts';
import type { Campaign, CategoryTerms } from '../../../core/domain/campaigns/campaign.ts';
import { registerCamera } from '../../../core/domain/intake/cameras.ts';
import type { LiveClip } from '../../../core/domain/intake/clip.ts';
import { openGrant, type GrantRequest } from '../../../core/domain/intake/open-grant.ts';
import { toHex } from '../../../core/domain/vocabulary/bytes.ts';
import type { CameraId } from '../../../core/domain/vocabulary/ids.ts';
import type { Actor } from '../../../core/domain/vocabulary/people.ts';
import { Refusal } from '../../../core/domain/vocabulary/refusal.ts';
import { hourOf } from '../../../core/domain/vocabulary/time.ts';
import {
  newId,
  sampleCampaign,
  sampleCampaignParts,
  sampleConsent,
  sampleNow,
} from '../../support/samples.ts';

/** How long a waiting place is kept here. */
export const waitingPlaceSeconds = 1_800;

/** Memory adapters, under the names that grants and settlement know them by. */
const createPorts = () => {
  const tables = createMemoryTables();
  const clock = createVirtualClock(sampleNow);
  return {
    clock,
    sha256,
    randomness: systemRandomness,
    ids: createUlidSource({ clock, randomness: systemRandomness }),
    limits: {
      uploadUrlSeconds: 900,
      maxOpenGrants: 5,
      sweepAfterSeconds: 300,
      waitingPlaceSeconds,
    },
    campaigns: createMemoryCampaignStore(tables),
    consents: createMemoryConsentStore(tables),
    cameras: createMemoryCameraStore(tables),
    clips: createMemoryClipStore(tables),
    waiting: createMemoryWaitingList(tables),
    paidFiles: createMemoryPaidFiles(tables, { hmacSha256 }),
    signer: createMemoryUploads({
      bucket: createMemoryBucket('landing', { sha256 }),
      clock,
      sha256,
    }),
    reviews: createMemoryReviewStore(tables),
    ledger: createMemoryLedger(tables),
    policies: createMemoryPolicyStore(tables),
    due: createMemoryDueIndex(tables),
  };
};
export type GrantPorts = ReturnType<typeof createPorts>;

/** Somebody who may give clips: signed in, consenting, with a camera. */
export interface Giver {
  readonly actor: Actor;
  readonly cameraId: CameraId;
}

/** A campaign whose categories have these terms, over memory. */
export const createGrantWorld = async (
  terms: Partial<CategoryTerms> = {},
  changes: Partial<Campaign> = {},
) => {
  const ports = createPorts();
  const sample = sampleCampaign(changes);
  const campaign = { ...sample, terms: sample.terms.map((each) => ({ ...each, ...terms })) };
  await ports.campaigns.create(campaign, sampleCampaignParts());
  const requestOf = (giver: Giver, wishes: Partial<GrantRequest> = {}): GrantRequest => ({
    campaignId: campaign.campaignId,
    category: 'package-theft',
    scenario: 'staged',
    cameraId: giver.cameraId,
    capturedHour: hourOf(sampleNow),
    fileName: 'porch.mp4',
    bytes: 1_000,
    // Of its own: the same content is taken once.
    sha256: toHex(systemRandomness.bytes(32)),
    contentType: 'video/mp4',
    ...wishes,
  });
  return {
    ports,
    campaign,
    async join(area = 'US-OR'): Promise<Giver> {
      const contributorId = newId('contributor');
      const actor: Actor = { actorId: contributorId, roles: ['contributor'] };
      await ports.consents.give(sampleConsent({ contributorId, campaignId: campaign.campaignId }));
      const { cameraId } = await registerCamera(actor, { label: 'front door', area }, ports);
      return { actor, cameraId };
    },
    /** Asks for a grant, through other ports if they are given. */
    ask: (giver: Giver, wishes: Partial<GrantRequest> = {}, through: GrantPorts = ports) =>
      openGrant(giver.actor, requestOf(giver, wishes), through),
    /** The clip of a grant that nothing stands in the way of. */
    async given(giver: Giver, wishes: Partial<GrantRequest> = {}): Promise<LiveClip> {
      return (await openGrant(giver.actor, requestOf(giver, wishes), ports)).clip;
    },
  };
};

/** The refusal that work ends in; undefined when it is not refused. */
export const refusalIn = async (work: Promise<unknown>): Promise<Refusal | undefined> => {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
};

/** The code of the refusal that work ends in. */
export const codeOf = async (work: Promise<unknown>): Promise<string | undefined> =>
  (await refusalIn(work))?.code;

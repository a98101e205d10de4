import { createMemoryBucket } from '../../../core/adapters/memory/buckets.ts';
import { createMemoryCameraStore } from '../../../core/adapters/memory/camera-store.ts';
import { createMemoryCampaignStore } from '../../../core/adapters/memory/campaign-store.ts';
import { createMemoryClipStore } from '../../../core/adapters/memory/clip-store.ts';
import { createMemoryConsentStore } from '../../../core/adapters/memory/consent-store.ts';
import { createMemoryDueIndex } from '../../../core/adapters/memory/due-index.ts';
import { createMemoryErasureStore } from '../../../core/adapters/memory/erasure-store.ts';
import { createMemoryFingerprintIndex } from '../../../core/adapters/memory/fingerprint-index.ts';
import { createMemoryLedger } from '../../../core/adapters/memory/ledger.ts';
import { createMemoryOpenWithdrawals } from '../../../core/adapters/memory/open-withdrawals.ts';
import { createMemoryPaidFiles } from '../../../core/adapters/memory/paid-files.ts';
import { createMemoryPartUploads } from '../../../core/adapters/memory/part-uploads.ts';
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
import { hostLimits } from '../../../core/domain/inference/host-limits.ts';
import type { Campaign } from '../../../core/domain/campaigns/campaign.ts';
import { giveConsent } from '../../../core/domain/campaigns/give-consent.ts';
import type { ClipState } from '../../../core/domain/intake/clip.ts';
import { registerCamera } from '../../../core/domain/intake/cameras.ts';
import { openGrant, type GrantRequest } from '../../../core/domain/intake/open-grant.ts';
import { toHex } from '../../../core/domain/vocabulary/bytes.ts';
import type { CameraId, ClipId } from '../../../core/domain/vocabulary/ids.ts';
import type { Actor, Role } from '../../../core/domain/vocabulary/people.ts';
import { Refusal, type RefusalCode } from '../../../core/domain/vocabulary/refusal.ts';
import { hourOf } from '../../../core/domain/vocabulary/time.ts';
import {
  newId,
  sampleCampaign,
  sampleCampaignParts,
  sampleNow,
  sampleOperator,
} from '../../support/samples.ts';

/** How long a waiting place is kept here. */
export const waitingPlaceSeconds = 1_800;

/** Memory adapters and effects, under the names that use cases know them by. */
export const createStage = ({ maxOpenGrants = 2 }: { readonly maxOpenGrants?: number } = {}) => {
  const tables = createMemoryTables();
  const clock = createVirtualClock(sampleNow);
  const landing = createMemoryBucket('landing', { sha256 });
  return {
    tables,
    clock,
    sha256,
    randomness: systemRandomness,
    ids: createUlidSource({ clock, randomness: systemRandomness }),
    limits: {
      uploadUrlSeconds: 900,
      maxOpenGrants,
      sweepAfterSeconds: 300,
      waitingPlaceSeconds,
    },
    campaigns: createMemoryCampaignStore(tables),
    consents: createMemoryConsentStore(tables),
    clips: createMemoryClipStore(tables),
    cameras: createMemoryCameraStore(tables),
    waiting: createMemoryWaitingList(tables),
    paidFiles: createMemoryPaidFiles(tables, { hmacSha256 }),
    signer: createMemoryUploads({ bucket: landing, clock, sha256 }),
    partUploads: createMemoryPartUploads(landing),
    reviews: createMemoryReviewStore(tables),
    ledger: createMemoryLedger(tables),
    policies: createMemoryPolicyStore(tables),
    due: createMemoryDueIndex(tables),
    erasures: createMemoryErasureStore(tables),
    fingerprints: createMemoryFingerprintIndex(tables),
    withdrawals: createMemoryOpenWithdrawals(tables),
    operator: sampleOperator,
    analyzerLimits: hostLimits.lambda,
  };
};
export type Stage = ReturnType<typeof createStage>;

/** Somebody who has these roles. */
export const personWith = (...roles: readonly Role[]): Actor => ({
  actorId: newId('contributor'),
  roles,
});

/** A grant that nothing stands in the way of. */
export const grantRequest = (
  { campaign, cameraId }: { readonly campaign: Campaign; readonly cameraId: CameraId },
  changes: Partial<GrantRequest> = {},
): GrantRequest => ({
  campaignId: campaign.campaignId,
  category: 'package-theft',
  scenario: 'staged',
  cameraId,
  capturedHour: hourOf(sampleNow),
  fileName: 'porch.mp4',
  bytes: 1_000,
  // Of its own: the same content is taken once.
  sha256: toHex(systemRandomness.bytes(32)),
  contentType: 'video/mp4',
  ...changes,
});

/** A camera of somebody's, in a place that the sample campaign takes clips from. */
export const cameraOf = async (stage: Stage, actor: Actor): Promise<CameraId> => {
  const draft = { label: 'front door', area: 'US-OR' };
  return (await registerCamera(actor, draft, stage)).cameraId;
};

/** A campaign that is open, and a contributor with a camera who consented to it. */
export const openProgram = async (stage: Stage, changes: Partial<Campaign> = {}) => {
  const campaign = sampleCampaign(changes);
  await stage.campaigns.create(campaign, sampleCampaignParts());
  const contributor = personWith('contributor');
  await consentTo(stage, campaign, contributor);
  const cameraId = await cameraOf(stage, contributor);
  return { campaign, contributor, cameraId };
};

/** Gives consent to a campaign's required purposes. */
export const consentTo = (stage: Stage, campaign: Campaign, actor: Actor) =>
  giveConsent(
    actor,
    {
      campaignId: campaign.campaignId,
      noticeVersion: campaign.notice.version,
      language: 'en',
      purposes: ['human-review', 'model-training'],
      statesBystanders: true,
      statesAge: true,
    },
    stage,
  );

/** A clip of the contributor, moved through these states. */
export const clipIn = async (
  stage: Stage,
  program: Awaited<ReturnType<typeof openProgram>>,
  states: readonly ClipState[] = [],
): Promise<ClipId> => {
  const { clip } = await openGrant(program.contributor, grantRequest(program), stage);
  for (const to of states) await stage.clips.move({ clipId: clip.clipId, to, at: sampleNow });
  return clip.clipId;
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

/** The code of the refusal that work ends in; undefined when it is not refused. */
export const refusalOf = async (work: Promise<unknown>): Promise<RefusalCode | undefined> =>
  (await refusalIn(work))?.code;

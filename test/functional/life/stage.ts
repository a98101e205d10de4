import { createMemoryBucket } from '../../../core/adapters/memory/buckets.ts';
import { createMemoryCampaignStore } from '../../../core/adapters/memory/campaign-store.ts';
import { createMemoryClipStore } from '../../../core/adapters/memory/clip-store.ts';
import { createMemoryConsentStore } from '../../../core/adapters/memory/consent-store.ts';
import { createMemoryDueIndex } from '../../../core/adapters/memory/due-index.ts';
import { createMemoryErasureStore } from '../../../core/adapters/memory/erasure-store.ts';
import { createMemoryLedger } from '../../../core/adapters/memory/ledger.ts';
import { createMemoryPolicyStore } from '../../../core/adapters/memory/policy-store.ts';
import { createMemoryReviewStore } from '../../../core/adapters/memory/review-store.ts';
import { createMemoryTables } from '../../../core/adapters/memory/tables.ts';
import { createMemoryUploads } from '../../../core/adapters/memory/upload-signer.ts';
import { createVirtualClock } from '../../../core/adapters/memory/virtual-clock.ts';
import { systemRandomness } from '../../../core/adapters/node/random-bytes.ts';
import { sha256 } from '../../../core/adapters/node/sha256.ts';
import { createUlidSource } from '../../../core/adapters/node/ulid-source.ts';
import type { Campaign } from '../../../core/domain/campaigns/campaign.ts';
import { giveConsent } from '../../../core/domain/campaigns/give-consent.ts';
import type { ClipState } from '../../../core/domain/intake/clip.ts';
import { openGrant, type GrantRequest } from '../../../core/domain/intake/open-grant.ts';
import type { ClipId } from '../../../core/domain/vocabulary/ids.ts';
import type { Actor, Role } from '../../../core/domain/vocabulary/people.ts';
import { Refusal, type RefusalCode } from '../../../core/domain/vocabulary/refusal.ts';
import { newId, sampleCampaign, sampleNow } from '../../support/samples.ts';

/** Memory adapters and effects, under the names that use cases know them by. */
export const createStage = () => {
  const tables = createMemoryTables();
  const clock = createVirtualClock(sampleNow);
  const landing = createMemoryBucket('landing', { sha256 });
  return {
    tables,
    clock,
    sha256,
    randomness: systemRandomness,
    ids: createUlidSource({ clock, randomness: systemRandomness }),
    limits: { uploadUrlSeconds: 900, maxOpenGrants: 2, sweepAfterSeconds: 300 },
    campaigns: createMemoryCampaignStore(tables),
    consents: createMemoryConsentStore(tables),
    clips: createMemoryClipStore(tables),
    signer: createMemoryUploads({ bucket: landing, clock, sha256 }),
    reviews: createMemoryReviewStore(tables),
    ledger: createMemoryLedger(tables),
    policies: createMemoryPolicyStore(tables),
    due: createMemoryDueIndex(tables),
    erasures: createMemoryErasureStore(tables),
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
  { campaignId }: Pick<Campaign, 'campaignId'>,
  changes: Partial<GrantRequest> = {},
): GrantRequest => ({
  campaignId,
  category: 'package-theft',
  scenario: 'staged',
  cameraId: newId('camera'),
  fileName: 'porch.mp4',
  bytes: 1_000,
  sha256: '0'.repeat(64),
  contentType: 'video/mp4',
  ...changes,
});

/** A campaign that is open, and a contributor who consented to it. */
export const openProgram = async (stage: Stage, changes: Partial<Campaign> = {}) => {
  const campaign = sampleCampaign(changes);
  await stage.campaigns.create(campaign);
  const contributor = personWith('contributor');
  await consentTo(stage, campaign, contributor);
  return { campaign, contributor };
};

/** Gives consent to a campaign's required purposes. */
export const consentTo = (stage: Stage, campaign: Campaign, actor: Actor) =>
  giveConsent(
    actor,
    {
      campaignId: campaign.campaignId,
      noticeVersion: campaign.notice.version,
      purposes: ['human-review', 'model-training'],
    },
    stage,
  );

/** A clip of the contributor, moved through these states. */
export const clipIn = async (
  stage: Stage,
  { campaign, contributor }: { campaign: Campaign; contributor: Actor },
  states: readonly ClipState[] = [],
): Promise<ClipId> => {
  const { clip } = await openGrant(contributor, grantRequest(campaign), stage);
  for (const to of states) await stage.clips.move({ clipId: clip.clipId, to, at: sampleNow });
  return clip.clipId;
};

/** The code of the refusal that work ends in; undefined when it is not refused. */
export const refusalOf = async (work: Promise<unknown>): Promise<RefusalCode | undefined> => {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};

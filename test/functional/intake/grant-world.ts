import { systemRandomness } from '../../../core/adapters/node/random-bytes.ts';
import type { Campaign, CategoryTerms } from '../../../core/domain/campaigns/campaign.ts';
import { registerCamera } from '../../../core/domain/intake/cameras.ts';
import type { LiveClip } from '../../../core/domain/intake/clip.ts';
import { openGrant, type GrantRequest } from '../../../core/domain/intake/open-grant.ts';
import { toHex } from '../../../core/domain/vocabulary/bytes.ts';
import type { CameraId } from '../../../core/domain/vocabulary/ids.ts';
import type { Actor } from '../../../core/domain/vocabulary/people.ts';
import { hourOf } from '../../../core/domain/vocabulary/time.ts';
import {
  newId,
  sampleCampaign,
  sampleCampaignParts,
  sampleConsent,
  sampleNow,
} from '../../support/samples.ts';
import { createStage } from '../life/stage.ts';

export { refusalIn, refusalOf as codeOf, waitingPlaceSeconds } from '../life/stage.ts';

/** Memory adapters, of which a person may have as many grants open as in prod. */
const createPorts = () => createStage({ maxOpenGrants: 5 });
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

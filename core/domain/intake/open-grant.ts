import {
  isOpen,
  termsOf,
  type Campaign,
  type Category,
  type ContentType,
  type Scenario,
} from '../campaigns/campaign.ts';
import type { CampaignStore, ConsentStore } from '../campaigns/ports.ts';
import type { ActId, CameraId, CampaignId, IdSource } from '../vocabulary/ids.ts';
import type { Actor } from '../vocabulary/people.ts';
import { Refusal } from '../vocabulary/refusal.ts';
import { addSeconds, type Clock } from '../vocabulary/time.ts';
import type { Clip, UploadGrant } from './clip.ts';
import type { ClipStore, GrantDenial, SignedUpload, UploadSigner } from './ports.ts';

/** What a contributor declares before uploading. */
export interface GrantRequest {
  readonly campaignId: CampaignId;
  readonly category: Category;
  readonly scenario: Scenario;
  readonly cameraId: CameraId;
  /** One event, possibly filmed by several cameras. A new one when absent. */
  readonly actId?: ActId;
  readonly fileName: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly contentType: ContentType;
}

/** Bounds of a grant, from the deployment. */
export interface GrantLimits {
  /** At most 900: a signed URL lives at most 15 minutes. */
  readonly uploadUrlSeconds: number;
  /** Open grants of one contributor: nobody hoards slots. */
  readonly maxOpenGrants: number;
  /** After the URL's end, how long until the sweep looks whether the upload came. */
  readonly sweepAfterSeconds: number;
}

/** What opening a grant needs. */
export interface OpenGrantPorts {
  readonly campaigns: CampaignStore;
  readonly consents: ConsentStore;
  readonly clips: ClipStore;
  readonly signer: UploadSigner;
  readonly ids: IdSource;
  readonly clock: Clock;
  readonly limits: GrantLimits;
}

/** A phone on a bad line: 100 MB, the most a single PUT is granted for, take it 14 minutes. */
const slowestUplinkBitsPerSecond = 1_000_000;

/** How long a PUT may still run after its URL has ended: it counts from when it began. */
const slowestUploadSeconds = (bytes: number): number =>
  Math.ceil((bytes * 8) / slowestUplinkBitsPerSecond);

const denialMessages: Readonly<Record<GrantDenial, string>> = {
  'campaign-full': 'Enough clips of this category were given. Thank you: nothing was uploaded.',
  'camera-cap-reached': 'This camera has given as many clips of this category as one camera may.',
  'too-many-open-grants': 'Finish or cancel an upload you have begun before starting another.',
  'consent-missing': 'Your consent ended meanwhile. Give it again before uploading.',
};

/**
 * Issues a single-use upload grant: one key, one exact size, one SHA-256, one content type.
 * Refuses with a code of `RefusalCode`; nothing is reserved then.
 */
export const openGrant = async (
  actor: Actor,
  request: GrantRequest,
  ports: OpenGrantPorts,
): Promise<{ clip: Clip; upload: SignedUpload }> => {
  const now = ports.clock.now();
  const campaign = await ports.campaigns.find(request.campaignId);
  const terms = checkAgainstCampaign(campaign, request, now);
  const consent = await ports.consents.inForce(actor.actorId, request.campaignId);
  if (consent === undefined || consent.noticeVersion !== campaign?.notice.version) {
    throw new Refusal('consent-missing', 'Read and accept the campaign’s notice first.');
  }
  const clipId = ports.ids.next('clip');
  const urlExpiresAt = addSeconds(now, ports.limits.uploadUrlSeconds);
  const lastUploadEndsBy = addSeconds(urlExpiresAt, slowestUploadSeconds(request.bytes));
  const clip: Clip = {
    clipId,
    contributorId: actor.actorId,
    campaignId: request.campaignId,
    declared: {
      category: request.category,
      scenario: request.scenario,
      cameraId: request.cameraId,
      actId: request.actId ?? ports.ids.next('act'),
    },
    state: 'granted',
    consentEpoch: consent.epoch,
    slotShard: 0,
    lastUploadEndsBy,
    at: { granted: now },
  };
  const { fileName, bytes, sha256, contentType } = request;
  const grant: UploadGrant = {
    clipId,
    fileName,
    bytes,
    sha256,
    contentType,
    grantedAt: now,
    urlExpiresAt,
  };
  const outcome = await ports.clips.openGrant({
    clip,
    grant,
    capPerCamera: terms.capPerCamera,
    wanted: terms.wanted,
    maxOpenGrants: ports.limits.maxOpenGrants,
    due: {
      task: 'close-grant',
      clipId,
      dueAt: addSeconds(lastUploadEndsBy, ports.limits.sweepAfterSeconds),
    },
  });
  if (outcome !== 'opened') throw new Refusal(outcome, denialMessages[outcome]);
  return { clip, upload: await ports.signer.sign(grant, ports.limits.uploadUrlSeconds) };
};

const checkAgainstCampaign = (
  campaign: Campaign | undefined,
  request: GrantRequest,
  now: string,
): { capPerCamera: number; wanted: number } => {
  if (campaign === undefined) {
    throw new Refusal('not-found', `There is no campaign ${request.campaignId}.`);
  }
  if (!isOpen(campaign, now)) {
    throw new Refusal('campaign-not-open', `"${campaign.title}" does not take clips now.`);
  }
  const terms = termsOf(campaign, request.category);
  if (terms === undefined) {
    const wanted = campaign.terms.map(({ category }) => category).join(', ');
    throw new Refusal('category-not-wanted', `This campaign asks for: ${wanted}.`);
  }
  if (!campaign.footage.contentTypes.includes(request.contentType)) {
    const accepted = campaign.footage.contentTypes.join(', ');
    throw new Refusal('content-type-not-accepted', `This campaign takes: ${accepted}.`);
  }
  if (request.bytes > campaign.footage.maxBytes) {
    throw new Refusal('file-too-large', `A file may have ${campaign.footage.maxBytes} bytes here.`);
  }
  return terms;
};

import {
  isOpen,
  requiredPurposes,
  termsOf,
  type Campaign,
  type Category,
  type CategoryTerms,
  type ContentType,
  type Scenario,
} from '../campaigns/campaign.ts';
import type { CampaignStore, ConsentStore } from '../campaigns/ports.ts';
import { isWithin } from '../vocabulary/area.ts';
import type { ActId, CameraId, CampaignId, IdSource } from '../vocabulary/ids.ts';
import type { Actor } from '../vocabulary/people.ts';
import { Refusal } from '../vocabulary/refusal.ts';
import {
  addSeconds,
  hourOf,
  secondsBetween,
  type Clock,
  type Hour,
  type Instant,
} from '../vocabulary/time.ts';
import type { Camera } from './camera.ts';
import type { LiveClip, PartPlan, UploadGrant } from './clip.ts';
import { planParts, slowestUploadSeconds } from './part-plan.ts';
import type {
  CameraStore,
  ClipStore,
  GrantDenial,
  GrantOpening,
  PaidFiles,
  SignedUpload,
  UploadSigner,
  WaitingList,
} from './ports.ts';
import { findSameGrant, type Granted } from './same-grant.ts';
import { placeToOpenWith, waitInstead, type Waiting } from './wait-for-slot.ts';

/** What a contributor declares before uploading. */
export interface GrantRequest {
  readonly campaignId: CampaignId;
  readonly category: Category;
  readonly scenario: Scenario;
  readonly cameraId: CameraId;
  /** One event, possibly filmed by several cameras. A new one when absent. */
  readonly actId?: ActId;
  readonly capturedHour: Hour;
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
  /** After the last upload can have ended, how long until the sweep looks whether it came. */
  readonly sweepAfterSeconds: number;
  /** How long a waiting place is kept after its holder last asked. */
  readonly waitingPlaceSeconds: number;
}

/** What opening a grant needs. */
export interface OpenGrantPorts {
  readonly campaigns: CampaignStore;
  readonly consents: ConsentStore;
  readonly cameras: CameraStore;
  readonly clips: ClipStore;
  readonly waiting: WaitingList;
  readonly paidFiles: PaidFiles;
  readonly signer: UploadSigner;
  readonly ids: IdSource;
  readonly clock: Clock;
  readonly limits: GrantLimits;
}

/** A clip that may be uploaded: by one signed PUT, or in parts that are signed in batches. */
export type OpenedGrant = { readonly clip: LiveClip } & (
  | { readonly upload: SignedUpload; readonly parts?: never }
  | { readonly parts: PartPlan; readonly upload?: never }
);

const denialMessages: Readonly<Record<Exclude<GrantDenial, 'campaign-full'>, string>> = {
  'contributor-cap-reached':
    'You have given as many clips of this category as one person may. Thank you.',
  'camera-cap-reached': 'This camera has given as many clips of this category as one camera may.',
  'act-cap-reached': 'This event was given by as many cameras as this campaign pays for.',
  'act-unfit':
    'An event takes one clip of each of your cameras, all of one campaign and category. Leave ' +
    'the act out to begin a new one.',
  'already-given':
    'This very file was given before, or is being given, so it cannot be given again. If you ' +
    'have begun to give it yourself, finish or cancel that; else choose another recording.',
  'too-many-open-grants': 'Finish or cancel an upload you have begun before starting another.',
  'consent-missing': 'Your consent ended meanwhile. Give it again before uploading.',
};

const refusalFor = (denial: Exclude<GrantDenial, 'campaign-full'>): Refusal =>
  new Refusal(denial, denialMessages[denial]);

/**
 * Issues a single-use upload grant: one key, one exact size, one SHA-256, one content type.
 * Asking for the very same again gives the same grant while it can be used. Refuses with a code of
 * `RefusalCode`; nothing is reserved then, but a place in the waiting list with `campaign-full`.
 */
export const openGrant = async (
  actor: Actor,
  request: GrantRequest,
  ports: OpenGrantPorts,
): Promise<OpenedGrant> => {
  const now = ports.clock.now();
  const { campaign, terms } = await termsFor(request, now, ports);
  const camera = await requireCamera(actor, request.cameraId, campaign, ports);
  const consentEpoch = await requireConsent(actor, campaign, ports);
  if (await ports.paidFiles.isPaid(request.campaignId, request.sha256)) {
    throw refusalFor('already-given');
  }
  const { clip, grant } = composeGrant({ actor, request, terms, camera, consentEpoch, now }, ports);
  const opening = {
    clip,
    grant,
    caps: {
      perContributor: terms.capPerContributor,
      perCamera: terms.capPerCamera,
      perAct: terms.capPerAct,
    },
    beginsAct: request.actId === undefined,
    maxOpenGrants: ports.limits.maxOpenGrants,
    due: {
      task: 'close-grant' as const,
      clipId: clip.clipId,
      dueAt: addSeconds(clip.lastUploadEndsBy, ports.limits.sweepAfterSeconds),
    },
  };
  const outcome = await tryToOpen(opening, now, ports);
  if (outcome === 'opened') return signed(opening, ports);
  const same = await findSameGrant(actor, request, now, ports);
  if (same !== undefined) return signed(same, ports);
  throw outcome === 'campaign-full'
    ? await waitInstead(waitingOf(clip), now, ports)
    : refusalFor(outcome);
};

const waitingOf = ({ campaignId, contributorId, declared: { category } }: LiveClip): Waiting => ({
  campaignId,
  contributorId,
  category,
});

/** Opens the grant unless others wait for the slot it would take. */
const tryToOpen = async (
  opening: GrantOpening & { readonly clip: LiveClip },
  now: Instant,
  ports: OpenGrantPorts,
): Promise<'opened' | GrantDenial> => {
  const turn = await placeToOpenWith(waitingOf(opening.clip), now, ports);
  return turn === 'others-first' ? 'campaign-full' : ports.clips.openGrant({ ...opening, ...turn });
};

/** What the client uploads by. A URL's life counts from the grant, so it is the same each time. */
const signed = async ({ clip, grant }: Granted, ports: OpenGrantPorts): Promise<OpenedGrant> => {
  if (grant.parts !== undefined) return { clip, parts: grant.parts };
  const validSeconds = secondsBetween(grant.grantedAt, grant.urlExpiresAt);
  return { clip, upload: await ports.signer.sign(grant, validSeconds) };
};

const composeGrant = (
  {
    actor,
    request,
    terms,
    camera,
    consentEpoch,
    now,
  }: {
    actor: Actor;
    request: GrantRequest;
    terms: CategoryTerms;
    camera: Camera;
    consentEpoch: number;
    now: Instant;
  },
  { ids, limits }: OpenGrantPorts,
): { clip: LiveClip; grant: UploadGrant } => {
  const { campaignId, category, scenario, cameraId, capturedHour } = request;
  const { fileName, bytes, sha256, contentType } = request;
  const clipId = ids.next('clip');
  const parts = planParts({ bytes, now });
  // Of a file in parts no URL is signed yet; each that is signed later moves both on.
  const urlExpiresAt = parts === undefined ? addSeconds(now, limits.uploadUrlSeconds) : now;
  const clip: LiveClip = {
    clipId,
    contributorId: actor.actorId,
    campaignId,
    declared: {
      category,
      scenario,
      cameraId,
      actId: request.actId ?? ids.next('act'),
      area: camera.area,
      capturedHour,
    },
    reward: terms.reward,
    state: 'granted',
    consentEpoch,
    // The store draws one.
    slotShard: 0,
    lastUploadEndsBy:
      parts === undefined
        ? addSeconds(urlExpiresAt, slowestUploadSeconds(bytes))
        : parts.reservedUntil,
    at: { granted: now },
  };
  const grant: UploadGrant = {
    clipId,
    fileName,
    bytes,
    sha256,
    contentType,
    grantedAt: now,
    urlExpiresAt,
    ...(parts === undefined ? {} : { parts }),
  };
  return { clip, grant };
};

/** The campaign and what it wants of the category. Looks at nothing but the request. */
const termsFor = async (
  request: GrantRequest,
  now: Instant,
  { campaigns }: OpenGrantPorts,
): Promise<{ campaign: Campaign; terms: CategoryTerms }> => {
  const campaign = await campaigns.find(request.campaignId);
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
    throw new Refusal('file-too-large', `A file may be at most ${sizeOf(campaign)} here.`);
  }
  // Hours are of one form, so that text order is time order.
  if (request.capturedHour > hourOf(now)) {
    throw new Refusal('hour-in-future', 'The hour of the recording is yet to come. Check it.');
  }
  return { campaign, terms };
};

/** To the byte, and in megabytes (of 1,000,000 bytes) where that says more. */
const sizeOf = ({ footage: { maxBytes } }: Campaign): string =>
  maxBytes < 1_000_000
    ? `${maxBytes} bytes`
    : `${(maxBytes / 1_000_000).toFixed(1)} MB (${maxBytes} bytes)`;

/** One's own camera, in use, standing where the campaign wants clips from. */
const requireCamera = async (
  actor: Actor,
  cameraId: CameraId,
  { regions }: Campaign,
  { cameras }: OpenGrantPorts,
): Promise<Camera> => {
  const camera = await cameras.find(actor.actorId, cameraId);
  if (camera === undefined) {
    throw new Refusal(
      'camera-unknown',
      'You have no such camera. Register it first, or name another of yours.',
    );
  }
  if (camera.retiredAt !== undefined) {
    throw new Refusal(
      'camera-unknown',
      `You have retired “${camera.label}”. Register it again under another label, or name ` +
        'another camera of yours.',
    );
  }
  if (!isWithin(camera.area, regions)) {
    const wanted = regions.join(', ');
    throw new Refusal('region-not-wanted', `This campaign takes clips from: ${wanted}.`);
  }
  return camera;
};

/** The epoch of a consent to the notice in force, for all that a clip needs. */
const requireConsent = async (
  actor: Actor,
  { campaignId, notice }: Campaign,
  { consents }: OpenGrantPorts,
): Promise<number> => {
  const consent = await consents.inForce(actor.actorId, campaignId);
  const covers =
    consent !== undefined &&
    consent.withdrawnAt === undefined &&
    requiredPurposes.every((purpose) => consent.purposes.includes(purpose));
  if (!covers) {
    throw new Refusal('consent-missing', 'Read and accept the campaign’s notice first.');
  }
  if (consent.noticeVersion !== notice.version) {
    throw new Refusal(
      'consent-missing',
      'The campaign’s notice is new: read it and agree to it, then give the clip.',
    );
  }
  return consent.epoch;
};

import type { AcceptedFootage, Campaign } from '../campaigns/campaign.ts';
import type { CampaignStore } from '../campaigns/ports.ts';
import { endClip } from '../retention/end-clip.ts';
import { consentHasEnded, type FollowConsentPorts } from '../retention/follow-consent.ts';
import type { DueIndex, PolicyStore } from '../retention/ports.ts';
import { decisionWaitSeconds } from '../review/review.ts';
import type { ClipId } from '../vocabulary/ids.ts';
import type { Clock } from '../vocabulary/time.ts';
import type { MediaFacts, UploadGrant } from './clip.ts';
import {
  UnreadableMedia,
  type ClipStore,
  type ClipWorkflow,
  type IntakeMetrics,
  type LandedObject,
  type LandingStore,
  type MediaProbe,
  type ProbeCost,
} from './ports.ts';
import type { ReasonCode } from './reasons.ts';

/** What validating needs. */
export interface ValidatePorts {
  readonly clips: ClipStore;
  readonly campaigns: CampaignStore;
  readonly consents: FollowConsentPorts['consents'];
  readonly landing: LandingStore;
  readonly probe: MediaProbe;
  readonly policies: PolicyStore;
  readonly due: Pick<DueIndex, 'put'>;
  readonly workflow: ClipWorkflow;
  readonly metrics: IntakeMetrics;
  readonly clock: Clock;
}

/**
 * How a validation ended. `ignored`: nothing to do (late, doubled, closed, consent withdrawn, or
 * nothing there).
 */
export type Validation = 'started' | 'refused' | 'ignored';

const nothingRead: ProbeCost = { bytesRead: 0, reads: 0 };

/**
 * Checks what landed against its grant and the campaign, from a few ranged reads, and starts the
 * clip workflow once. May run any number of times for one object: the clip's state fences it.
 * A clip found in `analyzing` gets its workflow started again, because a crash between the two
 * writes would otherwise leave it waiting for ever; the execution's name makes that one start.
 */
export const validateUpload = async (clipId: ClipId, ports: ValidatePorts): Promise<Validation> => {
  const clip = await ports.clips.find(clipId);
  if (clip?.state === 'erased') return eraseLateLanding(clipId, ports);
  if (clip?.state !== 'granted' && clip?.state !== 'analyzing') return 'ignored';
  if (await consentHasEnded(clip, ports)) return 'ignored';
  const campaign = await ports.campaigns.find(clip.campaignId);
  if (campaign === undefined) throw new Error(`Clip ${clipId} names no campaign that exists`);
  if (clip.state === 'analyzing') return startWorkflow(clipId, campaign, ports);
  const grant = await ports.clips.findGrant(clipId);
  const object = await ports.landing.head(clipId);
  if (grant === undefined || object === undefined) return 'ignored';
  const found = await examine(clipId, { object, grant, footage: campaign.footage }, ports);
  ports.metrics.validated(found.reason ?? 'valid', found.cost);
  return found.reason === undefined
    ? accept(clipId, { media: found.media, campaign }, ports)
    : refuse(clipId, found.reason, ports);
};

type Examined = { readonly cost: ProbeCost } & (
  { readonly media: MediaFacts; readonly reason?: never } | { readonly reason: ReasonCode }
);

/** Grant first and whether others gave the same file (no byte read), container second. */
const examine = async (
  clipId: ClipId,
  {
    object,
    grant,
    footage,
  }: { object: LandedObject; grant: UploadGrant; footage: AcceptedFootage },
  { clips, landing, probe }: ValidatePorts,
): Promise<Examined> => {
  const differs = differsFromGrant(object, grant);
  if (differs !== undefined) return { reason: differs, cost: nothingRead };
  const composite = object.compositeSha256;
  if (composite !== undefined && (await clips.claimComposite(clipId, composite)) === 'taken') {
    return { reason: 'already-given', cost: nothingRead };
  }
  try {
    const { media, cost } = await probe.probe(landing.reader(object), footage);
    const unfit = unfitFor(footage, media);
    return unfit === undefined ? { media, cost } : { reason: unfit, cost };
  } catch (error) {
    if (error instanceof UnreadableMedia) return { reason: error.reason, cost: error.cost };
    throw error;
  }
};

/**
 * What differs between the object and what the grant was for. Of an object that came in parts
 * storage knows no checksum of the whole; that is for the analyzer, which reads every byte.
 */
export const differsFromGrant = (
  object: LandedObject,
  grant: UploadGrant,
): ReasonCode | undefined => {
  if (object.bytes === 0) return 'empty-file';
  if (object.bytes !== grant.bytes) return 'size-differs';
  const isWhole =
    grant.parts === undefined
      ? object.sha256 === grant.sha256
      : object.compositeSha256?.endsWith(`-${grant.parts.partCount}`) === true;
  if (!isWhole) return 'checksum-differs';
  if (object.contentType !== grant.contentType) return 'content-type-differs';
  return undefined;
};

/** A camera's 60 frames a second are 59.94 to 60.02 on average: clocks and rounding. */
const frameRateTolerance = 1.01;

/** Why a readable video is not what the campaign takes. */
export const unfitFor = (footage: AcceptedFootage, media: MediaFacts): ReasonCode | undefined => {
  if (!(footage.codecs as readonly string[]).includes(media.codec)) return 'unsupported-codec';
  if (media.frameRate > footage.maxFrameRate * frameRateTolerance) return 'too-many-frames';
  if (media.durationSeconds < footage.minDurationSeconds) return 'too-short';
  if (media.durationSeconds > footage.maxDurationSeconds) return 'too-long';
  if (media.width * media.height > footage.maxPixels) return 'too-large-picture';
  const [long, short] = [Math.max(media.width, media.height), Math.min(media.width, media.height)];
  const [minLong, minShort] = [
    Math.max(footage.minWidth, footage.minHeight),
    Math.min(footage.minWidth, footage.minHeight),
  ];
  return long < minLong || short < minShort ? 'too-small-picture' : undefined;
};

const accept = async (
  clipId: ClipId,
  { media, campaign }: { media: MediaFacts; campaign: Campaign },
  ports: ValidatePorts,
): Promise<Validation> => {
  await ports.clips.recordMedia(clipId, media);
  const moved = await ports.clips.move({ clipId, to: 'analyzing', at: ports.clock.now() });
  return moved === 'stale' ? 'ignored' : startWorkflow(clipId, campaign, ports);
};

/**
 * Something landed under the key of an erased clip after all: it falls due at once, unread. Before
 * the tombstone no such step is needed, since the listing that allows it would find the object.
 */
const eraseLateLanding = async (
  clipId: ClipId,
  { landing, due, clock }: ValidatePorts,
): Promise<Validation> => {
  if ((await landing.head(clipId)) !== undefined) {
    await due.put({ task: 'erase', clipId, dueAt: clock.now() });
  }
  return 'ignored';
};

const startWorkflow = async (
  clipId: ClipId,
  { review }: Campaign,
  { workflow }: ValidatePorts,
): Promise<Validation> => {
  await workflow.start(clipId, { decisionSeconds: decisionWaitSeconds(review) });
  return 'started';
};

const refuse = async (
  clipId: ClipId,
  reason: ReasonCode,
  ports: ValidatePorts,
): Promise<Validation> => {
  const moved = await endClip({ clipId, to: 'refused', from: ['granted'], reason }, ports);
  return moved === 'stale' ? 'ignored' : 'refused';
};

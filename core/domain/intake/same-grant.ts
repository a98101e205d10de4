import type { ActId, CampaignId } from '../vocabulary/ids.ts';
import type { Actor } from '../vocabulary/people.ts';
import type { Instant } from '../vocabulary/time.ts';
import { isLive, type DeclaredEvent, type LiveClip, type UploadGrant } from './clip.ts';
import type { ClipStore } from './ports.ts';

/** A granted clip with its grant. */
export interface Granted {
  readonly clip: LiveClip;
  readonly grant: UploadGrant;
}

/** What tells one request for a grant from another. */
export type AskedFor = Omit<DeclaredEvent, 'actId' | 'area'> &
  Pick<UploadGrant, 'bytes' | 'sha256' | 'contentType'> & {
    readonly campaignId: CampaignId;
    readonly actId?: ActId;
  };

/** Newest clips looked through: a request is repeated soon or not at all. */
const newestLookedAt = 25;

/**
 * The grant that this very request was given before, while it can still be used: a client whose
 * answer was lost asks again, and gets the same one. Looks at one's own clips only.
 */
export const findSameGrant = async (
  actor: Actor,
  request: AskedFor,
  now: Instant,
  { clips }: { readonly clips: ClipStore },
): Promise<Granted | undefined> => {
  const page = await clips.listByContributor(actor.actorId, { limit: newestLookedAt });
  for (const clip of page.clips) {
    if (clip.state !== 'granted' || !isLive(clip) || !declares(clip, request)) continue;
    const grant = await clips.findGrant(clip.clipId);
    if (grant !== undefined && isFor(grant, request) && now < endOf(grant)) return { clip, grant };
  }
  return undefined;
};

const declares = ({ campaignId, declared }: LiveClip, request: AskedFor): boolean =>
  campaignId === request.campaignId &&
  declared.category === request.category &&
  declared.scenario === request.scenario &&
  declared.cameraId === request.cameraId &&
  declared.capturedHour === request.capturedHour &&
  (request.actId === undefined || declared.actId === request.actId);

const isFor = (grant: UploadGrant, request: AskedFor): boolean =>
  grant.sha256 === request.sha256 &&
  grant.bytes === request.bytes &&
  grant.contentType === request.contentType;

const endOf = ({ parts, urlExpiresAt }: UploadGrant): Instant =>
  parts?.reservedUntil ?? urlExpiresAt;

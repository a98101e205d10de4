import type { ClipId } from '../vocabulary/ids.ts';
import type { Actor } from '../vocabulary/people.ts';
import { Refusal } from '../vocabulary/refusal.ts';
import {
  addSeconds,
  minuteText,
  secondsBetween,
  type Clock,
  type Instant,
} from '../vocabulary/time.ts';
import { arrivedOf, grantInPartsOf, notUploading, type PartsPorts } from './list-parts.ts';
import {
  lastReservationEnd,
  partBytesOf,
  reservationAfter,
  slowestPartSeconds,
} from './part-plan.ts';
import type { SignedUpload, UploadSigner } from './ports.ts';
import { findOwnClip } from './read-clips.ts';
import type { PartsGrant } from './reservation.ts';

/** One part that a client wants to send. */
export interface PartRequest {
  /** From 1. */
  readonly partNumber: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** One signed part. */
export interface SignedPart extends SignedUpload {
  readonly partNumber: number;
}

/** Signed parts, and until when more are signed. */
export interface SignedParts {
  readonly parts: readonly SignedPart[];
  readonly reservedUntil: Instant;
}

/** What signing parts needs. */
export interface SignPartsPorts extends PartsPorts {
  readonly signer: UploadSigner;
  readonly clock: Clock;
  /** At most 900 seconds: a signed URL lives at most 15 minutes. */
  readonly limits: { readonly uploadUrlSeconds: number };
}

/**
 * Signs parts of one's own upload, the first time or again after a URL has ended. Parts that have
 * arrived since the last time renew the reservation; asking does not. When the last upload can end
 * is stored before a URL exists, so that no erasure proves absence too early.
 * Refuses `not-found`, `not-uploading`, `part-unfit`, `reservation-ended`.
 */
export const signParts = async (
  actor: Actor,
  { clipId, parts }: { readonly clipId: ClipId; readonly parts: readonly PartRequest[] },
  ports: SignPartsPorts,
): Promise<SignedParts> => {
  const clip = await findOwnClip(actor, clipId, ports);
  const grant = await grantInPartsOf(clip, ports);
  for (const { partNumber } of parts) assertInPlan(grant, partNumber);
  const arrived = await arrivedOf(grant, ports);
  if (arrived === undefined) throw notUploading(clipId);
  const at = ports.clock.now();
  const reservation = reservationAfter(grant, { arrived, now: at });
  const validSeconds = urlSecondsOf(grant, at, ports);
  if (at >= reservation.reservedUntil || validSeconds < 1) throw reservationEnded(reservation);
  const uploadId = grant.parts.uploadId ?? (await beginUpload(grant, ports));
  const urlExpiresAt = addSeconds(at, validSeconds);
  const lastUploadEndsBy = addSeconds(urlExpiresAt, slowestPartSeconds(grant.parts));
  const renewal = { clipId, ...reservation, urlExpiresAt, lastUploadEndsBy };
  if ((await ports.clips.renewReservation(renewal)) === 'stale') {
    await ports.partUploads.abort(clipId, uploadId);
    throw notUploading(clipId);
  }
  const signing = parts.map(async ({ partNumber, sha256 }): Promise<SignedPart> => {
    const bytes = partBytesOf(grant.parts, grant.bytes, partNumber);
    const part = { clipId, uploadId, partNumber, bytes, sha256 };
    return { ...(await ports.signer.signPart(part, { at, validSeconds })), partNumber };
  });
  return { parts: await Promise.all(signing), reservedUntil: reservation.reservedUntil };
};

const assertInPlan = ({ parts, bytes }: PartsGrant, partNumber: number): void => {
  if (partBytesOf(parts, bytes, partNumber) > 0) return;
  throw new Refusal('part-unfit', `This file has parts 1 to ${parts.partCount}.`);
};

const reservationEnded = ({ reservedUntil }: { readonly reservedUntil: Instant }): Refusal =>
  new Refusal(
    'reservation-ended',
    `No new part arrived, so the reservation ended at ${minuteText(reservedUntil)}. Start again.`,
  );

/** Nothing is signed beyond the day that a reservation lasts at most. */
const urlSecondsOf = (grant: PartsGrant, at: Instant, { limits }: SignPartsPorts): number =>
  Math.min(limits.uploadUrlSeconds, Math.floor(secondsBetween(at, lastReservationEnd(grant))));

/**
 * Begins the upload. Of rivals the first that is remembered stands, the others' are aborted; one
 * that a crash leaves behind is found by erasure's listing and, last of all, by the bucket's
 * lifecycle.
 */
const beginUpload = async (
  grant: PartsGrant,
  { clips, partUploads }: PartsPorts,
): Promise<string> => {
  const { clipId } = grant;
  const begun = await partUploads.begin(grant);
  const standing = await clips.recordUploadId(clipId, begun);
  if (standing !== begun) await partUploads.abort(clipId, begun);
  if (standing === undefined) throw notUploading(clipId);
  return standing;
};

import type { DueEntry } from '../retention/due.ts';
import { visitDueBuckets } from '../retention/due-sweep.ts';
import { endClip } from '../retention/end-clip.ts';
import type { DueIndex, PolicyStore } from '../retention/ports.ts';
import { addSeconds, secondsBetween, type Clock, type Instant } from '../vocabulary/time.ts';
import type { Clip } from './clip.ts';
import { joinParts } from './complete-upload.ts';
import { arrivedOf } from './list-parts.ts';
import { missingParts, reservationAfter, slowestUploadSeconds } from './part-plan.ts';
import type { ClipStore, LandedObject, LandingStore, PartUploads, UploadEvents } from './ports.ts';
import { isInParts, type PartsGrant } from './reservation.ts';

/** What the sweep needs. */
export interface CloseGrantsPorts {
  readonly clips: ClipStore;
  readonly landing: LandingStore;
  readonly partUploads: PartUploads;
  readonly events: UploadEvents;
  readonly due: DueIndex;
  readonly policies: PolicyStore;
  readonly clock: Clock;
}

/**
 * After asking for a lost event again, look once more after this long, or after as long as the
 * grant is old: each time twice as long, so an upload that nobody can validate is no endless loop.
 */
const shortestLookAgainSeconds = 120;

/**
 * Grants looked at in one run at most: about 0.1 s each, eight at a time, are 25 s of the
 * function's minute. 120,000 an hour: most were validated long ago and only have their entry
 * removed.
 */
const maxGrantsPerRun = 2_000;
const grantsAtOnce = 8;

/** What a sweep did. */
export interface SweepCounts {
  readonly expired: number;
  readonly resent: number;
  /** Uploads whose parts had all arrived and were joined here. */
  readonly joined: number;
  /** Uploads in parts that go on. */
  readonly kept: number;
}

type Outcome = keyof SweepCounts | 'done';

/** Some grants met a fault and are looked at again later; all others were looked at. */
export class GrantsBehind extends AggregateError {
  override readonly name = 'GrantsBehind';
}

/**
 * Finds what events and clients missed: a grant whose upload landed but was never validated is
 * sent again, parts that nobody joined are joined, a grant whose time ended without an upload
 * expires and gives its slot back. Throws `GrantsBehind` in the end where a grant met a fault.
 */
export const closeGrants = async (ports: CloseGrantsPorts): Promise<SweepCounts> => {
  const counts = { expired: 0, resent: 0, joined: 0, kept: 0 };
  const faults: unknown[] = [];
  await visitDueBuckets('close-grant', ports, {
    maxEntries: maxGrantsPerRun,
    atOnce: grantsAtOnce,
    visit: async (entry) => {
      try {
        const outcome = await closeGrant(entry, ports);
        if (outcome !== 'done') counts[outcome] += 1;
      } catch (fault) {
        faults.push(fault);
        // One grant that cannot be looked at must not hold up everybody's behind it.
        await keep(entry, addSeconds(ports.clock.now(), shortestLookAgainSeconds), ports);
      }
    },
  });
  if (faults.length > 0) {
    throw new GrantsBehind(faults, `${faults.length} grants could not be looked at`);
  }
  return counts;
};

/** Looks at one grant. The entry is removed last, so a crash only makes it be looked at again. */
const closeGrant = async (entry: DueEntry, ports: CloseGrantsPorts): Promise<Outcome> => {
  const clip = await ports.clips.find(entry.clipId);
  if (clip?.state !== 'granted') {
    if (clip !== undefined && hasEnded(clip)) await abortLeftParts(clip, ports);
    await ports.due.remove(entry);
    return 'done';
  }
  const landed = await ports.landing.head(entry.clipId);
  if (landed !== undefined) return resend(entry, { clip, landed }, ports);
  const grant = await ports.clips.findGrant(entry.clipId);
  return grant !== undefined && isInParts(grant)
    ? closeParts(entry, { clip, grant }, ports)
    : expire(entry, ports);
};

/** Ended unpaid, so that parts may be there which nobody will join. */
const hasEnded = ({ state }: Clip): boolean =>
  ['refused', 'expired', 'withdrawn', 'erasing'].includes(state);

/** Parts of a clip that was withdrawn, or whose abandonment a crash broke off. */
const abortLeftParts = async (
  { clipId }: Clip,
  { clips, partUploads }: CloseGrantsPorts,
): Promise<void> => {
  const uploadId = (await clips.findGrant(clipId))?.parts?.uploadId;
  if (uploadId !== undefined) await partUploads.abort(clipId, uploadId);
};

/**
 * An upload in parts ends when its reservation has, and a part that began before that could have
 * arrived, unless parts came since it was last renewed.
 */
const closeParts = async (
  entry: DueEntry,
  { clip, grant }: { readonly clip: Clip; readonly grant: PartsGrant },
  ports: CloseGrantsPorts,
): Promise<Outcome> => {
  const now = ports.clock.now();
  if (now < endOfParts(grant)) return keep(entry, endOfParts(grant), ports);
  const arrived = await arrivedOf(grant, ports);
  if (arrived !== undefined && missingParts(grant, arrived).length === 0) {
    await joinParts(grant, arrived, ports);
    // Its event may be lost like any other; the grant may be a day old, the joining is not.
    await keep(entry, addSeconds(now, shortestLookAgainSeconds), ports);
    return 'joined';
  }
  const reservation = reservationAfter(grant, { arrived: arrived ?? [], now });
  if (arrived !== undefined && reservation.reservedUntil > now) {
    const { clipId, urlExpiresAt } = grant;
    const { lastUploadEndsBy } = clip;
    await ports.clips.renewReservation({ clipId, ...reservation, urlExpiresAt, lastUploadEndsBy });
    return keep(entry, endOfParts({ ...grant, parts: { ...grant.parts, ...reservation } }), ports);
  }
  return abortParts(entry, { clip, grant }, ports);
};

const endOfParts = ({ parts }: PartsGrant): Instant =>
  addSeconds(parts.reservedUntil, slowestUploadSeconds(parts.partBytes));

/**
 * Aborts, so that nothing can land any more, and only then looks for the last time: what a client
 * joined until that moment has landed and is not lost.
 */
const abortParts = async (
  entry: DueEntry,
  { clip, grant }: { readonly clip: Clip; readonly grant: PartsGrant },
  ports: CloseGrantsPorts,
): Promise<Outcome> => {
  const { uploadId } = grant.parts;
  if (uploadId !== undefined) await ports.partUploads.abort(entry.clipId, uploadId);
  const landed = await ports.landing.head(entry.clipId);
  return landed === undefined ? expire(entry, ports) : resend(entry, { clip, landed }, ports);
};

const resend = async (
  entry: DueEntry,
  { clip, landed }: { readonly clip: Clip; readonly landed: LandedObject },
  ports: CloseGrantsPorts,
): Promise<Outcome> => {
  await ports.events.resend(landed);
  await lookAgain(entry, clip, ports);
  return 'resent';
};

/** Whether what landed was taken up is looked at later: its event may be lost once more. */
const lookAgain = async (entry: DueEntry, clip: Clip, ports: CloseGrantsPorts): Promise<void> => {
  const now = ports.clock.now();
  const ageSeconds = secondsBetween(clip.at.granted ?? now, now);
  const seconds = Math.max(shortestLookAgainSeconds, ageSeconds);
  await keep(entry, addSeconds(now, seconds), ports);
};

const keep = async (
  entry: DueEntry,
  dueAt: Instant,
  { due }: CloseGrantsPorts,
): Promise<Outcome> => {
  await due.put({ ...entry, dueAt });
  await due.remove(entry);
  return 'kept';
};

const expire = async (entry: DueEntry, ports: CloseGrantsPorts): Promise<Outcome> => {
  const { clipId } = entry;
  await endClip({ clipId, to: 'expired', reason: 'not-uploaded-in-time' }, ports);
  await ports.due.remove(entry);
  return 'expired';
};

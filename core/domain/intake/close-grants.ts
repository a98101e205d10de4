import type { DueEntry } from '../retention/due.ts';
import { visitDueBuckets } from '../retention/due-sweep.ts';
import { endClip } from '../retention/end-clip.ts';
import type { DueIndex, PolicyStore } from '../retention/ports.ts';
import { addSeconds, secondsBetween, type Clock } from '../vocabulary/time.ts';
import type { ClipStore, LandingStore, UploadEvents } from './ports.ts';

/** What the sweep needs. */
export interface CloseGrantsPorts {
  readonly clips: ClipStore;
  readonly landing: LandingStore;
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

/** Grants handled in one run at most: about 0.1 s each, 40 s of the function's minute. */
const maxGrantsPerRun = 400;

/** What a sweep did. */
export interface SweepCounts {
  readonly expired: number;
  readonly resent: number;
}

/**
 * Finds what events missed: a grant whose upload landed but was never validated is sent again, a
 * grant whose URL ended without an upload expires and gives its slot back.
 */
export const closeGrants = async (ports: CloseGrantsPorts): Promise<SweepCounts> => {
  const counts = { expired: 0, resent: 0 };
  await visitDueBuckets('close-grant', ports, {
    maxEntries: maxGrantsPerRun,
    visit: async (entry) => {
      const outcome = await closeGrant(entry, ports);
      if (outcome !== 'done') counts[outcome] += 1;
    },
  });
  return counts;
};

/** Looks at one grant. The entry is removed last, so a crash only makes it be looked at again. */
const closeGrant = async (
  entry: DueEntry,
  ports: CloseGrantsPorts,
): Promise<'done' | 'expired' | 'resent'> => {
  const clip = await ports.clips.find(entry.clipId);
  if (clip?.state !== 'granted') {
    await ports.due.remove(entry);
    return 'done';
  }
  const now = ports.clock.now();
  const landed = await ports.landing.head(entry.clipId);
  if (landed !== undefined) {
    await ports.events.resend(landed);
    const ageSeconds = secondsBetween(clip.at.granted ?? now, now);
    const lookAgainSeconds = Math.max(shortestLookAgainSeconds, ageSeconds);
    await ports.due.put({ ...entry, dueAt: addSeconds(now, lookAgainSeconds) });
    await ports.due.remove(entry);
    return 'resent';
  }
  const { clipId } = entry;
  await endClip({ clipId, to: 'expired', reason: 'not-uploaded-in-time' }, ports);
  await ports.due.remove(entry);
  return 'expired';
};

import { Refusal } from '../vocabulary/refusal.ts';
import { addSeconds, minuteText, type Clock, type Instant } from '../vocabulary/time.ts';
import type { ClipStore, WaitingList, WaitingPlace } from './ports.ts';

/** What waiting for a slot needs. */
export interface WaitPorts {
  readonly clips: Pick<ClipStore, 'freeSlots'>;
  readonly waiting: WaitingList;
  readonly clock: Clock;
  /** `waitingPlaceSeconds`: how long a place is kept after its holder last asked. */
  readonly limits: { readonly waitingPlaceSeconds: number };
}

/** Whose place it is, in which list. */
export type Waiting = Omit<WaitingPlace, 'joinedAt'>;

/**
 * Positions are exact up to here: 100 places are about 33 kB, 8 read units, so that 370 people a
 * second can ask for theirs before the list's one partition has given the 3,000 units that it can.
 */
const maxExactPosition = 100;

/** Places counted at most when many slots came free at once: 3.3 MB, four pages of a query. */
const maxPlacesCounted = 10_000;

const keptSinceAt = (now: Instant, { limits }: WaitPorts): Instant =>
  addSeconds(now, -limits.waitingPlaceSeconds);

/**
 * The place with which a slot may be tried for now (none for somebody who never waited), or that
 * others come first. Places are counted before slots, and a grant removes its place in the
 * transaction that takes the slot: a place counted here whose slot is taken meanwhile is still
 * counted, so a race can make somebody ask again but never let anybody past.
 */
export const placeToOpenWith = async (
  who: Waiting,
  now: Instant,
  ports: WaitPorts,
): Promise<{ readonly place?: WaitingPlace } | 'others-first'> => {
  const keptSince = keptSinceAt(now, ports);
  const found = await ports.waiting.find(who, keptSince);
  const place = found === undefined ? {} : { place: found };
  const countAhead = (limit: number): Promise<number> =>
    ports.waiting.ahead({ ...who, ...place }, { keptSince, limit });
  const countFree = (limit: number): Promise<number> =>
    ports.clips.freeSlots(who.campaignId, who.category, limit);
  if ((await countAhead(1)) === 0) return place;
  // While nothing is free nobody's turn has come, and how many wait need not be read.
  const freeBefore = await countFree(maxPlacesCounted);
  if (freeBefore === 0) return 'others-first';
  const ahead = await countAhead(freeBefore);
  if (ahead === freeBefore) return 'others-first';
  return (await countFree(ahead + 1)) > ahead ? place : 'others-first';
};

/**
 * Takes a place at the end of the list, or keeps one's own, and gives the refusal that says so.
 * Its facts are `position`, `positionIs` (`exact` or `at-least`) and `keptUntil`.
 */
export const waitInstead = async (
  who: Waiting,
  now: Instant,
  ports: WaitPorts,
): Promise<Refusal> => {
  const keptSince = keptSinceAt(now, ports);
  const place = await ports.waiting.join(who, { now, keptSince });
  const bounds = { keptSince, limit: maxExactPosition };
  const ahead = await ports.waiting.ahead({ ...who, place }, bounds);
  const keptUntil = addSeconds(now, ports.limits.waitingPlaceSeconds);
  const isExact = ahead < maxExactPosition;
  const told = isExact
    ? `You are number ${ahead + 1} of those who wait.`
    : `More than ${maxExactPosition} people wait before you.`;
  return new Refusal(
    'campaign-full',
    `All places for clips of this category are taken. ${told} Ask again before ` +
      `${minuteText(keptUntil)} to keep your place. Nothing was uploaded.`,
    { position: ahead + 1, positionIs: isExact ? 'exact' : 'at-least', keptUntil },
  );
};

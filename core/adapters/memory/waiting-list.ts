import { programItems } from '../../contracts/layout/items.ts';
import type { WaitingList, WaitingPlace } from '../../domain/intake/ports.ts';
import type { Instant } from '../../domain/vocabulary/time.ts';
import { keyText, type KeptPlace, type MemoryTables } from './tables.ts';

type Waiting = Omit<WaitingPlace, 'joinedAt'>;

/** The place without when its holder last asked. */
const placeOf = ({ askedAt: _askedAt, ...place }: KeptPlace): WaitingPlace => place;

const keptPlace = (
  tables: MemoryTables,
  who: Waiting,
  keptSince: Instant,
): WaitingPlace | undefined => {
  const found = tables.waitingPlaces.get(keyText(programItems.ownPlace(who)));
  return found !== undefined && found.askedAt >= keptSince ? placeOf(found) : undefined;
};

/** Places are in the order of their keys: by the time of joining, then by the person. */
const orderOf = (place: WaitingPlace): string => programItems.waitingPlace(place).sk;

/** Waiting lists in memory. */
export const createMemoryWaitingList = (tables: MemoryTables): WaitingList => ({
  find: async (who, keptSince) => keptPlace(tables, who, keptSince),
  async ahead({ campaignId, category, place }, { keptSince, limit }) {
    const before = [...tables.waitingPlaces.values()].filter(
      (other) =>
        other.campaignId === campaignId &&
        other.category === category &&
        other.askedAt >= keptSince &&
        (place === undefined || orderOf(other) < orderOf(place)),
    );
    return Math.min(limit, before.length);
  },
  async join({ campaignId, category, contributorId }, { now, keptSince }) {
    const who = { campaignId, category, contributorId };
    const place = keptPlace(tables, who, keptSince) ?? { ...who, joinedAt: now };
    tables.waitingPlaces.set(keyText(programItems.ownPlace(who)), { ...place, askedAt: now });
    return place;
  },
});

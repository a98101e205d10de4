import { describe, expect, it } from '@jest/globals';
import type { WaitingList, WaitingPlace } from '../../core/domain/intake/ports.ts';
import { addSeconds, type Instant } from '../../core/domain/vocabulary/time.ts';
import { newId, sampleNow, sampleOpening } from '../support/samples.ts';
import { clipOf, consentTo, programOf, type ClipStores } from './clip-program.ts';

/** Stores over one empty set of tables. */
export interface WaitingStores extends ClipStores {
  readonly waiting: WaitingList;
}

const keptSeconds = 1_800;

/** What asking at some second after the sample's now comes with. */
const askedAfter = (seconds: number): { readonly now: Instant; readonly keptSince: Instant } => ({
  now: addSeconds(sampleNow, seconds),
  keptSince: addSeconds(sampleNow, seconds - keptSeconds),
});

type Waiting = Omit<WaitingPlace, 'joinedAt'>;

/** Makes people who wait for one category of one campaign. */
const queueOf =
  (campaignId = newId('campaign')) =>
  (): Waiting => ({
    campaignId,
    category: 'package-theft',
    contributorId: newId('contributor'),
  });

/** What every `WaitingList` keeps. `make` gives empty stores each time. */
export const waitingListContract = (make: () => Promise<WaitingStores>): void => {
  describe('a waiting list', () => {
    orderContract(make);
    keepingContract(make);
    grantContract(make);
  });
};

const orderContract = (make: () => Promise<WaitingStores>): void => {
  it('has places in the order of the first asking', async () => {
    const { waiting } = await make();
    const somebody = queueOf();
    const people = Array.from({ length: 4 }, somebody);
    const places: WaitingPlace[] = [];
    for (const [at, who] of people.entries()) places.push(await waiting.join(who, askedAfter(at)));
    expect(places).toEqual(people.map((who, at) => ({ ...who, joinedAt: askedAfter(at).now })));
    const bounds = { keptSince: askedAfter(10).keptSince, limit: 100 };
    for (const [at, place] of places.entries()) {
      const { joinedAt: _joinedAt, ...who } = place;
      expect(await waiting.ahead({ ...who, place }, bounds)).toBe(at);
      expect(await waiting.find(who, bounds.keptSince)).toEqual(place);
    }
    const newcomer = somebody();
    expect(await waiting.find(newcomer, bounds.keptSince)).toBeUndefined();
    expect(await waiting.ahead(newcomer, bounds)).toBe(4);
    expect(await waiting.ahead(newcomer, { ...bounds, limit: 3 })).toBe(3);
  });

  it('orders those who came in one millisecond the same way for all of them', async () => {
    const { waiting } = await make();
    const people = Array.from({ length: 5 }, queueOf());
    const places = await Promise.all(people.map((who) => waiting.join(who, askedAfter(0))));
    const bounds = { keptSince: askedAfter(1).keptSince, limit: 100 };
    const ahead = await Promise.all(
      places.map((place) => waiting.ahead({ ...place, place }, bounds)),
    );
    expect(new Set(ahead)).toEqual(new Set([0, 1, 2, 3, 4]));
  });

  it('is one for each campaign and category', async () => {
    const { waiting } = await make();
    const [who, other] = [queueOf()(), queueOf()()];
    await waiting.join(who, askedAfter(0));
    const bounds = { keptSince: askedAfter(1).keptSince, limit: 100 };
    const carDoor = { ...other, campaignId: who.campaignId, category: 'car-door' as const };
    expect(await waiting.ahead(carDoor, bounds)).toBe(0);
    expect(await waiting.ahead(other, bounds)).toBe(0);
    expect(await waiting.find({ ...who, category: 'car-door' }, bounds.keptSince)).toBeUndefined();
  });
};

const keepingContract = (make: () => Promise<WaitingStores>): void => {
  it('keeps a place for as long as its holder goes on asking', async () => {
    const { waiting } = await make();
    const who = queueOf()();
    const place = await waiting.join(who, askedAfter(0));
    for (const seconds of [1_000, 2_000, 3_800]) {
      expect(await waiting.join(who, askedAfter(seconds))).toEqual(place);
      expect(await waiting.find(who, askedAfter(seconds).keptSince)).toEqual(place);
    }
    const { keptSince } = askedAfter(3_800 + keptSeconds);
    expect(await waiting.find(who, keptSince)).toEqual(place);
    expect(await waiting.find(who, addSeconds(keptSince, 0.001))).toBeUndefined();
  });

  it('does not count who stopped asking, and gives them a new place at the end', async () => {
    const { waiting } = await make();
    const [first, second] = Array.from({ length: 2 }, queueOf()) as [Waiting, Waiting];
    await waiting.join(first, askedAfter(0));
    const place = await waiting.join(second, askedAfter(1_000));
    const later = askedAfter(1_000 + keptSeconds);
    const bounds = { ...later, limit: 100 };
    expect(await waiting.ahead({ ...second, place }, bounds)).toBe(0);
    expect(await waiting.ahead({ ...second, place }, bounds)).toBe(0);
    const back = await waiting.join(first, later);
    expect(back.joinedAt).toBe(later.now);
    expect(await waiting.ahead({ ...first, place: back }, bounds)).toBe(1);
    expect(await waiting.ahead({ ...second, place }, bounds)).toBe(0);
  });

  it('gives one place to one person who asks many times at once', async () => {
    const { waiting } = await make();
    const somebody = queueOf();
    const who = somebody();
    const places = await Promise.all(
      Array.from({ length: 5 }, (_, at) => waiting.join(who, askedAfter(at))),
    );
    expect(new Set(places.map(({ joinedAt }) => joinedAt)).size).toBe(1);
    const bounds = { keptSince: askedAfter(9).keptSince, limit: 100 };
    expect(await waiting.ahead(somebody(), bounds)).toBe(1);
  });
};

const grantContract = (make: () => Promise<WaitingStores>): void => {
  it('loses a place to the grant that it was for, and to no denial', async () => {
    const stores = await make();
    const program = await programOf(async () => stores, 1);
    const { waiting, clips } = stores;
    const { campaignId, contributorId } = program;
    const who = { campaignId, contributorId, category: 'package-theft' as const };
    const place = await waiting.join(who, askedAfter(0));
    const other = await consentTo(program, campaignId);
    const first = clipOf({ campaignId, contributorId: other });
    expect(await clips.openGrant(sampleOpening(first))).toBe('opened');
    const { keptSince } = askedAfter(1);
    const denied = sampleOpening(clipOf(program), { place });
    expect(await clips.openGrant(denied)).toBe('campaign-full');
    expect(await waiting.find(who, keptSince)).toEqual(place);
    await clips.move({ clipId: first.clipId, to: 'expired', at: sampleNow });
    expect(await clips.openGrant(sampleOpening(clipOf(program), { place }))).toBe('opened');
    expect(await waiting.find(who, keptSince)).toBeUndefined();
    expect(await waiting.ahead(who, { keptSince, limit: 10 })).toBe(0);
  });
};

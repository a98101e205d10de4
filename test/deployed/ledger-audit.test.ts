import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ClipId } from '../../core/domain/vocabulary/ids.ts';
import { until } from '../../local/life/steps.ts';
import { temporaryFolder } from '../functional/inference/ffmpeg-for-tests.ts';
import {
  consentTo,
  demoPeople,
  drawPattern,
  giveClip,
  inState,
  openCampaign,
  patience,
  wholeLifeMilliseconds,
} from './support/program.ts';
import { newPerson, type Person } from './support/session.ts';
import { scan, type Item } from './support/storage.ts';

jest.setTimeout(wholeLifeMilliseconds);

interface Leg {
  readonly account: string;
  readonly amountMinor: number;
}
type AwardItem = Item & {
  readonly clipId: ClipId;
  readonly currency: string;
  readonly legs: readonly Leg[];
};

const awardsOf = (items: readonly Item[]): readonly AwardItem[] =>
  items.filter((item): item is AwardItem => item.pk.startsWith('AWARD#'));

/** What is owed by account and currency, as the stored balances say. */
const storedBalances = (items: readonly Item[]): Record<string, unknown> =>
  Object.fromEntries(
    items
      .filter(({ sk }) => sk.startsWith('BALANCE#'))
      .map((item) => [`${item.pk}|${item.sk}`, item['amountMinor']]),
  );

/** The same, added up from the legs. Budgets have no balance of their own. */
const summedBalances = (awards: readonly AwardItem[]): Record<string, number> => {
  const sums: Record<string, number> = {};
  for (const { legs, currency } of awards) {
    for (const { account, amountMinor } of legs) {
      if (!account.startsWith('contributor-payable/')) continue;
      const key = `ACCOUNT#${account}|BALANCE#${currency}`;
      sums[key] = (sums[key] ?? 0) + amountMinor;
    }
  }
  return sums;
};

const reject = async (clipId: ClipId): Promise<void> => {
  await demoPeople.reviewer.claimReview({ clipId });
  const body = { outcome: 'rejected', reason: 'event-not-visible' } as const;
  await demoPeople.reviewer.decideReview({ clipId, body });
};

describe('the ledger of everything that this deployment paid', () => {
  let people: readonly Person[];
  let awarded: readonly ClipId[];
  let rejected: ClipId;
  let dispose: () => Promise<void>;

  beforeAll(async () => {
    const { folder, dispose: remove } = await temporaryFolder();
    dispose = remove;
    const [campaign, ...givers] = await Promise.all([
      openCampaign(),
      newPerson('contributor'),
      newPerson('contributor'),
    ]);
    people = givers;
    const [one, other] = givers;
    await Promise.all(givers.map((person) => consentTo(campaign, person)));
    const paths = await Promise.all([21, 22, 23, 24].map((seed) => drawPattern(folder, seed)));
    const give = (person: Person, at: number, scenario: 'real' | 'staged') =>
      giveClip(campaign, person, paths[at] ?? '', { scenario });
    const [first, second, third, bad] = await Promise.all([
      give(one, 0, 'real'),
      give(one, 1, 'real'),
      give(other, 2, 'real'),
      give(other, 3, 'staged'),
    ]);
    [awarded, rejected] = [[first, second, third], bad];
    const paid = ['accepted', 'erasing', 'erased'] as const;
    await Promise.all([first, second].map((clipId) => inState(one, clipId, ...paid)));
    await inState(other, third, ...paid);
    await inState(other, bad, 'in-review');
    await until('a review task', () => openTask(bad), patience);
    await reject(bad);
    await inState(other, bad, 'rejected', 'erasing', 'erased');
  });
  afterAll(() => dispose());

  const openTask = async (clipId: ClipId): Promise<true | undefined> => {
    const reviews = await scan('reviews');
    return reviews.some(({ pk }) => pk === `REVIEW#${clipId}`) ? true : undefined;
  };

  it('has one award for each accepted clip, and none for a rejected one', async () => {
    const awards = awardsOf(await scan('ledger'));
    for (const clipId of awarded) {
      expect(awards.filter((award) => award.clipId === clipId)).toHaveLength(1);
    }
    expect(awards.filter(({ clipId }) => clipId === rejected)).toEqual([]);
  });

  it('tells each contributor what the awards add up to', async () => {
    const told = await Promise.all(people.map(({ client }) => client.getEarnings()));
    const dollars = (amountMinor: number) => ({ balances: [{ amountMinor, currency: 'USD' }] });
    expect(told).toEqual([dollars(400), dollars(200)]);
  });

  it('nets to zero in every entry', async () => {
    for (const { legs } of awardsOf(await scan('ledger'))) {
      expect(legs).toHaveLength(2);
      expect(legs.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(0);
      expect(legs.map(({ account }) => account.split('/')[0])).toEqual([
        'campaign-budget',
        'contributor-payable',
      ]);
    }
  });

  it('has balances that equal the sums of the entries, for everybody', async () => {
    // A scan is no snapshot: an award of another file may come between two of its pages.
    const found = await until(
      'balances and entries of one moment',
      async () => {
        const items = await scan('ledger');
        const [stored, summed] = [storedBalances(items), summedBalances(awardsOf(items))];
        const isSame = JSON.stringify(sorted(stored)) === JSON.stringify(sorted(summed));
        return isSame ? { stored, summed } : undefined;
      },
      { timeoutSeconds: 10 },
    );
    expect(found.stored).toEqual(found.summed);
    expect(Object.keys(found.stored).length).toBeGreaterThanOrEqual(2);
  });

  it('has an award for every clip that was ever accepted, and a clip for every award', async () => {
    const before = awardsOf(await scan('ledger'));
    const clips = (await scan('clips')).filter(({ sk }) => sk === 'CLIP');
    const after = awardsOf(await scan('ledger'));
    const accepted = clips
      .filter(({ at }) => (at as Record<string, string>)['accepted'] !== undefined)
      .map((clip) => clip['clipId'] as ClipId);
    const paid = (awards: readonly AwardItem[]) => awards.map(({ clipId }) => clipId);
    expect(accepted.filter((clipId) => !paid(after).includes(clipId))).toEqual([]);
    expect(paid(before).filter((clipId) => !accepted.includes(clipId))).toEqual([]);
    expect(new Set(paid(after)).size).toBe(after.length);
  });
});

const sorted = (record: Record<string, unknown>): readonly [string, unknown][] =>
  Object.entries(record).toSorted(([one], [other]) => (one < other ? -1 : 1));

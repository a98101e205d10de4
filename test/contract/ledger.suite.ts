import { describe, expect, it } from '@jest/globals';
import type { CampaignStore, ConsentStore } from '../../core/domain/campaigns/ports.ts';
import type { ClipState, LiveClip } from '../../core/domain/intake/clip.ts';
import type { ClipStore } from '../../core/domain/intake/ports.ts';
import type { LedgerReader, LedgerWriter } from '../../core/domain/rewards/ports.ts';
import { money } from '../../core/domain/vocabulary/money.ts';
import type { ContributorId } from '../../core/domain/vocabulary/ids.ts';
import {
  newId,
  sampleAward,
  sampleCampaign,
  sampleCampaignParts,
  sampleClip,
  sampleConsent,
  sampleNow,
  sampleOpening,
} from '../support/samples.ts';

/** Stores over one empty set of tables. */
export interface LedgerStores {
  readonly campaigns: CampaignStore;
  readonly consents: ConsentStore;
  readonly clips: ClipStore;
  readonly ledger: LedgerWriter & LedgerReader;
}

const condition = { consentEpoch: 1, trainingExcluded: false };

/** A clip of somebody who consented, in a state. */
const clipIn = async (
  { campaigns, consents, clips }: LedgerStores,
  states: readonly ClipState[] = ['analyzing', 'in-review'],
  by?: LiveClip,
): Promise<LiveClip> => {
  const consent = by === undefined ? await consents.give(sampleConsent()) : by;
  const { contributorId, campaignId } = consent;
  if (by === undefined) {
    await campaigns.create(sampleCampaign({ campaignId }), sampleCampaignParts());
  }
  const clip = sampleClip({ contributorId, campaignId });
  expect(await clips.openGrant(sampleOpening(clip))).toBe('opened');
  for (const to of states) await clips.move({ clipId: clip.clipId, to, at: sampleNow });
  return clip;
};

const owed = async ({ ledger }: LedgerStores, contributorId: ContributorId) => [
  ...(await ledger.balances(contributorId)),
];

/** What every ledger keeps. `make` gives empty stores each time. */
export const ledgerContract = (make: () => Promise<LedgerStores>): void => {
  describe('a ledger', () => {
    awardContract(make);
    denialContract(make);
    balanceContract(make);
  });
};

const awardContract = (make: () => Promise<LedgerStores>): void => {
  it('awards a clip in review and accepts it in one step', async () => {
    const stores = await make();
    const clip = await clipIn(stores);
    const award = sampleAward(clip);
    expect(await stores.ledger.find(clip.clipId)).toBeUndefined();
    expect(await stores.ledger.award(award, condition)).toBe('awarded');
    expect(await stores.ledger.find(clip.clipId)).toEqual(award);
    const accepted = await stores.clips.find(clip.clipId);
    expect([accepted?.state, accepted?.at.accepted]).toEqual(['accepted', award.awardedAt]);
    expect(accepted?.trainingExcluded ?? false).toBe(false);
    expect(await owed(stores, clip.contributorId)).toEqual([money(200, 'USD')]);
  });

  it('marks a clip that is paid but not for training', async () => {
    const stores = await make();
    const clip = await clipIn(stores);
    await stores.ledger.award(sampleAward(clip), { ...condition, trainingExcluded: true });
    expect((await stores.clips.find(clip.clipId))?.trainingExcluded).toBe(true);
  });

  it('awards a clip once, whatever a second award says', async () => {
    const stores = await make();
    const clip = await clipIn(stores);
    const award = sampleAward(clip);
    await stores.ledger.award(award, condition);
    const richer = sampleAward(clip, { reward: money(900, 'USD') });
    expect(await stores.ledger.award(richer, condition)).toBe('already');
    expect(await stores.ledger.award(award, condition)).toBe('already');
    expect(await stores.ledger.find(clip.clipId)).toEqual(award);
    expect(await owed(stores, clip.contributorId)).toEqual([money(200, 'USD')]);
  });

  it('awards a clip once to many rivals', async () => {
    const stores = await make();
    const clip = await clipIn(stores);
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => stores.ledger.award(sampleAward(clip), condition)),
    );
    expect(outcomes.filter((outcome) => outcome === 'awarded')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'already')).toHaveLength(9);
    expect(await owed(stores, clip.contributorId)).toEqual([money(200, 'USD')]);
  });

  it('says so of an awarded clip whatever changed since', async () => {
    const stores = await make();
    const clip = await clipIn(stores);
    const award = sampleAward(clip);
    await stores.ledger.award(award, condition);
    const { contributorId, campaignId } = clip;
    await stores.consents.give(
      sampleConsent({ contributorId, campaignId, noticeVersion: '2027-01', epoch: 2 }),
    );
    for (const to of ['withdrawn', 'erasing', 'erased'] as const) {
      await stores.clips.move({ clipId: clip.clipId, to, at: sampleNow });
      expect(await stores.ledger.award(award, condition)).toBe('already');
      expect((await stores.clips.find(clip.clipId))?.state).toBe(to);
    }
    expect(await stores.ledger.find(clip.clipId)).toEqual(award);
  });
};

const denialContract = (make: () => Promise<LedgerStores>): void => {
  it('stops an award when the consent epoch has moved on', async () => {
    const stores = await make();
    const clip = await clipIn(stores);
    const { contributorId, campaignId } = clip;
    await stores.consents.give(
      sampleConsent({ contributorId, campaignId, noticeVersion: '2027-01', epoch: 2 }),
    );
    expect(await stores.ledger.award(sampleAward(clip), condition)).toBe('consent-withdrawn');
    expect(await stores.ledger.find(clip.clipId)).toBeUndefined();
    expect((await stores.clips.find(clip.clipId))?.state).toBe('in-review');
    expect(await owed(stores, contributorId)).toEqual([]);
  });

  it.each([
    { way: [] },
    { way: ['analyzing'] },
    { way: ['analyzing', 'in-review', 'rejected'] },
    { way: ['analyzing', 'in-review', 'withdrawn'] },
    { way: ['refused', 'erasing', 'erased'] },
  ] as const)('stops the award of a clip that is not in review: $way', async ({ way }) => {
    const stores = await make();
    const clip = await clipIn(stores, way);
    const before = await stores.clips.find(clip.clipId);
    expect(await stores.ledger.award(sampleAward(clip), condition)).toBe('clip-not-in-review');
    expect(await stores.ledger.find(clip.clipId)).toBeUndefined();
    expect(await stores.clips.find(clip.clipId)).toEqual(before);
    expect(await owed(stores, clip.contributorId)).toEqual([]);
  });

  it('lets one of a withdrawal and an award win, never both halves', async () => {
    const stores = await make();
    for (let round = 0; round < 5; round += 1) {
      const clip = await clipIn(stores);
      const [outcome, moved] = await Promise.all([
        stores.ledger.award(sampleAward(clip), condition),
        stores.clips.move({ clipId: clip.clipId, to: 'withdrawn', at: sampleNow }),
      ]);
      const award = await stores.ledger.find(clip.clipId);
      const found = await stores.clips.find(clip.clipId);
      // A withdrawal that comes second finds the clip accepted and takes it back as well.
      expect([moved, found?.state]).toEqual(['moved', 'withdrawn']);
      expect([outcome, award === undefined]).toEqual(
        found?.at.accepted === undefined ? ['clip-not-in-review', true] : ['awarded', false],
      );
    }
  });
};

const balanceContract = (make: () => Promise<LedgerStores>): void => {
  it('owes a stranger nothing', async () => {
    const stores = await make();
    expect(await owed(stores, newId('contributor'))).toEqual([]);
  });

  it('adds awards up, each currency apart', async () => {
    const stores = await make();
    const first = await clipIn(stores);
    await stores.ledger.award(sampleAward(first), condition);
    for (const reward of [money(350, 'USD'), money(100, 'EUR'), money(25, 'EUR')]) {
      const clip = await clipIn(stores, ['analyzing', 'in-review'], first);
      const award = sampleAward(clip, { reward });
      expect(await stores.ledger.award(award, condition)).toBe('awarded');
    }
    const balances = await owed(stores, first.contributorId);
    const byCurrency = balances.toSorted((one, other) => (one.currency < other.currency ? -1 : 1));
    expect(byCurrency).toEqual([money(125, 'EUR'), money(550, 'USD')]);
  });

  it('adds awards of one person up that are written at once', async () => {
    const stores = await make();
    const clips: LiveClip[] = [await clipIn(stores)];
    for (let at = 0; at < 7; at += 1) {
      clips.push(await clipIn(stores, ['analyzing', 'in-review'], clips[0]));
    }
    const outcomes = await Promise.all(
      clips.map((clip) => stores.ledger.award(sampleAward(clip), condition)),
    );
    expect(new Set(outcomes)).toEqual(new Set(['awarded']));
    const contributorId = clips[0]?.contributorId ?? newId('contributor');
    expect(await owed(stores, contributorId)).toEqual([money(1_600, 'USD')]);
  });
};

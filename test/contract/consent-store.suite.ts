import { describe, expect, it } from '@jest/globals';
import type { ConsentRecord, ConsentWithdrawal } from '../../core/domain/campaigns/consent.ts';
import type { ConsentStore } from '../../core/domain/campaigns/ports.ts';
import type { OpenWithdrawals } from '../../core/domain/retention/follow-withdrawals.ts';
import { addSeconds } from '../../core/domain/vocabulary/time.ts';
import { newId, sampleConsent, sampleNow, sampleWithdrawal } from '../support/samples.ts';

/** Stores over one empty set of tables. */
export interface ConsentStores {
  readonly consents: ConsentStore;
  readonly withdrawals: OpenWithdrawals;
}

/** What every `ConsentStore` keeps. `makeStores` gives empty ones each time. */
export const consentStoreContract = (makeStores: () => Promise<ConsentStores>): void => {
  const make = async () => (await makeStores()).consents;

  describe('a store of consents', () => {
    it('gives a record back as it was stored, and as the one in force', async () => {
      const consents = await make();
      const record = sampleConsent();
      const { contributorId, campaignId, consentId } = record;
      expect(await consents.inForce(contributorId, campaignId)).toBeUndefined();
      expect(await consents.find(consentId)).toBeUndefined();
      expect(await consents.give(record)).toEqual(record);
      expect(await consents.inForce(contributorId, campaignId)).toEqual(record);
      expect(await consents.find(consentId)).toEqual(record);
    });

    it('returns the record in force when the same is agreed to again', async () => {
      const consents = await make();
      const first = await consents.give(sampleConsent());
      const again = { ...first, consentId: newId('consent'), givenAt: '2026-12-01T00:00:00.000Z' };
      expect(await consents.give(again)).toEqual(first);
      expect(await consents.give(first)).toEqual(first);
      expect(await consents.find(again.consentId)).toBeUndefined();
      expect(await consents.inForce(first.contributorId, first.campaignId)).toEqual(first);
    });

    it('keeps one of many rivals that say the same', async () => {
      const consents = await make();
      const { contributorId, campaignId } = sampleConsent();
      const rivals = Array.from({ length: 5 }, () => sampleConsent({ contributorId, campaignId }));
      const given = await Promise.all(rivals.map((rival) => consents.give(rival)));
      const stood = await consents.inForce(contributorId, campaignId);
      expect(new Set(given.map(({ consentId }) => consentId))).toEqual(new Set([stood?.consentId]));
      const stored = await Promise.all(rivals.map(({ consentId }) => consents.find(consentId)));
      expect(stored.filter((record) => record !== undefined)).toHaveLength(1);
    });

    it('replaces the record in force by one with other purposes, and keeps the old', async () => {
      const consents = await make();
      const first = await consents.give(sampleConsent());
      const second = sampleConsent({
        contributorId: first.contributorId,
        campaignId: first.campaignId,
        purposes: ['human-review', 'model-training', 'redacted-publication'],
      });
      expect(await consents.give(second)).toEqual(second);
      expect(await consents.inForce(first.contributorId, first.campaignId)).toEqual(second);
      expect(await consents.find(first.consentId)).toEqual(first);
    });

    it('replaces the record in force by one to another notice', async () => {
      const consents = await make();
      const first = await consents.give(sampleConsent());
      const second = { ...first, consentId: newId('consent'), noticeVersion: '2027-01' };
      expect((await consents.give(second)).consentId).toBe(second.consentId);
      const stood = await consents.inForce(first.contributorId, first.campaignId);
      expect(stood?.noticeVersion).toBe('2027-01');
    });

    it('never lowers the epoch', async () => {
      const consents = await make();
      const first = await consents.give(sampleConsent({ epoch: 7 }));
      const given = await consents.give({
        ...first,
        consentId: newId('consent'),
        noticeVersion: '2027-01',
        epoch: 1,
      });
      expect(given.epoch).toBe(7);
      expect((await consents.inForce(first.contributorId, first.campaignId))?.epoch).toBe(7);
    });

    it('raises the epoch when a later one is given', async () => {
      const consents = await make();
      const first = await consents.give(sampleConsent());
      const given = await consents.give({
        ...first,
        consentId: newId('consent'),
        noticeVersion: '2027-01',
        epoch: 2,
      });
      expect(given.epoch).toBe(2);
    });

    it('keeps people and campaigns apart', async () => {
      const consents = await make();
      const first = await consents.give(sampleConsent());
      expect(await consents.inForce(first.contributorId, newId('campaign'))).toBeUndefined();
      expect(await consents.inForce(newId('contributor'), first.campaignId)).toBeUndefined();
    });

    it('replaces the record in force by one in another language', async () => {
      const consents = await make();
      const first = await consents.give(sampleConsent());
      const second = { ...first, consentId: newId('consent'), language: 'fr' };
      expect((await consents.give(second)).consentId).toBe(second.consentId);
    });

    it('lists a person’s latest consents, one a campaign', async () => {
      const consents = await make();
      const first = await consents.give(sampleConsent());
      const { contributorId } = first;
      const second = await consents.give(sampleConsent({ contributorId }));
      const third = { ...first, consentId: newId('consent'), noticeVersion: '2027-01' };
      await consents.give(third);
      await consents.give(sampleConsent());
      const listed = await consents.list(contributorId);
      expect(new Set(listed.map(({ consentId }) => consentId))).toEqual(
        new Set([third.consentId, second.consentId]),
      );
      expect(await consents.list(newId('contributor'))).toEqual([]);
    });
  });

  describe('the epochs in force', () => {
    it('are told in the order of asking, as often as they are asked for', async () => {
      const consents = await make();
      const first = await consents.give(sampleConsent());
      const second = await consents.give(sampleConsent({ epoch: 4 }));
      const { contributorId } = first;
      const nowhere = { contributorId, campaignId: second.campaignId };
      const asked = [second, first, nowhere, second];
      expect(await consents.epochsInForce(asked)).toEqual([4, 1, undefined, 4]);
      expect(await consents.epochsInForce([])).toEqual([]);
    });

    it('end with a consent, stay when it is narrowed, go on when it is given again', async () => {
      const consents = await make();
      const purposes = ['human-review', 'model-training', 'redacted-publication'] as const;
      const record = await consents.give(sampleConsent({ purposes }));
      const narrowed = await consents.withdraw(sampleWithdrawal(record, ['redacted-publication']));
      expect(await consents.epochsInForce([record])).toEqual([1]);
      if (narrowed === 'stale') throw new Error('Nobody else withdrew');
      await consents.withdraw(sampleWithdrawal(narrowed));
      expect(await consents.epochsInForce([record])).toEqual([undefined]);
      await consents.give({ ...record, consentId: newId('consent') });
      expect(await consents.epochsInForce([record])).toEqual([2]);
    });

    it('are told for a page of a hundred people', async () => {
      const consents = await make();
      const given = Array.from({ length: 100 }, (_, at) => sampleConsent({ epoch: at + 1 }));
      await Promise.all(given.map((record) => consents.give(record)));
      expect(await consents.epochsInForce(given)).toEqual(given.map(({ epoch }) => epoch));
    });
  });

  describe('a withdrawal of consent', () => {
    const allPurposes = ['human-review', 'model-training', 'redacted-publication'] as const;

    /** A consent to everything. */
    const given = async (consents: ConsentStore): Promise<ConsentRecord> =>
      consents.give(sampleConsent({ purposes: allPurposes }));

    it('for an optional purpose leaves the rest, and the epoch', async () => {
      const { consents, withdrawals } = await makeStores();
      const record = await given(consents);
      const narrowed = sampleWithdrawal(record, ['redacted-publication']);
      const left = ['human-review', 'model-training'];
      expect(await consents.withdraw(narrowed)).toMatchObject({ purposes: left, epoch: 1 });
      const stood = await consents.inForce(record.contributorId, record.campaignId);
      expect(stood).toEqual({ ...record, purposes: left });
      expect(await consents.find(record.consentId)).toEqual({ ...record, purposes: left });
      expect(await withdrawals.list(10)).toEqual([]);
    });

    it('for a required one ends it and bumps the epoch, which stands for ever', async () => {
      const { consents, withdrawals } = await makeStores();
      const record = await given(consents);
      const { consentId, contributorId, campaignId } = record;
      const withdrawal = sampleWithdrawal(record);
      const ended = { ...record, purposes: [], withdrawnAt: withdrawal.withdrawnAt };
      expect(await consents.withdraw(withdrawal)).toEqual(ended);
      expect(await consents.inForce(contributorId, campaignId)).toBeUndefined();
      expect(await consents.latest(contributorId, campaignId)).toEqual({ ...ended, epoch: 2 });
      expect(await consents.find(consentId)).toEqual(ended);
      expect(await consents.list(contributorId)).toEqual([{ ...ended, epoch: 2 }]);
      const { withdrawnAt } = withdrawal;
      expect(await withdrawals.list(10)).toEqual([
        { consentId, contributorId, campaignId, epoch: 1, withdrawnAt },
      ]);
    });

    it('can be repeated and raced, and counts once', async () => {
      const { consents, withdrawals } = await makeStores();
      const record = await given(consents);
      const rivals = Array.from({ length: 4 }, () => sampleWithdrawal(record));
      const outcomes = await Promise.all(rivals.map((rival) => consents.withdraw(rival)));
      for (const outcome of outcomes) expect(outcome).toMatchObject({ purposes: [], epoch: 1 });
      expect(await consents.withdraw(sampleWithdrawal(record))).toMatchObject({ purposes: [] });
      expect((await consents.latest(record.contributorId, record.campaignId))?.epoch).toBe(2);
      expect(await withdrawals.list(10)).toHaveLength(1);
    });

    it('is kept beside the consent, with what opens its leaf', async () => {
      const consents = await make();
      const record = await given(consents);
      expect(await consents.withdrawalsFrom(record.consentId)).toEqual([]);
      const first = sampleWithdrawal(record, ['redacted-publication']);
      const left = await consents.withdraw(first);
      if (left === 'stale') throw new Error('Nobody else withdrew');
      expect(await consents.withdrawalsFrom(record.consentId)).toEqual([first]);
      const last = sampleWithdrawal(left);
      await consents.withdraw(last);
      await consents.withdraw(sampleWithdrawal(left));
      const kept = await consents.withdrawalsFrom(record.consentId);
      expect(kept).toHaveLength(2);
      expect(kept).toEqual(expect.arrayContaining([first, last]));
      const again = await consents.give({ ...record, consentId: newId('consent') });
      expect(await consents.withdrawalsFrom(again.consentId)).toEqual([]);
    });

    it('is stale when the consent stands otherwise than it counts on', async () => {
      const consents = await make();
      const record = await given(consents);
      await consents.withdraw(sampleWithdrawal(record, ['redacted-publication']));
      expect(await consents.withdraw(sampleWithdrawal(record))).toBe('stale');
      const other = { ...record, consentId: newId('consent') };
      expect(await consents.withdraw(sampleWithdrawal(other))).toBe('stale');
      expect(await consents.withdraw(sampleWithdrawal(sampleConsent()))).toBe('stale');
    });

    it('lets the same consent be given again, under the bumped epoch', async () => {
      const consents = await make();
      const record = await given(consents);
      await consents.withdraw(sampleWithdrawal(record));
      const again = { ...record, consentId: newId('consent') };
      const stored = await consents.give(again);
      expect(stored).toEqual({ ...again, epoch: 2 });
      expect(await consents.inForce(record.contributorId, record.campaignId)).toEqual(stored);
      expect((await consents.find(record.consentId))?.withdrawnAt).toBe(sampleNow);
    });
  });

  describe('open withdrawals', () => {
    const endedAt = async (consents: ConsentStore, seconds: number): Promise<ConsentWithdrawal> => {
      const record = await consents.give(sampleConsent());
      const withdrawnAt = addSeconds(sampleNow, seconds);
      const withdrawal = { ...sampleWithdrawal(record), withdrawnAt };
      await consents.withdraw(withdrawal);
      return withdrawal;
    };

    it('are listed oldest first, to a limit', async () => {
      const { consents, withdrawals } = await makeStores();
      const ids: string[] = [];
      for (const seconds of [30, 10, 20]) ids.push((await endedAt(consents, seconds)).consentId);
      const listed = await withdrawals.list(2);
      expect(listed.map(({ consentId }) => consentId)).toEqual([ids[1], ids[2]]);
    });

    it('remember where to go on until they are closed, and not after', async () => {
      const { consents, withdrawals } = await makeStores();
      await endedAt(consents, 0);
      const [open] = await withdrawals.list(1);
      if (open === undefined) throw new Error('One is open');
      await withdrawals.advance(open, 'clip_1');
      expect(await withdrawals.list(1)).toEqual([{ ...open, cursor: 'clip_1' }]);
      await withdrawals.close(open);
      await withdrawals.close(open);
      await withdrawals.advance(open, 'clip_2');
      expect(await withdrawals.list(1)).toEqual([]);
    });
  });
};

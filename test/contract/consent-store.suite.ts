import { describe, expect, it } from '@jest/globals';
import type { ConsentStore } from '../../core/domain/campaigns/ports.ts';
import { newId, sampleConsent } from '../support/samples.ts';

/** What every `ConsentStore` keeps. `make` gives an empty one each time. */
export const consentStoreContract = (make: () => Promise<ConsentStore>): void => {
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
  });
};

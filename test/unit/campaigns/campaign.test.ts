import { describe, expect, it } from '@jest/globals';
import {
  isOpen,
  purposes,
  requiredPurposes,
  termsOf,
} from '../../../core/domain/campaigns/campaign.ts';
import { sampleCampaign } from '../../support/samples.ts';

const opensAt = '2026-12-18T00:00:00.000Z';
const closesAt = '2027-02-25T00:00:00.000Z';

describe('a campaign', () => {
  it.each([
    ['2026-12-17T23:59:59.999Z', false],
    ['2026-12-18T00:00:00.000Z', true],
    ['2027-02-24T23:59:59.999Z', true],
    ['2027-02-25T00:00:00.000Z', false],
  ])('at %s takes clips: %p', (now, expected) => {
    expect(isOpen(sampleCampaign({ opensAt, closesAt }), now)).toBe(expected);
  });

  it.each(['paused', 'closed'] as const)('that is %s takes none', (status) => {
    expect(isOpen(sampleCampaign({ opensAt, closesAt, status }), opensAt)).toBe(false);
  });

  it('has terms for what it wants and none for anything else', () => {
    const campaign = sampleCampaign();
    expect(termsOf(campaign, 'car-door')?.reward.amountMinor).toBe(200);
    expect(termsOf(campaign, 'person')).toBeUndefined();
  });

  it('requires purposes that can be asked for', () => {
    expect(purposes).toEqual(expect.arrayContaining([...requiredPurposes]));
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  awardDocument,
  awardLeafIdOf,
  budgetAccount,
  legsOf,
  payableAccount,
} from '../../../core/domain/rewards/ledger.ts';
import { add, money } from '../../../core/domain/vocabulary/money.ts';
import { newId, sampleAward, sampleClip } from '../../support/samples.ts';

describe('an award', () => {
  it('moves its reward from the budget to the contributor, netting to zero', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (amountMinor) => {
        const reward = money(amountMinor, 'USD');
        const award = {
          campaignId: newId('campaign'),
          contributorId: newId('contributor'),
          reward,
        };
        const [from, to] = legsOf(award);
        expect(from.account).toBe(budgetAccount(award.campaignId));
        expect(to.account).toBe(payableAccount(award.contributorId));
        expect(to.amount).toEqual(reward);
        expect(add(from.amount, to.amount)).toEqual(money(0, 'USD'));
      }),
    );
  });

  it('attests ids, the amount and the rule, nothing else', () => {
    const award = sampleAward(sampleClip());
    expect(Object.keys(awardDocument(award) as object).toSorted()).toEqual([
      'amountMinor',
      'awardId',
      'awardedAt',
      'campaignId',
      'clipId',
      'contributorId',
      'currency',
      'ruleVersion',
    ]);
  });

  it('has one leaf a clip', () => {
    expect(awardLeafIdOf('clip_01J')).toBe('leaf_awarded_01J');
  });
});

import { describe, expect, it } from '@jest/globals';
import {
  requireBudget,
  requireKept,
  sameWords,
  saysTheSame,
} from '../../../core/domain/campaigns/campaign-terms.ts';
import { Refusal } from '../../../core/domain/vocabulary/refusal.ts';
import { money } from '../../../core/domain/vocabulary/money.ts';
import { sampleCampaign, sampleNotice } from '../../support/samples.ts';

const campaign = sampleCampaign();
const [thefts, doors] = campaign.terms;
if (thefts === undefined || doors === undefined) throw new Error('The sample wants two categories');

/** The refusal that a check throws. */
const refusalOf = (check: () => void): Refusal | undefined => {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
};

describe('the budget of a campaign', () => {
  it.each([
    [8_000_000, undefined],
    [7_999_999, 'budget-too-small'],
  ])('of %d cents for 40,000 clips at 200 is answered with %p', (amountMinor, code) => {
    const budget = money(amountMinor, 'USD');
    const refusal = refusalOf(() => requireBudget({ terms: campaign.terms, budget }));
    expect(refusal?.code).toBe(code);
  });

  it('says what is missing, in words and in figures', () => {
    const budget = money(100, 'USD');
    const refusal = refusalOf(() => requireBudget({ terms: campaign.terms, budget }));
    expect(refusal?.message).toContain('80000.00 USD');
    expect(refusal?.facts).toEqual({ neededMinor: 8_000_000, budgetMinor: 100 });
  });

  it('is in the currency of every reward', () => {
    const terms = [thefts, { ...doors, reward: money(200, 'EUR') }];
    const refusal = refusalOf(() => requireBudget({ terms, budget: campaign.budget }));
    expect(refusal?.code).toBe('budget-too-small');
    expect(refusal?.message).toMatch(/car-door in EUR: state both in one currency/);
  });
});

describe('what people were told', () => {
  it.each([
    ['the same rate', [thefts, doors], undefined],
    ['a higher rate', [{ ...thefts, reward: money(201, 'USD') }, doors], undefined],
    ['a lower rate', [{ ...thefts, reward: money(199, 'USD') }, doors], 'reward-lowered'],
    ['another currency', [{ ...thefts, reward: money(900, 'EUR') }, doors], 'reward-lowered'],
    ['one category less', [thefts], 'reward-lowered'],
    ['one more', [thefts, doors, { ...doors, category: 'person' as const }], undefined],
  ])('is answered, changed to %s, with the right refusal', (_words, terms, code) => {
    expect(refusalOf(() => requireKept(campaign, { terms }))?.code).toBe(code);
  });

  it('is said by its name where a category is dropped', () => {
    expect(refusalOf(() => requireKept(campaign, { terms: [thefts] }))?.message).toBe(
      'People were told of car-door, and a category that people were told of is not dropped: ' +
        'pause or close this campaign.',
    );
  });
});

describe('a repeated campaign', () => {
  const { notice: _notice, ...rest } = campaign;
  const terms = { ...rest, notice: sampleNotice() };

  it('says the same whatever its state and version', () => {
    const later = { ...campaign, status: 'paused' as const, version: 7 };
    expect(saysTheSame(later, terms)).toBe(true);
  });

  it('does not say the same with any other term', () => {
    expect(saysTheSame(campaign, { ...terms, title: 'Other' })).toBe(false);
    expect(saysTheSame(campaign, { ...terms, notice: sampleNotice({ version: '2' }) })).toBe(false);
  });

  it('has the same words only if every word is the same', () => {
    const [english, french] = sampleNotice().texts;
    if (english === undefined || french === undefined) throw new Error('Two languages are there');
    expect(sameWords(sampleNotice(), sampleNotice())).toBe(true);
    const other = { ...english, ageStatement: 'I am old enough.' };
    expect(sameWords(sampleNotice(), sampleNotice({ texts: [other, french] }))).toBe(false);
  });
});

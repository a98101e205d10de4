import { describe, expect, it } from '@jest/globals';
import { awardItem } from '../../../core/adapters/dynamodb/award-item.ts';
import { clipItems, ledgerItems, programItems } from '../../../core/contracts/layout/items.ts';
import { clipStates, type Clip } from '../../../core/domain/intake/clip.ts';
import { reasonCodes } from '../../../core/domain/intake/reasons.ts';
import { payableAccount } from '../../../core/domain/rewards/ledger.ts';
import type { ContributorId } from '../../../core/domain/vocabulary/ids.ts';
import { money } from '../../../core/domain/vocabulary/money.ts';
import { newId, sampleAward, sampleClip, sampleNow } from '../../support/samples.ts';

/**
 * Bytes of an item as DynamoDB counts them: names and values, numbers up to 21 bytes, 3 bytes a
 * list or map and 1 for each of its elements.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
const bytesOf = (value: unknown): number => {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return 21;
  if (typeof value === 'boolean') return 1;
  if (Array.isArray(value)) return value.reduce((sum, each) => sum + bytesOf(each) + 1, 3);
  return Object.entries(value as object).reduce(
    (sum, [name, each]) => sum + Buffer.byteLength(name) + bytesOf(each) + 1,
    3,
  );
};

const oneWriteUnit = 1_024;
const longestOf = (texts: readonly string[]): string =>
  texts.reduce((longest, text) => (text.length > longest.length ? text : longest), '');

/** Ids are ULIDs but for a person's, which is the sign-in's UUID. */
const contributorId: ContributorId = 'contributor_00000000-0000-4000-8000-000000000000';
const clip = sampleClip({ contributorId });
/** 40 characters at most; the longest ones have three bytes. */
const longestVersion = '€'.repeat(40);

describe('the four items of an award, at their longest', () => {
  it('has an award item of one write unit', () => {
    const reward = money(Number.MAX_SAFE_INTEGER, 'USD');
    const item = awardItem(sampleAward(clip, { reward, ruleVersion: longestVersion }));
    expect(bytesOf(item)).toBeLessThanOrEqual(oneWriteUnit);
  });

  it('has a clip item of one write unit', () => {
    const longest: Clip = {
      ...clip,
      declared: { ...clip.declared, category: 'package-theft', scenario: 'staged' },
      // More than any life of a clip can have.
      at: Object.fromEntries(clipStates.map((state) => [state, sampleNow])),
      reason: longestOf(reasonCodes) as (typeof reasonCodes)[number],
      trainingExcluded: true,
    };
    const item = { ...clipItems.clip(clip.clipId), ...longest };
    expect(bytesOf(item)).toBeLessThanOrEqual(oneWriteUnit);
  });

  it('has a balance item of one write unit', () => {
    const key = ledgerItems.balance(payableAccount(contributorId), 'USD');
    const item = { ...key, currency: 'USD', amountMinor: Number.MAX_SAFE_INTEGER };
    expect(bytesOf(item)).toBeLessThanOrEqual(oneWriteUnit);
  });

  it('conditions on a consent item of one write unit', () => {
    const item = {
      ...programItems.consentInForce(contributorId, clip.campaignId),
      consentId: newId('consent'),
      epoch: Number.MAX_SAFE_INTEGER,
      purposes: ['human-review', 'model-training', 'redacted-publication'],
      noticeVersion: longestVersion,
      language: 'x'.repeat(21),
      withdrawnAt: sampleNow,
    };
    expect(bytesOf(item)).toBeLessThanOrEqual(oneWriteUnit);
  });
});

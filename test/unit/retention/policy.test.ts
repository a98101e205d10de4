import { describe, expect, it } from '@jest/globals';
import { clipStates } from '../../../core/domain/intake/clip.ts';
import {
  defaultRules,
  dueAtFor,
  recordClasses,
  recordClassOf,
  type RetentionPolicy,
} from '../../../core/domain/retention/policy.ts';
import { addDays, addSeconds } from '../../../core/domain/vocabulary/time.ts';
import { sampleNow } from '../../support/samples.ts';

const policy: RetentionPolicy = {
  version: 0,
  rules: defaultRules,
  effectiveAt: sampleNow,
  setBy: 'contributor_1',
};

describe('the retention schedule', () => {
  it('has one rule for every record class, with a period and a ground', () => {
    const classes = defaultRules.map(({ recordClass }) => recordClass);
    expect(classes.toSorted()).toEqual([...recordClasses].toSorted());
    for (const rule of defaultRules) {
      expect(rule.retentionSeconds).toBeGreaterThanOrEqual(0);
      expect(rule.legalBasis).not.toBe('');
    }
  });

  it('counts from the trigger', () => {
    expect(dueAtFor(policy, 'rejected-clip', sampleNow)).toBe(addDays(sampleNow, 30));
    expect(dueAtFor(policy, 'refused-upload', sampleNow)).toBe(addSeconds(sampleNow, 3_600));
    expect(dueAtFor(policy, 'withdrawn-clip', sampleNow)).toBe(sampleNow);
  });

  it('never guesses a period that it does not have', () => {
    expect(() => dueAtFor({ ...policy, rules: [] }, 'accepted-clip', sampleNow)).toThrow(
      RangeError,
    );
  });

  it('has a class for every state in which a clip rests, and for no other', () => {
    const classes = clipStates.map((state) => [state, recordClassOf(state)]);
    expect(Object.fromEntries(classes)).toEqual({
      granted: undefined,
      refused: 'refused-upload',
      expired: 'unused-grant',
      analyzing: undefined,
      'in-review': undefined,
      accepted: 'accepted-clip',
      rejected: 'rejected-clip',
      withdrawn: 'withdrawn-clip',
      erasing: undefined,
      erased: undefined,
    });
  });
});

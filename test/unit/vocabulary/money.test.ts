import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { add, money, negate, type Currency } from '../../../core/domain/vocabulary/money.ts';

const currencies: readonly Currency[] = ['USD', 'EUR', 'GBP', 'CAD'];
const amounts = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });

describe('money', () => {
  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER + 1])(
    'is never made of %p minor units',
    (amountMinor) => {
      expect(() => money(amountMinor, 'USD')).toThrow(RangeError);
    },
  );

  it('adds amounts of one currency', () => {
    expect(add(money(200, 'USD'), money(150, 'USD'))).toEqual(money(350, 'USD'));
  });

  it('never adds two currencies', () => {
    for (const one of currencies) {
      for (const other of currencies.filter((currency) => currency !== one)) {
        expect(() => add(money(1, one), money(1, other))).toThrow(RangeError);
      }
    }
  });

  it('throws rather than lose a cent to rounding', () => {
    const most = money(Number.MAX_SAFE_INTEGER, 'USD');
    expect(() => add(most, money(1, 'USD'))).toThrow(RangeError);
  });

  it('adds in any order to the same sum', () => {
    fc.assert(
      fc.property(amounts, amounts, amounts, (a, b, c) => {
        const [one, two, three] = [money(a, 'EUR'), money(b, 'EUR'), money(c, 'EUR')];
        expect(add(add(one, two), three)).toEqual(add(one, add(three, two)));
      }),
    );
  });

  it('nets to zero with its negation, and zero has no sign', () => {
    fc.assert(
      fc.property(amounts, (amount) => {
        const sum = add(money(amount, 'GBP'), negate(money(amount, 'GBP')));
        expect(Object.is(sum.amountMinor, 0)).toBe(true);
      }),
    );
    expect(Object.is(negate(money(0, 'CAD')).amountMinor, 0)).toBe(true);
  });
});

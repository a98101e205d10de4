/** ISO 4217 code. */
export type Currency = 'USD' | 'EUR' | 'GBP' | 'CAD';

/** An amount in integer minor units (cents) of one currency. */
export interface Money {
  readonly amountMinor: number;
  readonly currency: Currency;
}

/** Adds two amounts of one currency. Throws `RangeError` on mixed currencies or unsafe integers. */
export const add = (one: Money, other: Money): Money => {
  if (one.currency !== other.currency) {
    throw new RangeError(`Cannot add ${one.currency} to ${other.currency}`);
  }
  return money(one.amountMinor + other.amountMinor, one.currency);
};

/** Makes an amount. Throws `RangeError` unless it is a safe integer of minor units. */
export const money = (amountMinor: number, currency: Currency): Money => {
  if (!Number.isSafeInteger(amountMinor)) {
    throw new RangeError(`Money needs an integer of minor units, got ${amountMinor}`);
  }
  return { amountMinor, currency };
};

/** The same amount the other way round: the second leg of a transaction. */
export const negate = ({ amountMinor, currency }: Money): Money =>
  money(amountMinor === 0 ? 0 : -amountMinor, currency);

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  addSeconds,
  dayOf,
  hourOf,
  isOnCalendar,
  laterOf,
  millisecondsOf,
  minuteText,
  secondsBetween,
  type Instant,
} from '../../../core/domain/vocabulary/time.ts';

const instants = fc
  .date({
    min: new Date('2000-01-01T00:00:00.000Z'),
    max: new Date('2099-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  })
  .map((date): Instant => date.toISOString());

describe('instants', () => {
  it('have the order of time as texts', () => {
    fc.assert(
      fc.property(instants, instants, (one, other) => {
        expect(one < other).toBe(millisecondsOf(one) < millisecondsOf(other));
      }),
    );
  });

  it('are told to people by their minute', () => {
    expect(minuteText('2026-11-23T06:12:59.999Z')).toBe('2026-11-23 06:12 UTC');
  });

  it('fall in hours that are on the calendar', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        expect(isOnCalendar(hourOf(instant))).toBe(true);
      }),
    );
  });

  it.each([
    ['2026-02-31T10Z', false],
    ['2026-02-29T10Z', false],
    ['2028-02-29T10Z', true],
    ['2026-04-31T00Z', false],
    ['2026-12-31T23Z', true],
    ['yesterday', false],
  ])('have hours that are on the calendar or not: %s', (hour, expected) => {
    expect(isOnCalendar(hour)).toBe(expected);
  });

  it('move by seconds and back', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: -1e9, max: 1e9 }), (instant, seconds) => {
        const moved = addSeconds(instant, seconds);
        expect(secondsBetween(instant, moved)).toBe(seconds);
        expect(addSeconds(moved, -seconds)).toBe(instant);
      }),
    );
  });

  it.each([
    ['2026-02-28T23:59:59.999Z', 0.001, '2026-03-01T00:00:00.000Z'],
    ['2028-02-28T12:00:00.000Z', 86_400, '2028-02-29T12:00:00.000Z'],
    ['2026-12-31T23:59:30.000Z', 60, '2027-01-01T00:00:30.000Z'],
    // Clocks of some countries change on this day: UTC does not.
    ['2026-03-29T00:30:00.000Z', 3_600, '2026-03-29T01:30:00.000Z'],
  ])('%s and %d seconds are %s', (instant, seconds, expected) => {
    expect(addSeconds(instant, seconds)).toBe(expected);
  });

  it('move by days of 24 hours', () => {
    expect(addDays('2026-03-28T12:00:00.000Z', 2)).toBe('2026-03-30T12:00:00.000Z');
    expect(addDays('2026-03-30T12:00:00.000Z', -2)).toBe('2026-03-28T12:00:00.000Z');
  });

  it('fall on their UTC day', () => {
    expect(dayOf('2026-11-23T23:59:59.999Z')).toBe('2026-11-23');
    expect(dayOf('2026-11-24T00:00:00.000Z')).toBe('2026-11-24');
  });

  it('have a later one', () => {
    fc.assert(
      fc.property(instants, instants, (one, other) => {
        const later = laterOf(one, other);
        expect([one, other]).toContain(later);
        expect(later >= one && later >= other).toBe(true);
      }),
    );
  });

  it.each(['', 'soon', '2026-13-01T00:00:00.000Z'])('are no text like "%s"', (text) => {
    expect(() => millisecondsOf(text)).toThrow(RangeError);
    expect(() => addSeconds(text, 1)).toThrow(RangeError);
  });
});

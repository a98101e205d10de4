/** A moment: ISO 8601, UTC, milliseconds (`2026-11-23T01:17:32.000Z`). Text order is time order. */
export type Instant = string;

/** A UTC calendar day, `2026-11-23`. */
export type Day = string;

/** Tells the time. The only way the domain learns it. */
export interface Clock {
  now(): Instant;
}

const millisecondsPerSecond = 1_000;
const secondsPerDay = 86_400;

/** Milliseconds since 1970 of an instant. Throws `RangeError` on text that is no instant. */
export const millisecondsOf = (instant: Instant): number => {
  const milliseconds = Date.parse(instant);
  if (Number.isNaN(milliseconds)) throw new RangeError(`Not an ISO 8601 instant: "${instant}"`);
  return milliseconds;
};

/** The instant `seconds` later (earlier when negative). */
export const addSeconds = (instant: Instant, seconds: number): Instant =>
  new Date(millisecondsOf(instant) + Math.round(seconds * millisecondsPerSecond)).toISOString();

/** The instant `days` of 24 hours later. */
export const addDays = (instant: Instant, days: number): Instant =>
  addSeconds(instant, days * secondsPerDay);

/** Seconds from `from` to `to`, negative when `to` is earlier. */
export const secondsBetween = (from: Instant, to: Instant): number =>
  (millisecondsOf(to) - millisecondsOf(from)) / millisecondsPerSecond;

/** The UTC day an instant falls on. */
export const dayOf = (instant: Instant): Day => instant.slice(0, 10);

/** The minute an instant falls in, for a person to read: `2026-11-23 06:12 UTC`. */
export const minuteText = (instant: Instant): string =>
  `${dayOf(instant)} ${instant.slice(11, 16)} UTC`;

/** The later of two instants. */
export const laterOf = (one: Instant, other: Instant): Instant => (one > other ? one : other);

/** An hour of UTC, `2026-12-18T21Z`: as exact as the time of an event is ever stored. */
export type Hour = string;

/** The form of an hour. */
export const hourPattern = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3])Z$/;

/** The hour an instant falls in. */
export const hourOf = (instant: Instant): Hour => `${instant.slice(0, 13)}Z`;

/** Whether text of an hour's form is of a day that there is: no 31 February. */
export const isOnCalendar = (hour: Hour): boolean => {
  // Engines read a day that a month does not have as one of the next month: compare the texts.
  const milliseconds = Date.parse(`${hour.slice(0, 13)}:00:00.000Z`);
  return !Number.isNaN(milliseconds) && hourOf(new Date(milliseconds).toISOString()) === hour;
};

import type { ApiSchemas } from '../api-client.ts';

/** `$2.00`. */
export const moneyWords = ({ amountMinor, currency }: ApiSchemas['Money']): string => {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency });
  // All currencies of the API have two decimals.
  return format.format(amountMinor / 100);
};

/** `4.8 MB`: decimal, as storage bills. */
export const byteWords = (bytes: number): string => {
  const units = ['B', 'kB', 'MB', 'GB'] as const;
  const power = bytes < 1 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1_000 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`;
};

/** `12 s`, `3 min 05 s`, `2 h 10 min`, `30 days`. */
export const durationWords = (seconds: number): string => {
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  const padded = (value: number): string => String(value).padStart(2, '0');
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${padded(whole % 60)} s`;
  if (whole < 2 * 86_400) {
    return `${Math.floor(whole / 3_600)} h ${padded(Math.floor((whole % 3_600) / 60))} min`;
  }
  return `${Number((whole / 86_400).toFixed(1))} days`;
};

/** `2026-12-18 09:01:00` (UTC, as everything). */
export const timeWords = (instant: string): string => instant.slice(0, 19).replace('T', ' ');

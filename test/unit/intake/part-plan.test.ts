import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  missingParts,
  partBytesOf,
  planParts,
  reservationAfter,
  slowestPartSeconds,
  slowestUploadSeconds,
} from '../../../core/domain/intake/part-plan.ts';
import type { ArrivedPart } from '../../../core/domain/intake/ports.ts';
import { addSeconds } from '../../../core/domain/vocabulary/time.ts';
import { sampleClip, sampleGrant, sampleNow } from '../../support/samples.ts';

const mebibyte = 1_024 * 1_024;
const leastBytes = 100_000_000;
const mostBytes = 5_000_000_000;

const planned = (bytes: number) => {
  const parts = planParts({ bytes, now: sampleNow });
  if (parts === undefined) throw new Error(`${bytes} bytes are given in one PUT`);
  return { ...sampleGrant(sampleClip()), bytes, grantedAt: sampleNow, parts };
};

const numbersOf = (partCount: number): readonly number[] =>
  Array.from({ length: partCount }, (_, index) => index + 1);

const anyBytes = fc.integer({ min: leastBytes, max: mostBytes });

describe('a plan of parts', () => {
  it('is made from 100,000,000 bytes on', () => {
    expect(planParts({ bytes: leastBytes - 1, now: sampleNow })).toBeUndefined();
    expect(planParts({ bytes: leastBytes, now: sampleNow })).toEqual({
      partBytes: 16 * mebibyte,
      partCount: 6,
      arrivedBytes: 0,
      reservedUntil: addSeconds(sampleNow, 3_600),
    });
  });

  it('has 299 parts for 5 GB', () => {
    expect(planned(mostBytes).parts.partCount).toBe(299);
  });

  it('cuts a file into parts that make it whole, none empty, none over 16 MiB', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const { parts } = planned(bytes);
        const sizes = numbersOf(parts.partCount).map((each) => partBytesOf(parts, bytes, each));
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(bytes);
        expect(Math.min(...sizes)).toBeGreaterThan(0);
        expect(new Set(sizes.slice(0, -1))).toEqual(new Set([16 * mebibyte]));
      }),
    );
  });

  it.each([0, -1, 7, 1.5, Number.NaN])('has no part %d', (partNumber) => {
    const { parts, bytes } = planned(leastBytes);
    expect(partBytesOf(parts, bytes, partNumber)).toBe(0);
  });

  it('misses what has not arrived, and what has not arrived whole', () => {
    fc.assert(
      fc.property(anyBytes, fc.func(fc.constantFrom('whole', 'short', 'absent')), (bytes, fate) => {
        const grant = planned(bytes);
        const { parts } = grant;
        const numbers = numbersOf(parts.partCount);
        const arrived = numbers.flatMap((partNumber): ArrivedPart[] => {
          const size = partBytesOf(parts, bytes, partNumber);
          const sent = { whole: size, short: size - 1, absent: 0 }[fate(partNumber)];
          return sent === 0 ? [] : [{ partNumber, bytes: sent, sha256: '' }];
        });
        expect(missingParts(grant, arrived)).toEqual(
          numbers.filter((partNumber) => fate(partNumber) !== 'whole'),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('takes 1 Mbit/s for the slowest line, which six parts share', () => {
    const { parts } = planned(leastBytes);
    expect(slowestUploadSeconds(leastBytes)).toBe(800);
    expect(slowestUploadSeconds(parts.partBytes)).toBe(135);
    expect(slowestPartSeconds(parts)).toBe(806);
  });
});

describe('a reservation', () => {
  const arrivedOf = (bytes: number): readonly ArrivedPart[] => [
    { partNumber: 1, bytes, sha256: '' },
  ];
  const day = 86_400;

  it('never goes back, never passes a day, and moves only when bytes arrived', () => {
    fc.assert(
      fc.property(
        fc.record({
          before: fc.nat(1_000),
          arrived: fc.nat(1_000),
          reservedAfterSeconds: fc.integer({ min: 3_600, max: day }),
          nowAfterSeconds: fc.nat(2 * day),
        }),
        ({ before, arrived, reservedAfterSeconds, nowAfterSeconds }) => {
          const grant = planned(leastBytes);
          const reservedUntil = addSeconds(sampleNow, reservedAfterSeconds);
          const now = addSeconds(sampleNow, nowAfterSeconds);
          const parts = { ...grant.parts, arrivedBytes: before, reservedUntil };
          const next = reservationAfter({ ...grant, parts }, { arrived: arrivedOf(arrived), now });
          expect(next.arrivedBytes).toBe(Math.max(before, arrived));
          expect(next.reservedUntil >= reservedUntil).toBe(true);
          expect(next.reservedUntil <= addSeconds(sampleNow, day)).toBe(true);
          const wished = Math.min(nowAfterSeconds + 3_600, day);
          expect(next.reservedUntil).toBe(
            arrived > before
              ? addSeconds(sampleNow, Math.max(wished, reservedAfterSeconds))
              : reservedUntil,
          );
        },
      ),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  backupsClearBy,
  backupWindowDays,
  erasureDocument,
  erasureLeafIdOf,
  isAbsent,
  verifyNotBefore,
} from '../../../core/domain/retention/erasure.ts';
import { tables } from '../../../core/contracts/tables.ts';
import { addSeconds } from '../../../core/domain/vocabulary/time.ts';
import { sampleIntent, sampleNow } from '../../support/samples.ts';

const offsets = fc.integer({ min: -100_000, max: 100_000 });
const clockSkewSeconds = 300;

const verifyAfter = (urlSeconds: number, workSeconds: number): string =>
  verifyNotBefore({
    lastUploadEndsBy: addSeconds(sampleNow, urlSeconds),
    workEndedAt: addSeconds(sampleNow, workSeconds),
    clockSkewSeconds,
    now: sampleNow,
  });

describe('when a listing can prove absence', () => {
  it('is never before now, nor before the last URL has ended and the clocks may differ', () => {
    fc.assert(
      fc.property(offsets, offsets, (urlSeconds, workSeconds) => {
        const at = verifyAfter(urlSeconds, workSeconds);
        expect(at >= sampleNow).toBe(true);
        expect(at >= addSeconds(sampleNow, urlSeconds + clockSkewSeconds)).toBe(true);
      }),
    );
  });

  it.each([
    ['a URL that is live', 600, -10, 900],
    ['work that ended just now', -900, 0, 300],
    ['work that ended a moment ago, as far as its time stamp tells', -900, -100, 260],
    ['work that ended long ago', -900, -400, 0],
  ])('after %s is %d and %d seconds later: %d', (_what, urlSeconds, workSeconds, expected) => {
    expect(verifyAfter(urlSeconds, workSeconds)).toBe(addSeconds(sampleNow, expected));
  });
});

describe('an inventory', () => {
  const key = 'clips/clip_01J/original';

  it('is absent only when nothing at all is listed', () => {
    const version = { bucket: 'landing' as const, key, versionId: '1' };
    const upload = { bucket: 'landing' as const, key, uploadId: '1' };
    expect(isAbsent({ versions: [], uploads: [] })).toBe(true);
    expect(isAbsent({ versions: [version], uploads: [] })).toBe(false);
    expect(isAbsent({ versions: [], uploads: [upload] })).toBe(false);
  });
});

describe('a tombstone', () => {
  it('says when backups are clear: after the longest recovery window of any table', () => {
    expect(backupsClearBy('2026-11-23T00:00:00.000Z')).toBe('2026-11-30T00:00:00.000Z');
    for (const { recoveryDays } of Object.values(tables)) {
      expect(recoveryDays).toBeLessThanOrEqual(backupWindowDays);
    }
  });

  it('attests opaque ids, counts and times, and not whose clip it was', () => {
    const intent = sampleIntent();
    const document = erasureDocument({
      intent,
      liveAbsentAt: sampleNow,
      backupsClearBy: backupsClearBy(sampleNow),
    });
    expect(JSON.stringify(document)).not.toContain(intent.contributorId);
    expect(document).toMatchObject({ clipId: intent.clipId, versionsListed: 6, uploadsListed: 1 });
  });

  it('has one leaf for ever', () => {
    expect(erasureLeafIdOf('erasure_01J')).toBe('leaf_erased_01J');
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { differsFromGrant, unfitFor } from '../../../core/domain/intake/validate-upload.ts';
import type { LandedObject } from '../../../core/domain/intake/ports.ts';
import {
  sampleCampaign,
  sampleClip,
  sampleGrant,
  sampleMedia,
  sampleNow,
} from '../../support/samples.ts';

const grant = sampleGrant(sampleClip());
const landed: LandedObject = {
  key: 'clips/clip_01J/original',
  versionId: '1',
  etag: '"1"',
  bytes: grant.bytes,
  contentType: grant.contentType,
  sha256: grant.sha256,
};
const { sha256: _sha256, ...withoutChecksum } = landed;

describe('what landed', () => {
  it('is taken when it is what the grant was for', () => {
    expect(differsFromGrant(landed, grant)).toBeUndefined();
  });

  it.each([
    ['is empty', { ...landed, bytes: 0 }, 'empty-file'],
    ['is longer', { ...landed, bytes: grant.bytes + 1 }, 'size-differs'],
    ['is shorter', { ...landed, bytes: grant.bytes - 1 }, 'size-differs'],
    ['has other bytes', { ...landed, sha256: '0'.repeat(64) }, 'checksum-differs'],
    ['has no checksum', withoutChecksum, 'checksum-differs'],
    ['is of another type', { ...landed, contentType: 'video/webm' }, 'content-type-differs'],
  ] as const)('is refused when it %s', (_what, object, reason) => {
    expect(differsFromGrant(object, grant)).toBe(reason);
  });
});

describe('what landed in parts', () => {
  const parts = { partBytes: 16, partCount: 3, arrivedBytes: 48, reservedUntil: sampleNow };
  const inParts = { ...grant, parts };
  const joined = { ...withoutChecksum, compositeSha256: 'LCa0a2j/xo8=-3' };

  it('is taken with the checksum over as many parts as were planned', () => {
    expect(differsFromGrant(joined, inParts)).toBeUndefined();
  });

  it.each([
    ['is empty', { ...joined, bytes: 0 }, 'empty-file'],
    ['is longer', { ...joined, bytes: grant.bytes + 1 }, 'size-differs'],
    ['has more parts', { ...joined, compositeSha256: 'LCa0a2j/xo8=-13' }, 'checksum-differs'],
    ['has no checksum', withoutChecksum, 'checksum-differs'],
    ['came in one piece', landed, 'checksum-differs'],
    ['is of another type', { ...joined, contentType: 'video/webm' }, 'content-type-differs'],
  ] as const)('is refused when it %s', (_what, object, reason) => {
    expect(differsFromGrant(object, inParts)).toBe(reason);
  });

  it('is refused where one piece was granted', () => {
    expect(differsFromGrant(joined, grant)).toBe('checksum-differs');
  });
});

const { footage } = sampleCampaign();

describe('what a campaign takes', () => {
  it.each([
    ['shortest', { durationSeconds: 2 }, undefined],
    ['longest', { durationSeconds: 120 }, undefined],
    ['too short', { durationSeconds: 1.999 }, 'too-short'],
    ['too long', { durationSeconds: 120.001 }, 'too-long'],
    ['smallest', { width: 320, height: 240 }, undefined],
    ['upright smallest', { width: 240, height: 320 }, undefined],
    ['narrow', { width: 319, height: 1_000 }, undefined],
    ['too narrow', { width: 239, height: 1_000 }, 'too-small-picture'],
    ['too low', { width: 319, height: 319 }, 'too-small-picture'],
    ['largest', { width: 3_840, height: 2_160 }, undefined],
    ['too large', { width: 3_841, height: 2_160 }, 'too-large-picture'],
    ['of a codec not taken', { codec: 'prores' }, 'unsupported-codec'],
    ['of a codec nobody knows', { codec: 'cinepak' }, 'unsupported-codec'],
    ['fastest', { frameRate: 60 }, undefined],
    ['of an untold rate', { frameRate: 0 }, undefined],
    ['too fast', { frameRate: 60.7 }, 'too-many-frames'],
  ] as const)('judges a picture that is %s', (_what, changes, reason) => {
    expect(unfitFor(footage, { ...sampleMedia, ...changes })).toBe(reason);
  });

  it('judges a turned picture as it judges the upright one', () => {
    const side = fc.integer({ min: 1, max: 8_000 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        const media = { ...sampleMedia, width, height };
        const turned = { ...sampleMedia, width: height, height: width };
        expect(unfitFor(footage, media)).toBe(unfitFor(footage, turned));
      }),
    );
  });
});

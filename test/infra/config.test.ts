import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { functionContracts } from '../../core/contracts/functions/index.ts';
import { settleSeconds } from '../../core/domain/retention/due-sweep.ts';
import { deploymentOf } from '../../infra/config/index.ts';
import { isLinuxX64 } from '../../infra/constructs/ffmpeg-layer.ts';
import { synthesized } from './synthesized.ts';

describe('the deployment', () => {
  it('is the local cloud unless another is named', () => {
    expect(deploymentOf({}).name).toBe('local');
    expect(deploymentOf({ deployment: 'prod' }).name).toBe('prod');
  });

  it('keeps data in prod only', () => {
    const kept = ['local', 'dev', 'prod', 'anna'].filter(
      (deployment) => deploymentOf({ deployment }).data === 'keep',
    );
    expect(kept).toEqual(['prod']);
  });

  it('may be a sandbox with any short name, and a log of its own', () => {
    const sandbox = deploymentOf({ deployment: 'anna2' });
    expect(sandbox.evidenceOrigin).toBe('clipledger.example/anna2');
    for (const deployment of ['Anna', 'anna-b', '2anna', '', 'averyverylongname']) {
      expect(() => deploymentOf({ deployment })).toThrow(RangeError);
    }
  });

  it('takes a path of ffmpeg and a life of upload URLs for the local cloud only', () => {
    const choices = { ffmpegPath: '/bin/ffmpeg', uploadUrlSeconds: '7' };
    expect(deploymentOf(choices)).toMatchObject({
      ffmpeg: { from: 'machine', path: '/bin/ffmpeg' },
      uploadUrlSeconds: 7,
    });
    expect(deploymentOf({ ...choices, deployment: 'prod' })).toMatchObject({
      ffmpeg: { from: 'layer' },
      uploadUrlSeconds: 900,
    });
    for (const uploadUrlSeconds of ['0', '901', '1.5', 'soon']) {
      expect(() => deploymentOf({ uploadUrlSeconds })).toThrow(RangeError);
    }
  });

  it('waits, on AWS, longer than any writer lives before it believes that nothing is left', () => {
    // Whoever began to work on a clip before it ended may write until its function's time is over,
    // or until it looks again.
    const longestSeconds = Math.max(
      ...functionContracts.map((each) => each.writesAfterEndSeconds ?? each.timeoutSeconds),
    );
    for (const deployment of ['dev', 'prod', 'anna']) {
      const { clockSkewSeconds, sweepAfterSeconds } = deploymentOf({ deployment });
      expect(clockSkewSeconds).toBeGreaterThanOrEqual(longestSeconds);
      // An upload may begin by storage's clock until the skew after the URL's end by ours.
      expect(sweepAfterSeconds).toBeGreaterThanOrEqual(clockSkewSeconds);
    }
    expect(settleSeconds).toBeGreaterThan(longestSeconds);
  });

  it('has a queue shown again only after its function has ended, on AWS', () => {
    for (const deployment of ['dev', 'prod', 'anna']) {
      const { redeliverAfterSeconds } = deploymentOf({ deployment });
      for (const timeoutSeconds of [30, 60, 300]) {
        expect(redeliverAfterSeconds(timeoutSeconds)).toBe(6 * timeoutSeconds);
      }
    }
  });
});

describe('the local cloud', () => {
  it('is made of what prod is made of, all but the layer with ffmpeg', () => {
    const countOf = (name: string): Record<string, number> => {
      const counts: Record<string, number> = {};
      for (const { resources } of synthesized(name).templates) {
        for (const { Type } of Object.values(resources)) counts[Type] = (counts[Type] ?? 0) + 1;
      }
      return counts;
    };
    expect({ ...countOf('local'), 'AWS::Lambda::LayerVersion': 1 }).toEqual(countOf('prod'));
  });
});

describe('an ffmpeg for Lambda', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ffmpeg-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const elf = (bits: number, machine: number): Uint8Array => {
    const head = new Uint8Array(64);
    head.set([0x7f, 0x45, 0x4c, 0x46, bits]);
    head[18] = machine;
    return head;
  };

  it.each([
    ['an x86-64 executable of Linux', elf(2, 62), true],
    ['one for arm64', elf(2, 183), false],
    ['one for 32 bits', elf(1, 3), false],
    ['one for macOS', Uint8Array.from([0xcf, 0xfa, 0xed, 0xfe, 7, 0, 0, 1]), false],
    ['an empty file', new Uint8Array(0), false],
  ])('%s', (_, bytes, runs) => {
    const path = join(folder, 'ffmpeg');
    writeFileSync(path, bytes);
    expect(isLinuxX64(path)).toBe(runs);
  });

  it('is missing where nobody built it', () => {
    expect(isLinuxX64(join(folder, 'nothing'))).toBe(false);
  });
});

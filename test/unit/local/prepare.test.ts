import { describe, expect, it } from '@jest/globals';
import { reasonOf, versionOf } from '../../../local/prepare.mjs';

describe('the preparation', () => {
  it.each([
    ['v20.19.1', [20, 19]],
    ['Python 3.10.12', [3, 10]],
    ['Python 3.14.0rc1', [3, 14]],
    ['nothing', [0, 0]],
  ])('reads the version in %j', (text, version) => {
    expect(versionOf(text)).toEqual(version);
  });

  it.each([
    ['OSError: [Errno 28] No space left on device', 'the disk is full'],
    ['npm error code ENOTFOUND', 'cannot be reached'],
    ['THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE', 'not the one'],
    ['ERROR: No matching distribution found for cffi==2.1.1', 'no ready-made build'],
    ['satisfies the requirement six==1 (from versions: none)', 'cannot be reached'],
    ['npm error code EUSAGE', 'do not agree'],
    ['npm error code EACCES', 'cannot be written'],
    ['one\nerror: something else broke\nthree', 'something else broke'],
    ['', 'no reason was given'],
  ])('finds the reason in %j', (output, reason) => {
    expect(reasonOf(output)).toContain(reason);
  });
});

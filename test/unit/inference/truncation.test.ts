import { describe, expect, test } from '@jest/globals';
import { refuseTruncated } from '../../../core/domain/inference/analyze-clip.ts';
import { UndecodableFootage } from '../../../core/domain/inference/failures.ts';

describe('footage that breaks off is refused', () => {
  test.each([
    [30, 30],
    [28.5, 30],
    [27, 30],
    [0.5, 1.1],
    [4, undefined],
  ])('%d s decoded of %p promised pass', (decoded, expected) => {
    expect(() => refuseTruncated(decoded, expected)).not.toThrow();
  });

  test.each([
    [26.9, 30],
    [12, 30],
    [0, 30],
    [0, undefined],
    [3, 5],
  ])('%d s decoded of %p promised are refused, with both numbers', (decoded, expected) => {
    let thrown: unknown;
    try {
      refuseTruncated(decoded, expected);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(UndecodableFootage);
    expect(thrown).toMatchObject({ decodedSeconds: decoded, expectedSeconds: expected });
  });
});

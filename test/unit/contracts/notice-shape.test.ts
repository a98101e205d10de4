import { describe, expect, it } from '@jest/globals';
import * as shapes from '../../../core/contracts/http/shapes.ts';
import { wordsOf } from '../../../core/domain/campaigns/campaign-terms.ts';
import { sampleNotice } from '../../support/samples.ts';

/** DynamoDB's own limit of an item, less its keys and names. */
const mostItemBytes = 400 * 1_024 - 1_024;

const inLanguages = (letter: string, characters: number) =>
  sampleNotice({
    texts: ['en', 'fr', 'de', 'es', 'it', 'ja', 'zh', 'ko'].map((language) => ({
      language,
      text: letter.repeat(characters),
      bystanderStatement: letter,
      ageStatement: letter,
    })),
  });

const isTaken = (notice: object): boolean => shapes.notice.safeParse(notice).success;

describe('a consent notice', () => {
  it('may have 8 languages of 20,000 letters of Latin', () => {
    expect(isTaken(inLanguages('a', 20_000))).toBe(true);
  });

  it('is refused, not failed on later, where its letters take more bytes than an item has', () => {
    expect(isTaken(inLanguages('誤', 20_000))).toBe(false);
    expect(isTaken(inLanguages('"', 20_000))).toBe(false);
  });

  it('always fits an item when it is taken', () => {
    const taken = ['a', 'é', '誤', '"', '\n', '😀']
      .flatMap((letter) =>
        Array.from({ length: 10 }, (_, thousands) => inLanguages(letter, (thousands + 1) * 1_000)),
      )
      .filter(isTaken);
    expect(taken.length).toBeGreaterThan(20);
    const longest = Math.max(
      ...taken.map((notice) => new TextEncoder().encode(wordsOf(notice)).length),
    );
    expect(longest).toBeLessThan(mostItemBytes);
  });
});

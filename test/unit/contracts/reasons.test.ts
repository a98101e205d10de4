import { describe, expect, it } from '@jest/globals';
import { languages } from '../../../core/contracts/language.ts';
import { reasonSentence } from '../../../core/contracts/reasons.ts';
import { reasonCodes } from '../../../core/domain/intake/reasons.ts';

const said = languages.flatMap((language) =>
  reasonCodes.map((code) => ({ language, code, sentence: reasonSentence(code, language) })),
);

describe('what a person is told for a reason', () => {
  it.each(said)('in $language of $code is two sentences: what it is and what to do', (each) => {
    const sentences = each.sentence.match(/[^.]+[.]/g) ?? [];
    expect(sentences.length).toBeGreaterThanOrEqual(2);
    expect(sentences.join('')).toBe(each.sentence);
    expect(each.sentence.length).toBeLessThanOrEqual(200);
  });

  it('is another sentence for each reason and each language', () => {
    expect(new Set(said.map(({ sentence }) => sentence)).size).toBe(said.length);
  });
});

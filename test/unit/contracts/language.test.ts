import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { languages, preferredLanguage } from '../../../core/contracts/language.ts';

describe('the language that somebody is told things in', () => {
  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['fr', 'fr'],
    ['FR', 'fr'],
    ['fr-CA', 'fr'],
    ['fr-CA,fr;q=0.8,en;q=0.6', 'fr'],
    ['en-GB,en;q=0.9,fr;q=0.8', 'en'],
    ['en;q=0.5, fr;q=0.8', 'fr'],
    ['en;q=0.5 , fr ; q=0.8', 'fr'],
    ['de, fr;q=0.1', 'fr'],
    ['de', 'en'],
    ['fr, en', 'fr'],
    ['en, fr', 'en'],
    ['fr;q=0', 'en'],
    ['fr;q=0, *', 'en'],
    ['en;q=0, *', 'fr'],
    ['en;q=0.2, *;q=0.5', 'fr'],
    ['*', 'en'],
    ['fr;q=1.5', 'en'],
    ['fr;q=0.1234', 'en'],
    ['frisian', 'en'],
    ['french words, fr;q=0.3', 'fr'],
    [',,fr', 'fr'],
  ] as const)('for %j is %s', (header, language) => {
    expect(preferredLanguage(header)).toBe(language);
  });

  it('is one of ours, whatever is sent', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (header) => {
        expect(languages).toContain(preferredLanguage(header));
      }),
    );
  });
});

/** The person's language as BCP 47 writes it (`fr-CA`), by the environment; English without one. */
export const languageOf = (environment: Readonly<Record<string, string | undefined>>): string => {
  // The order of POSIX; an empty one counts as unset.
  const set = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  const [, language, region] = /^([a-z]{2,3})(?:_([A-Z]{2}))?(?:[.@]|$)/.exec(set) ?? [];
  if (language === undefined) return 'en';
  return region === undefined ? language : `${language}-${region}`;
};

/** `fr-CA, fr;q=0.9, en;q=0.5`: the language, any form of it, else English. */
export const acceptLanguageOf = (language: string): string => {
  const [primary = language] = language.split('-');
  const tags = [...new Set([language, primary, 'en'])];
  return tags.map((tag, index) => tag + (['', ';q=0.9', ';q=0.5'][index] ?? '')).join(', ');
};

/**
 * The text whose language fits best: the very one, another form of it, else the first. Undefined
 * when there is no text at all.
 */
export const inLanguage = <Text extends { readonly language: string }>(
  texts: readonly Text[],
  wanted: string,
): Text | undefined => {
  const lower = wanted.toLowerCase();
  const [primary] = lower.split('-');
  return (
    texts.find(({ language }) => language.toLowerCase() === lower) ??
    texts.find(({ language }) => language.toLowerCase().split('-')[0] === primary) ??
    texts[0]
  );
};

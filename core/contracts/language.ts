/** The languages that people are told things in. */
export const languages = ['en', 'fr'] as const;
export type Language = (typeof languages)[number];

/** Who asks for none of them is told in this one. */
const defaultLanguage: Language = 'en';

/** `fr-CA` (RFC 4647 §2.1), or `*` for any. */
const rangePattern = /^(?:\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)$/;

/** `q=0.8`, three digits at most (RFC 9110 §12.4.2). */
const weightPattern = /^[qQ]=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

interface WeighedRange {
  /** The language without its region; `*` for any. */
  readonly language: string;
  readonly weight: number;
}

/** The ranges of an `Accept-Language` header; what is none is passed over. */
const rangesOf = (header: string): readonly WeighedRange[] =>
  header.split(',').flatMap((part) => {
    const [range = '', quality = 'q=1', ...more] = part.split(';').map((text) => text.trim());
    const weight = weightPattern.exec(quality)?.[1];
    if (!rangePattern.test(range) || weight === undefined || more.length > 0) return [];
    return [{ language: range.split('-', 1).join('').toLowerCase(), weight: Number(weight) }];
  });

/**
 * The language of ours that an `Accept-Language` header weighs most, the first named of equals;
 * English where it names none of them.
 */
export const preferredLanguage = (header: string | undefined): Language => {
  const ranges = rangesOf(header ?? '');
  let preferred: { readonly language: Language; readonly weight: number } | undefined;
  for (const { language: named, weight } of ranges) {
    const language = languages.find((ours) => ours === named) ?? unnamed(named, ranges);
    if (language !== undefined && weight > (preferred?.weight ?? 0)) {
      preferred = { language, weight };
    }
  }
  return preferred?.language ?? defaultLanguage;
};

/** What `*` stands for: the first of our languages that the header does not name itself. */
const unnamed = (named: string, ranges: readonly WeighedRange[]): Language | undefined =>
  named === '*'
    ? languages.find((ours) => ranges.every(({ language }) => language !== ours))
    : undefined;

// Counts as a language writes them: its figures, and the word's form for each number.

/** A word's forms by plural category (CLDR); `other` serves where a language has no form of its own. */
export type Forms = { readonly other: string } & Partial<Readonly<Record<Intl.LDMLPluralRule, string>>>;

/** Writes counts in a language. */
export function counting(tag: string) {
  const plural = new Intl.PluralRules(tag);
  const figures = new Intl.NumberFormat(tag);
  return {
    /** "1,250". */
    number: (n: number): string => figures.format(n),
    /** "1 minute", "2 minutes". */
    count: (n: number, forms: Forms): string => `${figures.format(n)} ${forms[plural.select(n)] ?? forms.other}`,
  };
}

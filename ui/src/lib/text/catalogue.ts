// The patient's words, one file per language. Adding a language is adding a file: `patient/<tag>.ts` with
//
//   import { language } from '../catalogue';
//   export default language({ tag: 'es', dir: 'ltr', words: { … } });
//
// English is the shape: a missing or a surplus key is a type error, and fails `npm run check`. The files are found at build
// time; only the one in use is loaded.

import { en } from './patient/en';

/** English's shape with any words in it. */
type Words<T> = T extends string
  ? string
  : T extends (...given: infer A) => string
    ? (...given: A) => string
    : T extends readonly string[]
      ? readonly string[]
      : { readonly [K in keyof T]: Words<T[K]> };

/** Every word that the patient's page shows. */
export type PatientWords = Words<typeof en>;

/** Where a browser keeps its switch for camera and microphone; there are words for each. */
export type PermissionPlace = keyof PatientWords['checks']['refusedHelp'];

/** A language of the page. */
export interface Language {
  /** BCP 47. */
  readonly tag: string;
  readonly dir: 'ltr' | 'rtl';
  readonly words: PatientWords;
}

/** Checks a language's file against the catalogue's shape. */
export function language(given: Language): Language {
  return given;
}

/** English: always there, so that the page can speak before anything is loaded. */
export const ENGLISH: Language = language({ tag: 'en', dir: 'ltr', words: en });

const files = import.meta.glob<Language>(['./patient/*.ts', '!./patient/en.ts'], { import: 'default' });
const loaders = new Map<string, () => Promise<Language>>(
  Object.entries(files).map(([path, load]) => [path.replace(/^.*\/(.+)\.ts$/, '$1'), load]),
);

/** The tags of all languages there are. */
export function languageTags(): string[] {
  return ['en', ...loaders.keys()].sort();
}

/** Of `known`, the tag that serves the first of `wanted` that can be served: exactly, or by its base language. */
export function chooseTag(wanted: readonly string[], known: readonly string[]): string {
  const base = (tag: string) => tag.toLowerCase().split('-')[0];
  for (const tag of wanted) {
    const served =
      known.find((each) => each.toLowerCase() === tag.toLowerCase()) ?? known.find((each) => base(each) === base(tag));
    if (served) return served;
  }
  return 'en';
}

/** Every language there is, by its own name. */
export function languageNames(): Array<{ tag: string; name: string }> {
  return languageTags().map((tag) => {
    const name = new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
    // It stands alone: "español" is how it is written within a sentence.
    return { tag, name: name.charAt(0).toLocaleUpperCase(tag) + name.slice(1) };
  });
}

/**
 * Which language to speak: the person's own choice, else what the clinic wrote, else the browser's. English in the chart is often
 * only what a form begins with, so it does not overrule a browser that asks for another language.
 */
export function wishes(chosen: string | null, clinic: string | null, browser: readonly string[]): string[] {
  const written = clinic && !/^en\b/i.test(clinic) ? [clinic] : [];
  return [...(chosen ? [chosen] : []), ...written, ...browser];
}

/** Loads the language for these wishes, in the order of liking. English where none is there or it can't be loaded. */
export async function loadLanguage(wanted: readonly string[]): Promise<Language> {
  const load = loaders.get(chooseTag(wanted, languageTags()));
  try {
    return load ? await load() : ENGLISH;
  } catch {
    return ENGLISH;
  }
}

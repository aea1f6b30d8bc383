/** The languages that there are words in. */
export type Language = 'en' | 'es'

/** The same words in each language. */
export type InBoth<W> = { readonly en: W; readonly es: W }

/** The first language asked for that there are words in, else English. */
export function languageOf(languages: readonly string[]): Language {
  const known = languages.map((language) => language.slice(0, 2)).find((language) => language === 'es' || language === 'en')
  return known === 'es' ? 'es' : 'en'
}

/** Where a language is spoken, for services that want to know; others are handed on as they are. */
const LOCALES: Readonly<Record<string, string>> = {
  es: 'es-ES',
  'es-419': 'es-US',
  en: 'en-US',
  pt: 'pt-BR',
  fr: 'fr-FR',
  de: 'de-DE',
  it: 'it-IT',
}

/** A BCP 47 tag with a country: `es` is `es-ES`, `es-419` is `es-US`. */
export function localeOf(language: string): string {
  return LOCALES[language] ?? language
}

/** The language without its country. */
export function languageOf(language: string): string {
  return language.split('-')[0] ?? language
}

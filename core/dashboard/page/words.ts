import { ENGLISH } from './english.ts'
import { SPANISH } from './spanish.ts'

/** Every word on the page. */
export type Words = typeof ENGLISH

/** The words of the first language asked for that there are words in. */
export function wordsFor(languages: readonly string[]): Words {
  const known = languages.map((language) => language.slice(0, 2)).find((language) => language === 'es' || language === 'en')
  return known === 'es' ? SPANISH : ENGLISH
}

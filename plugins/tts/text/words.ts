/** What is said in place of something that cannot be. */
export type Words = { readonly link: string; readonly and: string; readonly somebody: string }

/** By language; others have the English ones. */
export const WORDS = {
  es: { link: 'enlace', and: 'y', somebody: 'alguien' },
  en: { link: 'link', and: 'and', somebody: 'somebody' },
} as const satisfies Record<string, Words>

export type Tongue = keyof typeof WORDS

/** The language of texts for a BCP 47 tag: `es-419` is `es`, and what is not known is `en`. */
export function tongueOf(language: string): Tongue {
  const [first = ''] = language.toLowerCase().split('-')
  return first === 'es' ? 'es' : 'en'
}

import { MASK } from './readings.ts'
import type { Sieve } from './sieve.ts'

/** Whether a word with letters left out, such as `p*ta`, is one of the sieve: at most half of it may be missing. */
export function isMasked(masked: string, { plain }: Pick<Sieve, 'plain'>): boolean {
  const letters = [...masked]
  const missing = letters.filter((letter) => MASK.test(letter)).length
  if (missing * 2 > letters.length) return false
  const fits = (text: string) => letters.slice(0, text.length).every((letter, at) => letter === text[at] || MASK.test(letter))
  return plain.some(({ text, isStem }) => (isStem ? letters.length >= text.length : letters.length === text.length) && fits(text))
}

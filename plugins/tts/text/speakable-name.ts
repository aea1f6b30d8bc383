import { inLatinLetters } from './latin-letters.ts'
import { shorten } from './shorten.ts'
import { tongueOf, WORDS } from './words.ts'

const MAX_READ = 400
const MAX_LETTERS = 30
const MAX_WORDS = 3
const WORD = /\p{L}[\p{L}\p{M}]*(?:['’]\p{L}[\p{L}\p{M}]*)*/gu
/** Letters that voices of English and Spanish read as words; others are spelled one by one, for many seconds. */
const READABLE = /^[\p{Script=Latin}\p{M}'’]+$/u
/** `MariaGomez` is two words, and so is `XMLParser`. */
const HUMPS = /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu
const ORNAMENT = /^x+$/iu

/** A viewer's name as somebody would say it: `xX_pro_123_Xx` is “pro”. Where nothing can be said, “somebody”. */
export function speakableName(name: string, language: string): string {
  const letters = name
    .slice(0, MAX_READ)
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/(\p{M}{2})\p{M}+/gu, '$1')
  const chunks = (inLatinLetters(letters).match(WORD) ?? []).filter((chunk) => READABLE.test(chunk) && !ORNAMENT.test(chunk))
  const words = chunks
    .flatMap((chunk) => chunk.split(HUMPS))
    .filter((word) => !ORNAMENT.test(word))
    .map(calm)
  const long = words.filter((word) => word.length > 1)
  const said = (long.length > 0 ? long : words).slice(0, MAX_WORDS).join(' ')
  return shorten(said, MAX_LETTERS) || WORDS[tongueOf(language)].somebody
}

/** No letter more than twice in a row, and no shouting, which voices spell. */
function calm(word: string): string {
  const once = word.replace(/(\p{L})\1{2,}/giu, '$1$1')
  return once.length > 3 && once === once.toUpperCase() ? `${once.slice(0, 1)}${once.slice(1).toLowerCase()}` : once
}

import { fold } from './fold.ts'
import type { Lists } from './lists.ts'
import { isMasked } from './masked.ts'
import { readingsOf } from './readings.ts'
import { type Sieve, sieveOf } from './sieve.ts'

/** What was found: the level it is of, and the word as it was read. */
export type WordHit = { readonly level: Sieve['level']; readonly word: string }

export type Matcher = (text: string) => WordHit | undefined

type Chosen = { readonly lists: Lists; readonly blocked?: readonly string[]; readonly allowed?: readonly string[] }

/** Finds words of lists in text however they are disguised. Words that are allowed are never found. */
export function createMatcher({ lists, blocked = [], allowed = [] }: Chosen): Matcher {
  const innocent = new Set([...lists.innocent, ...allowed].map(fold))
  const sieves = [sieveOf('blocked', blocked.flatMap(literal)), ...lists.levels.map(({ level, entries }) => sieveOf(level, entries))]
  const isMeant = (word: string) => !innocent.has(word) && !innocent.has(word.replace(/(\p{L})\1+/gu, '$1'))

  return (text) => {
    const { words, spelt, masked, lines } = readingsOf(fold(text))
    const meant = [...words].filter(isMeant)
    const apart = spelt.filter(isMeant)
    for (const sieve of sieves) {
      const word =
        meant.find((each) => sieve.word.test(each)) ??
        apart.find((each) => sieve.word.test(each) || sieve.part.test(each)) ??
        masked.find((each) => isMasked(each, sieve)) ??
        lines.map((line) => sieve.phrase.exec(line)?.[0]).find((each) => each !== undefined && isMeant(each))
      if (word !== undefined) return { level: sieve.level, word }
    }
    return undefined
  }
}

/** What a streamer types is a word or a phrase, and `*` at an end of two letters and more means any beginning or ending. Other signs mean nothing. */
function literal(word: string): readonly string[] {
  const plain = word
    .replace(/[^\p{L}\p{M}\p{N}* ]/gu, '')
    .replace(/(?<=.)\*(?=.)/gu, '')
    .trim()
  const letters = plain.replace(/[^\p{L}\p{N}]/gu, '').length
  if (letters === 0) return []
  return [letters === 1 ? plain.replaceAll('*', '') : plain]
}

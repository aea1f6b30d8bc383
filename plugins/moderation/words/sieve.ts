import { fold } from './fold.ts'
import type { Level } from './lists.ts'
import { patternOf } from './pattern.ts'

/** The entries of one level, ready to be looked for. */
export type Sieve = {
  readonly level: Level | 'blocked'
  /** A whole word. */
  readonly word: RegExp
  /** Several words, somewhere in a line. */
  readonly phrase: RegExp
  /** A part of what was spelt letter by letter; short entries would be found in anything. */
  readonly part: RegExp
  /** Each word that the entries stand for, with its ending cut off where anything may follow. */
  readonly plain: readonly { readonly text: string; readonly isStem: boolean }[]
}

const PART_MIN = 4
const NOTHING = /(?!)/u

/** A level's entries in lists; see patternOf. */
export function sieveOf(level: Sieve['level'], entries: readonly string[]): Sieve {
  const folded = entries.map(fold)
  const words = folded.filter((entry) => !entry.includes(' '))
  const plain = words.flatMap(spelledOut)
  return {
    level,
    word: oneOf(words, (all) => `^(?:${all})$`),
    phrase: oneOf(
      folded.filter((entry) => entry.includes(' ')),
      (all) => `(?<=^| )(?:${all})(?=$| )`,
    ),
    part: oneOf(
      folded.map((entry) => entry.replaceAll(' ', '')).filter((entry) => lengthOf(entry) >= PART_MIN),
      (all) => `^(?:\\p{L}*?(?:${all}))`,
    ),
    plain,
  }
}

function oneOf(entries: readonly string[], whole: (all: string) => string): RegExp {
  return entries.length === 0 ? NOTHING : new RegExp(whole(entries.map(patternOf).join('|')), 'u')
}

const lengthOf = (entry: string) => entry.replace(/\(.*/u, '').replaceAll('*', '').length

function spelledOut(entry: string): Sieve['plain'] {
  const [, stem = '', endings, isOptional, rest = ''] = /^([^(]*)(?:\(([^)]*)\)(\??))?(.*)$/u.exec(entry) ?? []
  const all = endings === undefined ? [''] : [...endings.split('|'), ...(isOptional ? [''] : [])]
  return all.map((ending) => ({ text: `${stem}${ending}${rest}`.replaceAll('*', ''), isStem: entry.endsWith('*') }))
}

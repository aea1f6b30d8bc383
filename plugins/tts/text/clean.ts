import { withoutEmoji } from './emoji.ts'
import { withoutLinks } from './links.ts'
import { withoutElements, withoutInvisible, withoutMarks } from './plain.ts'
import { withoutRepeats } from './repeats.ts'
import { shorten } from './shorten.ts'
import { tongueOf, WORDS } from './words.ts'

/** Of what anybody can send, no more is looked at. */
const MAX_READ = 4000
/** What one step leaves may be something for another. */
const MAX_ROUNDS = 4

export type Cleaning = {
  /** BCP 47. */
  readonly language: string
  /** Characters that are left at most. */
  readonly max: number
  readonly namesEmoji: boolean
}

/** In cache keys: what was cleaned in another way may sound different. */
export const CLEAN_VERSION = '1'

/**
 * A text that is safe to be read aloud: one line, without markup, links, invisible characters and endless repeats, and of a length that ends. Empty when
 * nothing is left that has a sound.
 */
export function clean(text: string, { language, max, namesEmoji }: Cleaning): string {
  const tongue = tongueOf(language)
  const { link, and } = WORDS[tongue]
  const steps = [
    (rest: string) => rest.normalize('NFKC'),
    withoutElements,
    (rest: string) => withoutEmoji(rest, { tongue, isNamed: namesEmoji }),
    withoutInvisible,
    withoutRepeats,
    (rest: string) => withoutLinks(rest, link),
    (rest: string) => withoutMarks(rest, and),
    tidy,
  ]
  let rest = text.slice(0, MAX_READ)
  for (let round = 0, before = ''; round < MAX_ROUNDS && rest !== before; round += 1) {
    before = rest
    rest = shorten(
      steps.reduce((text, step) => step(text), rest),
      max,
    )
  }
  return /[\p{L}\p{N}]/u.test(rest) ? rest : ''
}

function tidy(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .replace(/ (?=[,.;:!?])/g, '')
    .trim()
}

import { hasContact } from './filters/contact.ts'
import { isEmojiFlood } from './filters/emoji.ts'
import { hasLink } from './filters/links.ts'
import { isOdd } from './filters/oddity.ts'
import { isRepetitive } from './filters/repeats.ts'
import { isShouted } from './filters/shouting.ts'
import type { Filter, ModerationSettings } from './settings.ts'
import { listsFor } from './words/lists.ts'
import { createMatcher } from './words/matcher.ts'

/** What is wrong with a text, in words for moderators, and which filter found it. */
export type Finding = { readonly filter: Filter; readonly reason: string }

export type Words = { readonly block: readonly string[]; readonly allow: readonly string[] }

const SIGNS: readonly { readonly filter: Filter; readonly reason: string; readonly finds: (text: string) => boolean }[] = [
  { filter: 'contact', reason: 'A phone number or an address', finds: hasContact },
  { filter: 'links', reason: 'A link', finds: hasLink },
  { filter: 'oddity', reason: 'Marks in heaps, or turned text', finds: isOdd },
  { filter: 'caps', reason: 'Shouted', finds: isShouted },
  { filter: 'repeats', reason: 'The same again and again', finds: isRepetitive },
  { filter: 'emoji', reason: 'Too many emoji', finds: isEmojiFlood },
]

/** Looks at texts, each for itself; what the filters are set to and the words of moderators are read once. */
export function createJudge(settings: ModerationSettings, { block, allow }: Words) {
  const find = createMatcher({
    lists: listsFor(settings.strictness, settings.languages),
    blocked: [...settings.blockWords, ...block],
    allowed: [...settings.allowWords, ...allow],
  })
  const isOn = (filter: Filter) => settings.deeds[filter] !== 'off'

  function wordsIn(text: string, filter: 'words' | 'names'): Finding | undefined {
    const hit = isOn(filter) ? find(text) : undefined
    return hit && { filter, reason: `${filter === 'names' ? 'A name with a' : 'A'} ${hit.level} word` }
  }

  return {
    text: (text: string): Finding | undefined => wordsIn(text, 'words') ?? SIGNS.find(({ filter, finds }) => isOn(filter) && finds(text)),
    name: (name: string): Finding | undefined => wordsIn(name, 'names'),
  }
}

export type Judge = ReturnType<typeof createJudge>

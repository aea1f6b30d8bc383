import type { EventType, UnifiedEvent } from '#sdk'
import { fill, type Values, valuesOf } from '#sdk/template'
import type { Manner } from '../kinds/kind.ts'
import { escaped } from './markdown.ts'

/** What one event is in a message: a line of Markdown, and how its frame looks. */
export type Line = { readonly title: string; readonly text: string; readonly colour: number }

type Words = readonly [title: string, template: string, colour: number]

const OTHERWISE: Words = ['{event}', '{event} {user}', 0x8b93a7]
const WORDS: { readonly [T in EventType]?: Words } = {
  gift: ['Gift', '**{user}** gave {count} × **{gift}** ({coins} 🪙)', 0xffb703],
  tip: ['Tip', '**{user}** tipped **{amount}**: {message}', 0x2a9d8f],
  subscribe: ['Subscription', '**{user}** subscribed', 0x8338ec],
  follow: ['Follower', '**{user}** follows now', 0x3a86ff],
  share: ['Share', '**{user}** shared the live', 0x3a86ff],
  like: ['Likes', '**{user}** liked {count} times', 0xff006e],
  chat: ['Chat', '**{user}**: {message}', 0x8b93a7],
  question: ['Question', '**{user}** asks: {message}', 0x8b93a7],
  viewerCount: ['Viewers', '{viewers} are watching', 0x8b93a7],
  streamStart: ['Live', 'The live has begun', 0x2a9d8f],
  streamEnd: ['Live', 'The live has ended', 0xd62828],
}

/** Of those that said nothing with it. */
const WORDLESS: typeof WORDS = { ...WORDS, tip: ['Tip', '**{user}** tipped **{amount}**', 0x2a9d8f] }
const SOMEBODY = 'Somebody'

/** What is kept of an event until it is sent: names as they are, so that whoever takes a viewer out of all that is kept finds them. */
export type Kept = { readonly title: string; readonly words: string; readonly colour: number; readonly values: Values }

/** What of an event is shown, at most. */
export const wordsOf = ({ eventType }: UnifiedEvent, { template }: Manner): string => template.trim() || (WORDS[eventType] ?? OTHERWISE)[1]

/** As the template says, else in our words. */
export function keptOf(event: UnifiedEvent, { template, values = valuesOf(event) }: Manner): Kept {
  const [title, words, colour] = values.message ? (WORDS[event.eventType] ?? OTHERWISE) : (WORDLESS[event.eventType] ?? OTHERWISE)
  return {
    title,
    words: template.trim() || words,
    colour,
    values: event.eventType === 'tip' ? { ...values, user: values.user || SOMEBODY } : values,
  }
}

/** What viewers wrote is escaped, whatever stands around it. */
export function lineOf({ title, words, colour, values }: Kept): Line {
  const written = (text: string) => fill(text, values, escaped).trim()
  return { title: written(title), text: written(words) || written(title), colour }
}

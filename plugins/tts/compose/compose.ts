import { speakableName } from '../text/speakable-name.ts'
import type { Message } from '../utterance.ts'
import { fill, isFixed } from './fill.ts'
import { type Messages, patternOf } from './messages.ts'
import { choose, type Part, type Pattern } from './structure.ts'

/** One piece of a message. `part`: the same in many messages; `name`: a viewer's; `phrase`: of this message alone. */
export type Piece = { readonly kind: 'part' | 'name' | 'phrase'; readonly text: string }

export type Composing = { readonly messages: Messages; readonly language: string; readonly random: () => number }

/** A message in the pieces that it is spoken in, or nothing when its category is not said. */
export function compose(message: Message, { messages, language, random }: Composing): readonly Piece[] | undefined {
  const pattern = patternOf(messages, message.category, message.gift)
  const structure = pattern && choose(pattern.structures, random)
  if (!structure) return undefined
  const name = speakableName(message.name ?? '', language)
  const values = { ...message.values, user: name, gift: message.gift, text: message.text }
  return structure.parts.flatMap((part) => pieceOf(part, pattern, { name, values, random }) ?? [])
}

type Known = {
  readonly name: string
  readonly values: Readonly<Record<string, string | number | undefined>>
  readonly random: () => number
}

function pieceOf(part: Part, { lists }: Pattern, { name, values, random }: Known): Piece | undefined {
  if (part === 'user') return { kind: 'name', text: name }
  if (part === 'gift' || part === 'count' || part === 'text') return phrase(String(values[part] ?? ''))
  const list = lists[part]
  const text = list[Math.floor(random() * list.length)]
  if (text === undefined) return undefined
  return isFixed(text) ? { kind: 'part', text } : phrase(fill(text, values))
}

function phrase(text: string): Piece | undefined {
  return text.trim() === '' ? undefined : { kind: 'phrase', text }
}

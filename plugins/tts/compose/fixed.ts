import { isFixed } from './fill.ts'
import type { Messages } from './messages.ts'

/** A text of a category. */
export type Composed = { readonly category: string; readonly text: string }

/** Every text that is the same each time that it is chosen, once. */
export function fixedParts(messages: Messages): readonly Composed[] {
  const all = [...messages].flatMap(([category, { patterns }]) =>
    [...patterns.values()].flatMap(({ lists }) =>
      Object.values(lists)
        .flat()
        .map((text) => ({ category, text })),
    ),
  )
  const once = new Map(all.filter(({ text }) => isFixed(text)).map((part) => [part.text, part]))
  return [...once.values()]
}

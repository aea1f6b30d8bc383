import type { Pattern } from './structure.ts'

/** What is said of a category: for gifts also by the gift. */
export type Category = { readonly patterns: ReadonlyMap<string, Pattern> }

/** What is said, by category. */
export type Messages = ReadonlyMap<string, Category>

export const DEFAULT = 'default'

/** The pattern for what happened; a gift's own one, or that of all gifts. */
export function patternOf(messages: Messages, category: string, gift: string | undefined): Pattern | undefined {
  const patterns = messages.get(category)?.patterns
  return (gift === undefined ? undefined : patterns?.get(giftKey(gift))) ?? patterns?.get(DEFAULT)
}

/** A gift's name as a key: `Corazón coreano` is `corazon_coreano`. */
export function giftKey(gift: string): string {
  return gift
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
}

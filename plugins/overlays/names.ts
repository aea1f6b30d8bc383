import type { User } from '#sdk'

const MAX_CHARS = 100

/** What a viewer is called on a page; at most 100 characters. */
export function nameOf(user: User): string {
  return shortened(user.displayName.trim() || user.safeName, MAX_CHARS)
}

/** The text, or its beginning; no sign is cut in two. */
export function shortened(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text
  return `${[...text.slice(0, maxChars * 2)].slice(0, maxChars - 1).join('')}…`
}

/** Viewers' words are no longer than this, wherever they go. */
const MAX_CHARS = 200

/**
 * The input of an action with `{name}`, `{message}` and `{item}` in its texts filled in. What is filled in stays text: it is not looked into again, and the
 * names of fields are left alone.
 */
export function fill(value: unknown, words: Readonly<Record<'name' | 'message' | 'item', string>>): unknown {
  if (typeof value === 'string')
    return value.replace(/\{(name|message|item)\}/g, (_, word: keyof typeof words) => words[word].slice(0, MAX_CHARS))
  if (Array.isArray(value)) return value.map((part) => fill(part, words))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, fill(part, words)]))
}

import { fold, wordsOf } from './fold.ts'

/** What a persona listens for, made ready. Answers what was asked, or undefined when it is not meant. */
export type Trigger = { readonly kind: 'command' | 'words'; match(message: string): string | undefined }

/**
 * Reads a trigger. One that begins with a sign is a command: `!ask` is meant by "!ask why?", not by "!asked". Anything else is whole words, wherever they stand;
 * `*` between words is for any words: `how * setup`. Case and accents do not count. There are no regular expressions: the time taken grows with the length of
 * the message times that of the trigger, whatever either holds. Undefined when there is nothing in it.
 */
export function readTrigger(text: string): Trigger | undefined {
  const trimmed = text.trim()
  if (/^[^\p{L}\p{N}\s*]+[\p{L}\p{N}]/u.test(trimmed)) return command(fold(trimmed))
  const parts = trimmed
    .split('*')
    .map(wordsOf)
    .filter((words) => words.length > 0)
  return parts.length === 0
    ? undefined
    : { kind: 'words', match: (message) => (hasInOrder(wordsOf(message), parts) ? message.trim() : undefined) }
}

/** Whether a message names somebody, as a word or with @ before it. */
export function isNamed(message: string, name: string): boolean {
  const words = wordsOf(name)
  return words.length > 0 && hasInOrder(wordsOf(message), [words])
}

function command(sign: string): Trigger {
  return {
    kind: 'command',
    match(message) {
      const [first = '', ...rest] = message.trim().split(/\s+/)
      return fold(first) === sign ? rest.join(' ') : undefined
    },
  }
}

/** Whether all parts come one behind the other; the first place that fits is the best for those that follow. */
function hasInOrder(words: readonly string[], parts: readonly (readonly string[])[]): boolean {
  let from = 0
  for (const part of parts) {
    const place = words.findIndex((_, n) => n >= from && part.every((word, k) => words[n + k] === word))
    if (place < 0) return false
    from = place + part.length
  }
  return true
}

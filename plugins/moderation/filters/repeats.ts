const LETTER_MAX = 10
const WORD_MAX = 6

/** One letter again and again, or one word. A long laugh is none: "jajaja" and "hahaha" have two letters. */
export function isRepetitive(text: string): boolean {
  if (new RegExp(`([\\p{L}\\p{P}])\\1{${LETTER_MAX},}`, 'u').test(text)) return true
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return words.some((word, at) => at + WORD_MAX <= words.length && words.slice(at, at + WORD_MAX).every((next) => next === word))
}

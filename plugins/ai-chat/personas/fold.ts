/** Longer than any chat is. */
const MAX_CHARS = 500

/** A text as people mean it: small letters without accents, one space between words. */
export function fold(text: string): string {
  return text.slice(0, MAX_CHARS).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim()
}

/** Its words, without what stands between them. */
export function wordsOf(text: string): readonly string[] {
  return fold(text).match(/[\p{L}\p{N}]+/gu) ?? []
}

const LETTERS_MIN = 8
const SHARE = 0.7

/** Eight letters and more, most of them capitals. Scripts without capitals are never shouted. */
export function isShouted(text: string): boolean {
  const upper = text.match(/\p{Lu}/gu)?.length ?? 0
  const cased = upper + (text.match(/\p{Ll}/gu)?.length ?? 0)
  return cased >= LETTERS_MIN && upper > cased * SHARE
}

/** Where a sentence ends: its sign, closing quotes, and then a space or the end. */
const ENDS = /[.!?…。！？]["'”’»)\]]*(?=\s|$)/gu
/** A sentence that ends before this part of the room is too little of an answer. */
const ENOUGH = 0.4

/** At most so many characters, ending with a sentence where there is one, else with a word and an ellipsis. */
export function cutAtSentence(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text
  const room = text.slice(0, maxChars)
  const end = lastEnd(text, maxChars)
  if (end >= maxChars * ENOUGH) return room.slice(0, end)
  const space = room.slice(0, maxChars - 1).lastIndexOf(' ')
  const cut = space >= maxChars * ENOUGH ? space : maxChars - 1
  return `${room
    .slice(0, cut)
    .toWellFormed()
    .replace(/\uFFFD$/, '')
    .trimEnd()}…`
}

/** A text that broke off, up to its last whole sentence; all of it when it has none. */
export function wholeSentences(text: string): string {
  const end = lastEnd(text, text.length)
  return end > 0 ? text.slice(0, end) : text
}

function lastEnd(text: string, maxChars: number): number {
  let last = 0
  for (const { index, 0: sign } of text.matchAll(ENDS)) if (index + sign.length <= maxChars) last = index + sign.length
  return last
}

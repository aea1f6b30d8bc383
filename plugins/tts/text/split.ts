export type TextLimit = { readonly textMax: number; readonly textUnit: 'characters' | 'bytes' }

/** Where a text is best cut: behind a sentence, behind a comma, between words, anywhere. */
const SEAMS = [/(?<=[.!?…])\s+/u, /(?<=[,;:])\s+/u, /\s+/u, /(?:)/u] as const

/** The text in pieces that each fit the limit, cut where it is heard least, and put together as far as they fit. */
export function split(text: string, limit: TextLimit): readonly string[] {
  return cut(text.trim(), limit, 0)
}

function cut(text: string, limit: TextLimit, seam: number): readonly string[] {
  if (text === '') return []
  const at = SEAMS[seam]
  if (fits(text, limit) || !at) return [text]
  const pieces = text.split(at).flatMap((piece) => cut(piece, limit, seam + 1))
  return together(pieces, seam === SEAMS.length - 1 ? '' : ' ', limit)
}

function together(pieces: readonly string[], glue: string, limit: TextLimit): readonly string[] {
  const out: string[] = []
  for (const piece of pieces) {
    const joined = `${out.at(-1) ?? ''}${glue}${piece}`
    if (out.length > 0 && fits(joined, limit)) out[out.length - 1] = joined
    else out.push(piece)
  }
  return out
}

function fits(text: string, { textMax, textUnit }: TextLimit): boolean {
  return (textUnit === 'bytes' ? new TextEncoder().encode(text).length : text.length) <= textMax
}

import type { UnifiedEvent } from '../../../../schemas/types.ts'

/** A line of the feed: an event, or so many that are missing here. */
export type Line = { readonly id: number; readonly event: UnifiedEvent } | { readonly id: number; readonly missed: number }

const MAX = 10_000
/** Cut in pieces, because to move ten thousand for each one that comes would be slow. */
const PIECE = 1000

/** The newest lines, oldest first; at most 10,000 and a piece. */
export function createBacklog() {
  let lines: Line[] = []
  let made = 0

  function add(line: { readonly event: UnifiedEvent } | { readonly missed: number }) {
    lines.push({ id: ++made, ...line })
    if (lines.length >= MAX + PIECE) lines = lines.slice(PIECE)
  }

  return {
    event: (event: UnifiedEvent) => add({ event }),
    gap: (missed: number) => add({ missed }),
    lines: (): readonly Line[] => lines,
    /** So many lines came, those included that were cut off. */
    made: () => made,
  }
}

import type { UnifiedEvent } from '../../schemas/types.ts'
import type { Store } from '../store/store.ts'

const PAGE = 256

/**
 * The end of the log, in order: what was accepted within this time before its last event, but at least and at most so many events.
 * The least is for a clock on the wall that was set ahead: what is minutes old then seems to be of yesterday.
 */
export function recentEvents(
  { head, read }: Pick<Store, 'head' | 'read'>,
  { withinMs, atLeast, max }: { withinMs: number; atLeast: number; max: number },
): readonly UnifiedEvent[] {
  const pages: UnifiedEvent[][] = []
  let oldestMs = Number.NEGATIVE_INFINITY
  for (let to = head(); to > 0 && pages.length * PAGE < max; to -= PAGE) {
    const from = Math.max(1, to - PAGE + 1)
    const page = read(from, to - from + 1).map(({ event }) => event)
    pages.push(page)
    const at = Date.parse(page[0]?.ingestedAt ?? '')
    if (pages.length === 1) oldestMs = Date.parse(page.at(-1)?.ingestedAt ?? '') - withinMs
    if (at < oldestMs && pages.length * PAGE >= atLeast) break
  }
  return pages.toReversed().flat()
}

import type { UnifiedEvent } from '../../schemas/types.ts'
import type { Store } from '../store/store.ts'

const PAGE = 256

/** As every packed gift and step of a streak has it, and few others. */
const GIFT = Buffer.from('gift')

/**
 * The gifts and steps of streaks at the end of the log, in order, and perhaps others: of what was accepted within this time before its
 * last event, but of at least and at most so many events. The least is for a clock on the wall that was set ahead: what is minutes old then seems to be of yesterday.
 */
export function recentEvents(
  { head, read }: Pick<Store, 'head' | 'read'>,
  { withinMs, atLeast, max }: { withinMs: number; atLeast: number; max: number },
): readonly UnifiedEvent[] {
  const pages: UnifiedEvent[][] = []
  const timeOf = (seqNo: number) => Date.parse(read(seqNo, 1)[0]?.event.ingestedAt ?? '')
  let oldestMs = Number.NEGATIVE_INFINITY
  for (let to = head(); to > 0 && pages.length * PAGE < max; to -= PAGE) {
    const from = Math.max(1, to - PAGE + 1)
    pages.push(read(from, to - from + 1, isOfGift).map(({ event }) => event))
    const at = timeOf(from)
    if (pages.length === 1) oldestMs = timeOf(to) - withinMs
    if (at < oldestMs && pages.length * PAGE >= atLeast) break
  }
  return pages.toReversed().flat()
}

function isOfGift(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(GIFT)
}

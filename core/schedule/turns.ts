import { BANDS, bandOf } from './bands.ts'
import type { Item } from './item.ts'
import type { Retries } from './retries.ts'
import type { Waiting } from './waiting.ts'

/** A band that had no turn for so many deliveries, less one, has the next. */
const TURNS = 64

/** Whose turn it is: the most urgent band goes first, unless one below had to wait too long; a retry holds up its own band and those below. */
export type Turns = {
  next(now: number): Item | undefined
  /** It has been sent. */
  taken(item: Item): void
}

/** The first turn of a queue. */
export function createTurns({ waiting, retries }: { waiting: Waiting; retries: Retries }): Turns {
  let sent = 0
  /** How many had been sent when a band last had its turn, or was seen to need none. */
  const servedAt = BANDS.map(() => 0)

  const isOverdue = (band: number) => sent - (servedAt[band] ?? 0) >= TURNS - 1

  function isOverdueBelow(band: number): boolean {
    for (let below = band + 1; below < BANDS.length; below++) if (isOverdue(below)) return true
    return false
  }

  return {
    next(now) {
      let urgent: Item | undefined
      let overdue: Item | undefined
      for (let band = 0; band < BANDS.length; band++) {
        const isHeldUp = retries.sizeOf(band) > 0
        const item = isHeldUp ? retries.head(band, now) : waiting.head(band)
        if (!urgent) {
          urgent = item
          if (urgent && !isOverdueBelow(band)) return urgent
        } else if (item && isOverdue(band) && (!overdue || item.seqNo < overdue.seqNo)) overdue = item
        if (isHeldUp || waiting.isSearching(band)) break
        if (!item) servedAt[band] = sent
      }
      return overdue ?? urgent
    },
    taken({ priority }) {
      sent++
      servedAt[bandOf(priority)] = sent
    },
  }
}

import { BANDS } from './bands.ts'
import type { Item } from './item.ts'
import type { Retries } from './retries.ts'
import type { Waiting } from './waiting.ts'

/** Every so many deliveries the longest-waiting lower band has its turn. */
const TURNS = 64

/** Whose turn it is: the most urgent band goes first; a retry holds up its own band and those below. */
export type Turns = {
  next(now: number): Item | undefined
  /** What was next has been sent. */
  taken(): void
}

/** The first turn of a queue. */
export function createTurns({ waiting, retries }: { waiting: Waiting; retries: Retries }): Turns {
  let turn = 0
  return {
    next(now) {
      let urgent: Item | undefined
      let longest: Item | undefined
      for (let band = 0; band < BANDS.length; band++) {
        const isHeldUp = retries.sizeOf(band) > 0
        const item = isHeldUp ? retries.head(band, now) : waiting.head(band)
        if (item && turn < TURNS - 1) return item
        if (item && !urgent) urgent = item
        else if (item && (!longest || item.seqNo < longest.seqNo)) longest = item
        if (isHeldUp || waiting.isSearching(band)) break
      }
      return longest ?? urgent
    },
    taken() {
      turn = (turn + 1) % TURNS
    },
  }
}

/** Something that waits for its turn to be heard. */
export type Waiting = {
  readonly id: string
  /** What is higher goes first. */
  readonly rank: number
  /** Since when, in milliseconds. */
  readonly at: number
}

export type LineParts = {
  readonly max: number
  /** What waited longer is of no interest any more. */
  readonly maxAgeMs: number
  readonly now: () => number
}

/**
 * What is to be said, the highest rank first and within it in order. When it is full, the newest of the lowest rank is dropped, which may be the one that
 * comes; what is too old is dropped when it would be its turn.
 */
export function createLine<W extends Waiting>({ max, maxAgeMs, now }: LineParts) {
  let waiting: readonly W[] = []

  const isFresh = ({ at }: Waiting) => now() - at <= maxAgeMs

  return {
    /** Answers what was dropped for it, if anything. */
    push(entry: W): W | undefined {
      const before = waiting.filter(({ rank }) => rank >= entry.rank)
      waiting = [...before, entry, ...waiting.slice(before.length)]
      if (waiting.length <= max) return undefined
      const last = waiting.at(-1)
      waiting = waiting.slice(0, -1)
      return last
    },
    /** Before its equals again: its turn came, and it was not heard. */
    putBack(entry: W): void {
      const before = waiting.filter(({ rank }) => rank > entry.rank)
      waiting = [...before, entry, ...waiting.slice(before.length)].slice(0, max)
    },
    next(): W | undefined {
      const [first, ...rest] = waiting.filter(isFresh)
      waiting = rest
      return first
    },
    /** Takes away what fits, and answers how many. */
    drop(fits: (entry: W) => boolean): number {
      const kept = waiting.filter((entry) => !fits(entry))
      const count = waiting.length - kept.length
      waiting = kept
      return count
    },
    list: () => waiting.filter(isFresh),
  }
}

export type Line<W extends Waiting> = ReturnType<typeof createLine<W>>

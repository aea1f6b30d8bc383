/**
 * Room for so many at once; others wait for their turn, the first come first. Who has a slot and does nothing with it may be parked:
 * the one that is parked longest is dropped as soon as somebody waits.
 */
export function createSlots({ slots, waiting }: { readonly slots: number; readonly waiting: number }) {
  const parked = new Set<() => void>()
  const queue: (() => void)[] = []
  let free = slots

  function dropOne() {
    const [oldest] = parked
    if (queue.length === 0 || !oldest) return
    parked.delete(oldest)
    oldest()
  }

  return {
    /** Resolves when there is room. Rejects with RangeError when too many wait. */
    async take(): Promise<void> {
      if (free > 0) {
        free -= 1
        return
      }
      if (queue.length >= waiting) throw new RangeError(`More than ${waiting} requests wait for their turn`)
      const turn = new Promise<void>((resolve) => {
        queue.push(resolve)
      })
      dropOne()
      await turn
    },
    release() {
      const next = queue.shift()
      if (next) next()
      else free += 1
    },
    park(drop: () => void) {
      parked.add(drop)
      dropOne()
    },
    unpark: (drop: () => void) => void parked.delete(drop),
  }
}

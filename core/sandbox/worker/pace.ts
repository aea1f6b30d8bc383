const SECOND_MS = 1_000

/** Allows so many of something a second, as many at once. Answers whether there is one left. */
export function createPace(perSecond: number, now: () => number = () => performance.now()): () => boolean {
  let left = perSecond
  let last = now()

  return () => {
    const at = now()
    left = Math.min(perSecond, left + ((at - last) * perSecond) / SECOND_MS)
    last = at
    if (left < 1) return false
    left -= 1
    return true
  }
}

/** Time and chance, handed in so that tests have their own. */
export type Clock = {
  /** Milliseconds since 1970. */
  now(): number
  /** Calls once, later; answers what calls it off. */
  after(delayMs: number, callback: () => void): () => void
  /** 0 to 1. */
  random(): number
}

export const systemClock: Clock = {
  now: Date.now,
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
  random: () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32,
}

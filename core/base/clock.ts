/** Time as the pure parts see it; tests hand in a virtual one. */
export type Clock = {
  /** Monotonic milliseconds, for durations. */
  now(): number
  /** Milliseconds since 1970, for people. */
  wallTime(): number
  /** Calls back once after the delay; returns what cancels it. */
  after(delayMs: number, callback: () => void): () => void
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
}

/** The time that a plugin lives in. What waits answers what calls it off. */
export type Time = {
  /** Milliseconds since 1970. */
  now(): number
  /** Milliseconds since the worker began, with fractions. */
  elapsed(): number
  /** Calls back once, after so many milliseconds. */
  after(delayMs: number, run: () => void): () => void
  /** The same for the longest that something of the plugin's may take. Virtual time goes on by itself only while one of these waits. */
  limit(delayMs: number, run: () => void): () => void
}

/** The machine's own time. */
export function createRealTime(): Time {
  const start = performance.now()

  function after(delayMs: number, run: () => void) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  }

  return { now: () => Date.now(), elapsed: () => performance.now() - start, after, limit: after }
}

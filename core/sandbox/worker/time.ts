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

/** A limit is looked at so often, and one that is looked at so much too late gets so much more. */
const LOOK_MS = 1_000

/** The machine's own time. What stood still together with the machine is not over its limit: it gets a moment to go on. */
export function createRealTime(): Time {
  const start = performance.now()

  function after(delayMs: number, run: () => void) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  }

  function limit(delayMs: number, run: () => void) {
    let leftMs = delayMs
    let timer = look()

    function look(): NodeJS.Timeout {
      const waitMs = Math.min(leftMs, LOOK_MS)
      const due = performance.now() + waitMs
      return setTimeout(() => {
        leftMs -= waitMs
        if (performance.now() - due > LOOK_MS) leftMs = Math.max(leftMs, LOOK_MS)
        if (leftMs > 0) timer = look()
        else run()
      }, waitMs)
    }

    return () => clearTimeout(timer)
  }

  return { now: () => Date.now(), elapsed: () => performance.now() - start, after, limit }
}

// @ts-check
/** @typedef {{ now(): number, wallTime(): number, after(delayMs: number, callback: () => void): () => void }} Clock */

/** The page's clock, as what waits is handed it: `after` answers what calls it off. @type {Clock} */
export const pageClock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
}

import type { Clock } from '../../../core/base/clock.ts'

/** Time that stands still until told to go on. */
export function createManualClock(startWallMs = Date.UTC(2026, 0, 1)) {
  let now = 0
  let timers: { at: number; callback: () => void }[] = []
  const clock: Clock = {
    now: () => now,
    wallTime: () => startWallMs + now,
    after(delayMs, callback) {
      const timer = { at: now + delayMs, callback }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
  }
  return {
    ...clock,
    /** Runs what is due within the time, in order. */
    advance(ms: number) {
      const end = now + ms
      for (;;) {
        const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        timers = timers.filter((timer) => timer !== next)
        now = Math.max(now, next.at)
        next.callback()
      }
      now = end
    },
    waiting: () => timers.length,
  }
}

import type { Clock } from '../../core/base/clock.ts'

/** A clock that only moves when told; whatever is due runs in order, with everything it awaits at once. */
export function createVirtualClock(startAt = Date.UTC(2026, 0, 1)): Clock & { advance(ms: number): Promise<void>; pending(): number } {
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>()
  let now = 0
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

  return {
    now: () => now,
    wallTime: () => startAt + now,
    after(delayMs, callback) {
      const timer = { at: now + delayMs, callback }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    pending: () => timers.size,
    async advance(ms) {
      const end = now + ms
      await settled()
      for (;;) {
        const [due] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
        if (!due) break
        timers.delete(due)
        now = Math.max(now, due.at)
        due.callback()
        await settled()
      }
      now = end
    },
  }
}

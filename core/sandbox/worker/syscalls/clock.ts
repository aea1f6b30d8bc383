import { performance } from 'node:perf_hooks'
import type { Syscalls } from '../../guest/syscalls.ts'

/** The time, and timers that call `onTimer` with the guest's own number. `stop` ends them all. */
export function createClock({ onTimer }: { readonly onTimer: (id: number) => void }) {
  const start = performance.now()
  const timers = new Map<number, NodeJS.Timeout>()

  function clearTimer(id: number) {
    clearTimeout(timers.get(id))
    timers.delete(id)
  }

  function setTimer(id: number, delayMs: number) {
    clearTimer(id)
    const timer = setTimeout(() => {
      timers.delete(id)
      onTimer(id)
    }, delayMs)
    timers.set(id, timer)
  }

  const calls = { now: () => Date.now(), elapsed: () => performance.now() - start, setTimer, clearTimer } satisfies Partial<Syscalls>
  return { calls, stop: () => [...timers.keys()].forEach(clearTimer) }
}

import type { Syscalls } from '../../guest/syscalls.ts'
import type { Time } from '../time.ts'

type Parts = { readonly time: Time; readonly onTimer: (id: number) => void }

/** The time, and timers that call `onTimer` with the guest's own number. `stop` ends them all. */
export function createClock({ time, onTimer }: Parts) {
  const timers = new Map<number, () => void>()

  function clearTimer(id: number) {
    timers.get(id)?.()
    timers.delete(id)
  }

  function setTimer(id: number, delayMs: number) {
    clearTimer(id)
    const cancel = time.after(delayMs, () => {
      timers.delete(id)
      onTimer(id)
    })
    timers.set(id, cancel)
  }

  const calls = { now: time.now, elapsed: time.elapsed, setTimer, clearTimer } satisfies Partial<Syscalls>
  return { calls, stop: () => [...timers.keys()].forEach(clearTimer) }
}

import type { Clock } from '../../base/clock.ts'

/** Resolves after the time, or at once when the signal aborts. Leaves no timer. */
export function wait(ms: number, { clock, signal }: { clock: Clock; signal: AbortSignal }): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, done)
    function done() {
      cancel()
      signal.removeEventListener('abort', done)
      resolve()
    }
    if (signal.aborted) done()
    else signal.addEventListener('abort', done)
  })
}

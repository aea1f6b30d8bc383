import type { Clock } from '../base/clock.ts'

/** Works again and again, so many milliseconds apart, until what it answers is called. */
export function repeat(clock: Clock, everyMs: number, work: () => void): () => void {
  let cancel = clock.after(everyMs, again)
  function again() {
    cancel = clock.after(everyMs, again)
    work()
  }
  return () => cancel()
}

import { signal } from '@preact/signals'

/** Milliseconds since 1970, anew each second: whoever shows an age reads it. */
export const now = signal(Date.now())

/** Lets `now` go on. Answers what stops it. */
export function startClock(): () => void {
  const timer = setInterval(() => {
    now.value = Date.now()
  }, 1000)
  return () => clearInterval(timer)
}

import type { Clock } from '../base/clock.ts'

export type FloodGuard = {
  /** Notes so many bytes that were read, and how many things they said. */
  count(bytes: number, messages: number): void
  stop(): void
}

const SLICE_MS = 100
const MAX_BYTES = 6 * 2 ** 20
const MAX_MESSAGES = 5_000
const MAX_STRIKES = 20

/**
 * Bounds what a runner may make the core read: after so much in a slice of time it is not heard until the next one, in which its own
 * writes pile up on its own side. One that is cut short in every slice for two seconds is given up.
 */
export function createFloodGuard({
  clock,
  pause,
  resume,
  giveUp,
}: {
  readonly clock: Clock
  readonly pause: () => void
  readonly resume: () => void
  readonly giveUp: () => void
}): FloodGuard {
  let bytes = 0
  let messages = 0
  let strikes = 0
  let isPaused = false
  let cancel: (() => void) | undefined

  function nextSlice() {
    cancel = undefined
    strikes = isPaused ? strikes + 1 : 0
    bytes = 0
    messages = 0
    if (strikes >= MAX_STRIKES) return giveUp()
    if (isPaused) cancel = clock.after(SLICE_MS, nextSlice)
    const wasPaused = isPaused
    isPaused = false
    if (wasPaused) resume()
  }

  return {
    count(length, said) {
      bytes += length
      messages += said
      // A quiet runner costs no timer.
      cancel ??= clock.after(SLICE_MS, nextSlice)
      if (isPaused || (bytes <= MAX_BYTES && messages <= MAX_MESSAGES)) return
      isPaused = true
      pause()
    },
    stop() {
      cancel?.()
    },
  }
}

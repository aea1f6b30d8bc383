export type ThrottleParts = {
  readonly isFull: () => boolean
  /** Resolves when what was handed in is settled. */
  readonly settled: () => Promise<void>
  readonly pause: () => void
  readonly resume: () => void
}

/** Lets TikTok wait when the store cannot keep up: reading stops while too much is on its way, so memory stays bounded. */
export function createThrottle({ isFull, settled, pause, resume }: ThrottleParts) {
  let isPaused = false

  return async function check(): Promise<void> {
    if (isPaused || !isFull()) return
    isPaused = true
    pause()
    await settled()
    isPaused = false
    resume()
  }
}

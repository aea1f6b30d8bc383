type Parts = {
  readonly everyMs?: number
  readonly beat: () => void
  /** Nothing was heard for two beats and a half. */
  readonly onSilence: () => void
  readonly now?: () => number
}

/** Beats while a line is open, and notices when the other side has gone without a word. */
export function createHeart({ everyMs = 20_000, beat, onSilence, now = Date.now }: Parts) {
  let heardAt = now()
  const timer = setInterval(() => {
    if (now() - heardAt > everyMs * 2.5) onSilence()
    else beat()
  }, everyMs)
  return {
    heard() {
      heardAt = now()
    },
    stop: () => clearInterval(timer),
  }
}

type Dance = { readonly id: string; readonly user: string; readonly command: string }

type Parts = {
  readonly danceMs: number
  readonly max: number
  readonly begin: (dance: Dance) => Promise<void>
}

/** One dance at a time, each as long as the others; of those that wait, no more than `max`. */
export function createDances({ danceMs, max, begin }: Parts) {
  const waiting: Dance[] = []
  let timer: ReturnType<typeof setTimeout> | undefined

  function next() {
    timer = undefined
    const dance = waiting.shift()
    if (!dance) return
    timer = setTimeout(next, danceMs)
    // Its receipt says how it went.
    void begin(dance).catch(() => {})
  }

  return {
    /** Begins it, or lets it wait. False when too many wait already. */
    ask(dance: Dance): boolean {
      if (timer !== undefined && waiting.length >= max) return false
      waiting.push(dance)
      if (timer === undefined) next()
      return true
    },
    waiting: () => waiting.length,
    stop() {
      waiting.length = 0
      clearTimeout(timer)
      timer = undefined
    },
  }
}

type Limits = { readonly atOnce: number; readonly waiting: number }

/** What waits for its turn. `run` is not called when it was dropped. */
type Waiting = { readonly start: () => void; readonly drop: () => void }

/**
 * So many at once, and so many that wait. The newest is next, because a chat goes on; when too many wait the oldest is dropped.
 */
export function createQueue({ atOnce, waiting: maxWaiting }: Limits) {
  const waiting: Waiting[] = []
  let running = 0

  function next() {
    running -= 1
    waiting.pop()?.start()
  }

  function leave(one: Waiting) {
    const place = waiting.indexOf(one)
    if (place >= 0) waiting.splice(place, 1)[0]?.drop()
  }

  async function run<T>(work: () => Promise<T>): Promise<T> {
    running += 1
    try {
      return await work()
    } finally {
      next()
    }
  }

  return {
    /** Answers what the work does; `dropped` when its turn never came, or came too late for the signal. */
    add<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T | 'dropped'> {
      if (running < atOnce) return run(work)
      return new Promise((resolve, reject) => {
        const one = { start: () => void run(work).then(resolve, reject), drop: () => resolve('dropped') }
        waiting.push(one)
        if (waiting.length > maxWaiting) waiting.shift()?.drop()
        signal.addEventListener('abort', () => leave(one), { once: true })
      })
    },
    counts: () => ({ running, waiting: waiting.length }),
  }
}

/** How a timed effect goes on. */
export type TimedState = { readonly state: 'running' | 'finished' | 'failed'; readonly detail?: string }

/** Games that say no "finished" are given so long. */
const GRACE_MS = 5000

/** One effect that runs for a while: until the game says that it has finished, its time is over, or the game is gone. `told` hears each change once. */
export function createTimed(remainingMs: number, told: (state: TimedState) => void) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOver = false

  function end(state: TimedState) {
    clearTimeout(timer)
    if (isOver) return
    isOver = true
    told(state)
  }

  function run(forMs: number) {
    clearTimeout(timer)
    timer = setTimeout(() => end({ state: 'finished' }), forMs + GRACE_MS)
  }

  told({ state: 'running' })
  run(remainingMs)

  return {
    isOver: () => isOver,
    paused() {
      clearTimeout(timer)
      if (!isOver) told({ state: 'running', detail: 'Paused' })
    },
    resumed(forMs: number) {
      if (isOver) return
      told({ state: 'running' })
      run(forMs || remainingMs)
    },
    finished: () => end({ state: 'finished' }),
    gone: () => end({ state: 'failed', detail: 'The game went away while it ran' }),
  }
}

export type Timed = ReturnType<typeof createTimed>

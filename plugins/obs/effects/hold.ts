import type { Clock } from '#sdk/clock'

/** Something to be shown: for so long and then back, or for good. */
export type Wish<T> = {
  readonly value: T
  /** Higher wins. */
  readonly priority: number
  readonly forMs?: number
}

/** `later`: it waits for something stronger to end. `dropped`: too many wait already. */
export type Verdict = 'now' | 'later' | 'dropped'

const MAX_WAITING = 20
const MAX_WAIT_MS = 60_000

type Holding<T> = { readonly wish: Wish<T>; readonly back: T; readonly cancel: () => void }

type Parts<T> = {
  readonly clock: Pick<Clock, 'now' | 'after'>
  /** What is to be shown from now on. */
  readonly want: (value: T) => void
}

/**
 * idle -> holding -> idle. What is stronger takes the place of what is held, what is not waits for its turn, the strongest first. When the last
 * ends, what was there before the first comes back. Of more than 20 that wait the weakest goes, and who has waited a minute comes too late.
 */
export function createHold<T>({ clock, want }: Parts<T>) {
  let holding: Holding<T> | undefined
  let waiting: { readonly wish: Wish<T>; readonly since: number }[] = []

  /** `back` is what comes back when nothing is held yet. */
  function ask(wish: Wish<T>, back: T): Verdict {
    if (wish.forMs === undefined) return settle(wish)
    if (!holding || wish.priority > holding.wish.priority) return hold(wish, holding?.back ?? back)
    if (wish.value === holding.wish.value) return prolong(holding, wish)
    return queue(wish)
  }

  /** For good: at once where nothing stronger is held, else once that has ended. */
  function settle({ value, priority }: Wish<T>): Verdict {
    if (holding && holding.wish.priority > priority) {
      holding = { ...holding, back: value }
      return 'later'
    }
    release()
    want(value)
    return 'now'
  }

  function hold(wish: Wish<T>, back: T): Verdict {
    holding?.cancel()
    holding = { wish, back, cancel: clock.after(wish.forMs ?? 0, next) }
    want(wish.value)
    return 'now'
  }

  function prolong(held: Holding<T>, wish: Wish<T>): Verdict {
    held.cancel()
    holding = { ...held, cancel: clock.after(wish.forMs ?? 0, next) }
    return 'now'
  }

  function queue(wish: Wish<T>): Verdict {
    const one = { wish, since: clock.now() }
    waiting = [...waiting, one].sort((a, b) => b.wish.priority - a.wish.priority || a.since - b.since).slice(0, MAX_WAITING)
    return waiting.includes(one) ? 'later' : 'dropped'
  }

  function next() {
    if (!holding) return
    const { back } = holding
    waiting = waiting.filter(({ since }) => clock.now() - since <= MAX_WAIT_MS)
    const best = waiting.shift()
    if (best) hold(best.wish, back)
    else {
      holding = undefined
      want(back)
    }
  }

  /** Somebody else decided: nothing is held, and nothing comes back. */
  function release() {
    holding?.cancel()
    holding = undefined
    waiting = []
  }

  return {
    ask,
    release,
    /** Ends what is held and what waits; what was before comes back. */
    end() {
      waiting = []
      holding?.cancel()
      next()
    },
    held: () => holding && { value: holding.wish.value, back: holding.back },
  }
}

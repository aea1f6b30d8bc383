import { type Clock, systemClock } from '#sdk/clock'

/** What a link is doing: `waiting` for the next try, or `refused` until it is opened anew, since a key or password is wrong. */
export type LinkState = {
  readonly state: 'connecting' | 'open' | 'waiting' | 'refused' | 'closed'
  readonly detail?: string
  readonly retryInMs?: number
}

type Parts<L> = {
  /** Connects once; `lost` is to be called when what it resolved to is gone. Rejects with an error that is `permanent` when trying again cannot help. */
  readonly open: (parts: { readonly signal: AbortSignal; readonly lost: (why: string) => void }) => Promise<L>
  /** Lets go of what `open` made. */
  readonly close: (link: L) => void
  readonly onState?: (state: LinkState) => void
  readonly fromMs?: number
  readonly toMs?: number
  /** How long one try may take. */
  readonly withinMs?: number
  readonly random?: () => number
  readonly clock?: Pick<Clock, 'now' | 'after'>
}

/**
 * A connection that is kept: after a loss it is tried again, first at once, then after `fromMs`, doubled up to `toMs`, each with jitter. What does not
 * last for `toMs` counts as one more loss, so that a peer that hangs up at once is not asked in a loop.
 */
export function createLink<L>({
  open,
  close,
  onState = () => {},
  fromMs = 1000,
  toMs = 30_000,
  withinMs = 10_000,
  random = Math.random,
  clock = systemClock,
}: Parts<L>) {
  let current: L | undefined
  let endTry = () => {}
  let cancelRetry = () => {}
  let losses = 0
  let state: LinkState = { state: 'closed' }
  const waiting = new Set<() => void>()

  function enter(next: LinkState) {
    state = next
    onState(next)
    for (const look of [...waiting]) look()
  }

  function connect() {
    enter({ state: 'connecting' })
    const ending = new AbortController()
    const { signal } = ending
    let openedAt: number | undefined
    // The first word counts: how a try ended, and how what it opened was lost.
    const over = (then: () => void) => {
      if (signal.aborted) return
      cancelLimit()
      ending.abort()
      current = undefined
      then()
    }
    const lost = (why: string) =>
      over(() => {
        if (openedAt !== undefined && clock.now() - openedAt >= toMs) losses = 0
        later(why)
      })
    const cancelLimit = clock.after(withinMs, () => lost(`It did not answer within ${withinMs / 1000} s`))
    endTry = () => {
      const link = current
      over(() => link !== undefined && close(link))
    }

    const begin = async () => open({ signal, lost })
    begin().then(
      (link) => {
        if (signal.aborted) return close(link)
        cancelLimit()
        openedAt = clock.now()
        current = link
        enter({ state: 'open' })
      },
      (error: unknown) => {
        const { message = String(error), permanent } = Object(error) as { message?: string; permanent?: boolean }
        over(() => (permanent ? enter({ state: 'refused', detail: message }) : later(message)))
      },
    )
  }

  function later(detail: string) {
    const retryInMs = losses === 0 ? 0 : Math.round(Math.min(toMs, fromMs * 2 ** (losses - 1)) * (0.5 + random() / 2))
    losses += 1
    enter({ state: 'waiting', detail, retryInMs })
    cancelRetry = clock.after(retryInMs, connect)
  }

  function end() {
    cancelRetry()
    endTry()
  }

  return {
    state: () => state,
    /** What is open now. */
    get: () => current,
    /** Connects, and stays connected until it is closed. Called again it begins anew. */
    start() {
      end()
      losses = 0
      connect()
    },
    stop() {
      end()
      enter({ state: 'closed' })
    },
    /** Resolves when it is open; rejects when it is refused or stopped, or when the signal aborts, with the reason. */
    ready(signal: AbortSignal): Promise<L> {
      return new Promise((resolve, reject) => {
        const look = () => {
          if (current !== undefined) return done(() => resolve(current as L))
          if (signal.aborted) return done(() => reject(new Error(`It is not connected: ${state.detail ?? state.state}`)))
          if (state.state === 'refused') return done(() => reject(Object.assign(new Error(state.detail), { permanent: true })))
          if (state.state === 'closed') return done(() => reject(new Error('It is not connected')))
        }
        const done = (then: () => void) => {
          waiting.delete(look)
          signal.removeEventListener('abort', look)
          then()
        }
        waiting.add(look)
        signal.addEventListener('abort', look)
        look()
      })
    },
  }
}

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
  readonly random?: () => number
}

/** A connection that is kept: after a loss it is tried again, first at once, then after `fromMs`, doubled up to `toMs`, each with jitter. */
export function createLink<L>({ open, close, onState = () => {}, fromMs = 1000, toMs = 30_000, random = Math.random }: Parts<L>) {
  let current: L | undefined
  let ending = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let losses = 0
  let state: LinkState = { state: 'closed' }
  const waiting = new Set<() => void>()

  function enter(next: LinkState) {
    state = next
    onState(next)
    for (const look of [...waiting]) look()
  }

  async function connect() {
    const { signal } = ending
    enter({ state: 'connecting' })
    let isGone: string | undefined
    let isMine = false
    const lost = (why: string) => {
      if (signal.aborted || isGone !== undefined) return
      isGone = why
      if (!isMine) return
      current = undefined
      later(why)
    }
    try {
      const link = await open({ signal, lost })
      if (signal.aborted) return close(link)
      if (isGone !== undefined) return later(isGone)
      isMine = true
      current = link
      losses = 0
      enter({ state: 'open' })
    } catch (error) {
      if (signal.aborted) return
      const { message = String(error), permanent } = Object(error) as { message?: string; permanent?: boolean }
      if (permanent) enter({ state: 'refused', detail: message })
      else later(message)
    }
  }

  function later(detail: string) {
    const retryInMs = losses === 0 ? 0 : Math.round(Math.min(toMs, fromMs * 2 ** (losses - 1)) * (0.5 + random() / 2))
    losses += 1
    enter({ state: 'waiting', detail, retryInMs })
    timer = setTimeout(connect, retryInMs)
  }

  function end() {
    ending.abort()
    clearTimeout(timer)
    if (current !== undefined) close(current)
    current = undefined
  }

  return {
    state: () => state,
    /** What is open now. */
    get: () => current,
    /** Connects, and stays connected until it is closed. Called again it begins anew. */
    start() {
      end()
      ending = new AbortController()
      losses = 0
      void connect()
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

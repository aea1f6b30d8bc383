import type { Clock } from '../base/clock.ts'
import type { BreakerState } from '../store/store.ts'
import { createWindow } from './window.ts'

/** The first time it stays open, and the longest. */
export const OPEN_MIN_MS = 10_000
export const OPEN_MAX_MS = 300_000

const IN_A_ROW = 5
const WINDOW_SECONDS = 30
const TRIES_MIN = 20
const FAILED_SHARE = 0.5

/** How a delivery ended, as far as it says something of the plugin. */
export type Verdict = {
  readonly deliveryId: number
  /** Left out when it succeeded. */
  readonly error?: string
  /** Its event failed before: no event alone can open the breaker. */
  readonly isRepeat: boolean
}

/** Keeps events from a plugin that only fails. States: closed -> open -> half open -> closed, or -> open for twice as long ... */
export type Breaker = {
  isClosed(): boolean
  isOpen(): boolean
  /** Half open, and nothing is under way: one delivery may go. */
  mayProbe(): boolean
  /** This delivery is the one that shows whether the plugin works again. */
  probe(deliveryId: number): void
  /** While it is closed: so many deliveries of events that had not failed before succeeded. */
  succeeded(count: number, now: number): void
  ended(verdict: Verdict): void
  /** The delivery came to nothing that says anything of the plugin; another one may be the probe. */
  undecided(deliveryId: number): void
  /** The worker died: what was under way is not awaited any more. */
  lost(): void
  /** The plugin was mended, or so its author says. */
  close(): void
  status(): { readonly state: BreakerState['state']; readonly retryInMs?: number }
  /** To be written down. */
  snapshot(): BreakerState
  stop(): void
}

/** Opens after 5 failures in a row, or when half of 20 and more within 30 seconds failed, each event counted once. What is left of `saved` is bounded anew. */
export function createBreaker(parts: {
  plugin: string
  clock: Clock
  saved?: BreakerState | undefined
  onChange: (state: BreakerState['state'], error?: string) => void
}): Breaker {
  const { plugin, clock, saved, onChange } = parts
  const tries = createWindow(WINDOW_SECONDS)
  let state: BreakerState['state'] = 'closed'
  let nextOpenMs = OPEN_MIN_MS
  let inARow = 0
  let probeAt = 0
  let probing: number | undefined
  let cancelWait: (() => void) | undefined

  function enter(next: BreakerState['state']) {
    cancelWait?.()
    cancelWait = undefined
    state = next
    probing = undefined
    inARow = 0
    tries.clear()
  }

  function waitFor(ms: number) {
    probeAt = clock.now() + ms
    cancelWait = clock.after(ms, () => {
      enter('halfOpen')
      onChange('halfOpen')
    })
  }

  function open(error: string) {
    enter('open')
    waitFor(nextOpenMs)
    nextOpenMs = bounded(nextOpenMs * 2, OPEN_MIN_MS)
    onChange('open', error)
  }

  function close() {
    if (state === 'closed') return
    enter('closed')
    nextOpenMs = OPEN_MIN_MS
    onChange('closed')
  }

  function count({ error, isRepeat }: Verdict) {
    if (error === undefined) inARow = 0
    if (isRepeat) return
    if (error === undefined) return tries.addLeft(clock.now(), 1)
    tries.addRight(clock.now(), 1)
    if (++inARow >= IN_A_ROW || isMostlyFailing()) open(error)
  }

  function isMostlyFailing(): boolean {
    const all = tries.left() + tries.right()
    return all >= TRIES_MIN && tries.right() >= all * FAILED_SHARE
  }

  if (saved && saved.state !== 'closed') {
    nextOpenMs = bounded(saved.nextOpenMs, OPEN_MIN_MS)
    state = saved.state
    // A wall clock that was set back would make it wait longer than was left, one set forward only shorter.
    if (state === 'open') waitFor(bounded(bounded(saved.remainingMs, 0) - Math.max(0, clock.wallTime() - saved.at), 0))
  }

  return {
    isClosed: () => state === 'closed',
    isOpen: () => state === 'open',
    mayProbe: () => state === 'halfOpen' && probing === undefined,
    probe(deliveryId) {
      probing = deliveryId
    },
    succeeded(count, now) {
      if (state !== 'closed') return
      inARow = 0
      tries.addLeft(now, count)
    },
    ended(verdict) {
      if (state === 'closed') return count(verdict)
      // What was sent before it opened says nothing new.
      if (verdict.deliveryId !== probing) return
      if (verdict.error === undefined) close()
      else open(verdict.error)
    },
    undecided(deliveryId) {
      if (probing === deliveryId) probing = undefined
    },
    lost() {
      probing = undefined
    },
    close,
    status: () => (state === 'open' ? { state, retryInMs: Math.max(0, probeAt - clock.now()) } : { state }),
    snapshot() {
      const remainingMs = state === 'open' ? Math.max(0, probeAt - clock.now()) : 0
      return { plugin, state, remainingMs, nextOpenMs, at: clock.wallTime() }
    },
    stop: () => cancelWait?.(),
  }
}

function bounded(ms: number, min: number): number {
  return Number.isFinite(ms) ? Math.min(OPEN_MAX_MS, Math.max(min, ms)) : min
}

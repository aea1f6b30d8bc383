import type { EventType, UnifiedEvent } from '../../schemas/types.ts'
import type { Clock } from '../base/clock.ts'
import type { StoredEvent } from '../store/store.ts'
import { type AskInterceptor, createInterceptor, type Interceptor } from './interceptor.ts'
import type { Hidden, Intercept, InterceptorStatus } from './schedule.ts'

const OPEN_MAX = 10_000
const KNOWN_MAX = 10_000

/** One event before its interceptors: who has yet to say something, and who hid it and why. The same for every lane. */
export type Case = { readonly waitsFor: Set<string>; readonly hides: Hidden[] }

/** What of the gate a lane needs. */
export type LaneGate = {
  /** Undefined when nobody but the lane itself looks at such events, or nobody can. */
  caseOf(stored: Pick<StoredEvent, 'event' | 'bytes'>, lane: string): Case | undefined
  /** Asks what was put since. */
  ask(): void
  /** As long as that is remembered. */
  hiddenFrom(event: UnifiedEvent, lane: string): Hidden | undefined
}

/** Where events wait for their verdict, before any lane has them in its line. */
export type Gate = LaneGate & {
  /** The plugin looks at these from now on. */
  open(plugin: string, intercepts: readonly Intercept[]): void
  close(plugin: string): void
  up(plugin: string): void
  down(plugin: string): void
  status(): readonly InterceptorStatus[]
}

type Watch = { readonly interceptor: Interceptor; readonly deadlineMs: number }

/** Without interceptors it costs a look into an empty map. When too much waits, what is new passes unasked. */
export function createGate(parts: { ask: AskInterceptor; clock: Clock; onDecided: () => void; onFull: (waiting: number) => void }): Gate {
  const interceptors = new Map<string, Interceptor>()
  const types = new Map<string, readonly Intercept[]>()
  const cases = new Map<string, Case>()
  let byType = new Map<EventType, readonly Watch[]>()
  let isFull = false

  function route() {
    const next = new Map<EventType, Watch[]>()
    for (const [plugin, intercepts] of types) {
      const interceptor = interceptors.get(plugin)
      if (!interceptor) continue
      for (const { event, deadlineMs } of intercepts) next.set(event, [...(next.get(event) ?? []), { interceptor, deadlineMs }])
    }
    byType = next
  }

  function hasRoom(): boolean {
    const open = [...interceptors.values()].reduce((sum, each) => sum + each.open(), 0)
    if (open < OPEN_MAX / 2) isFull = false
    if (open < OPEN_MAX) return true
    if (!isFull) parts.onFull(open)
    isFull = true
    return false
  }

  function remember(event: UnifiedEvent, fresh: Case) {
    cases.set(event.eventId, fresh)
    const [oldest] = cases.keys()
    if (cases.size > KNOWN_MAX && oldest !== undefined) cases.delete(oldest)
  }

  function begin({ event, bytes }: Pick<StoredEvent, 'event' | 'bytes'>, watches: readonly Watch[]): Case | undefined {
    const asked = watches.filter(({ interceptor }) => interceptor.isThere() && !isOwn(event, interceptor.plugin))
    if (asked.length === 0 || !hasRoom()) return undefined
    const fresh: Case = { waitsFor: new Set(asked.map(({ interceptor }) => interceptor.plugin)), hides: [] }
    remember(event, fresh)
    for (const { interceptor, deadlineMs } of asked) {
      const by = interceptor.plugin
      const answer = (reason: string | undefined) => {
        fresh.waitsFor.delete(by)
        if (reason !== undefined) fresh.hides.push({ by, reason })
      }
      interceptor.put({ event, bytes: bytes.length, deadlineMs, answer })
    }
    return fresh
  }

  function close(plugin: string) {
    const known = interceptors.get(plugin)
    if (!known) return
    types.delete(plugin)
    interceptors.delete(plugin)
    route()
    known.stop()
  }

  return {
    open(plugin, intercepts) {
      if (intercepts.length === 0) return close(plugin)
      types.set(plugin, intercepts)
      if (!interceptors.has(plugin)) interceptors.set(plugin, createInterceptor({ plugin, ...parts }))
      route()
    },
    close,
    up: (plugin) => interceptors.get(plugin)?.up(),
    down: (plugin) => interceptors.get(plugin)?.down(),
    caseOf(stored, lane) {
      const watches = byType.get(stored.event.eventType)
      if (!watches || watches.every(({ interceptor }) => interceptor.plugin === lane)) return undefined
      return cases.get(stored.event.eventId) ?? begin(stored, watches)
    },
    ask() {
      for (const interceptor of interceptors.values()) interceptor.flush()
    },
    hiddenFrom(event, lane) {
      const known = cases.get(event.eventId)
      return known && hiddenIn(known, lane)
    },
    status: () => [...interceptors.values()].map((interceptor) => interceptor.status()),
  }
}

/** Why a lane is not to get it; nobody keeps anything from himself. */
export function hiddenIn({ hides }: Case, lane: string): Hidden | undefined {
  return hides.find(({ by }) => by !== lane)
}

/** Whether somebody has yet to say something that counts for the lane. */
export function isUndecided({ waitsFor }: Case, lane: string): boolean {
  return waitsFor.size > (waitsFor.has(lane) ? 1 : 0)
}

/** What a plugin emitted it need not look at. */
function isOwn({ source, eventId, streamId }: UnifiedEvent, plugin: string): boolean {
  return source === 'plugin' && (streamId === `plugin:${plugin}` || eventId.startsWith(`plugin:${plugin}:`))
}

import type { Session } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'
import type { SessionDesk } from '../../serve/serve.ts'
import type { Store, StoredEvent } from '../../store/store.ts'
import { tipView } from './tips.ts'

type Parts = {
  readonly sessions: Pick<SessionDesk, 'get' | 'active'>
  readonly store: Pick<Store, 'lives'>
  /** To who listens to a topic of the host. */
  readonly publish: (topic: string, data: string) => void
  readonly clock: Clock
}

const EVERY_MS = 1000

/** What pages hear of sessions and money: `host.session` when the active one changes, at most once a second, and `host.tip`. */
export function createSessionTopics({ sessions, store, publish, clock }: Parts) {
  let cancel: (() => void) | undefined
  let isStopped = false
  let told: { readonly id: string; readonly text: string } | undefined

  function tell(session: Session) {
    const { durationMs: _, ...rest } = shown(session)
    const text = JSON.stringify(rest)
    if (told?.text === text) return
    told = { id: session.sessionId, text }
    publish('session', JSON.stringify({ session: shown(session) }))
  }

  function look() {
    cancel = undefined
    const { session } = sessions.active()
    if (told && told.id !== session?.sessionId) {
      if (store.lives.get(told.id)) tell(sessions.get(told.id))
      told = undefined
    }
    if (session) tell(session)
  }

  function lookSoon() {
    if (!isStopped) cancel ??= clock.after(EVERY_MS, look)
  }

  return {
    changed: lookSoon,
    accepted(events: readonly StoredEvent[]) {
      lookSoon()
      for (const { event } of events) {
        if (event.eventType !== 'tip' || !store.lives.get(event.sessionId)) continue
        publish('tip', JSON.stringify({ tip: tipView(event), session: shown(sessions.get(event.sessionId)) }))
      }
    },
    stop() {
      isStopped = true
      cancel?.()
    },
  }
}

/** Overlays hear of it: what operators wrote for themselves is not for them. */
const shown = (session: Session): Session => ({ ...session, notes: '', metadata: {} })
